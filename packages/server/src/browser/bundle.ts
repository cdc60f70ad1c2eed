import { fileURLToPath } from "node:url";
import { withEsbuild } from "./esbuild.ts";

const made = new Map<string, Promise<Uint8Array>>();

/**
 * Makes one file for browsers of a module and all that it imports; once in this process, when it is first asked for.
 * @param specifier of the module, as an import would name it: `cutstream/overlay`.
 */
export function bundleForBrowsers(specifier: string): Promise<Uint8Array> {
  let bundle = made.get(specifier);
  if (!bundle) {
    bundle = build(fileURLToPath(import.meta.resolve(specifier)));
    bundle.catch(() => made.delete(specifier));
    made.set(specifier, bundle);
  }
  return bundle;
}

function build(entry: string): Promise<Uint8Array> {
  return withEsbuild(async (esbuild) => {
    const { outputFiles } = await esbuild.build({
      entryPoints: [entry],
      bundle: true,
      minify: true,
      format: "esm",
      target: "es2022",
      write: false,
      logLevel: "silent",
    });
    const [file] = outputFiles;
    if (!file) throw new Error(`No bundle came of ${entry}.`);
    return file.contents;
  });
}
