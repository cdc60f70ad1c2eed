import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { BuildResult, OutputFile } from "esbuild";
import { withEsbuild } from "./esbuild.ts";

const compress = promisify(gzip);

/** A file of the studio, ready to be sent. Its name holds a hash of what is in it. */
export interface StudioFile {
  readonly type: string;
  readonly body: Uint8Array;
  readonly gzipped: Uint8Array;
}

/** The studio, bundled. */
export interface Studio {
  /** Its page: HTML with the names of the files filled in; NONCE and PLAYER_HASH stay to be. */
  readonly page: string;
  /** By name: `studio-ABCD1234.js`. */
  readonly files: ReadonlyMap<string, StudioFile>;
}

const TYPES = { js: "text/javascript; charset=utf-8", css: "text/css; charset=utf-8" } as const;

const pathOf = (specifier: string) => fileURLToPath(import.meta.resolve(specifier));

let made: Promise<Studio> | undefined;

/** Bundles the studio; once in this process, when it is first asked for. */
export function studio(): Promise<Studio> {
  if (!made) {
    made = make();
    made.catch(() => {
      made = undefined;
    });
  }
  return made;
}

async function make(): Promise<Studio> {
  const [template, built] = await Promise.all([
    readFile(pathOf("@cutstream/studio/page.html"), "utf8"),
    withEsbuild((esbuild) =>
      esbuild.build({
        entryPoints: {
          studio: pathOf("@cutstream/studio"),
          style: pathOf("@cutstream/studio/styles.css"),
        },
        outdir: "studio",
        entryNames: "[name]-[hash]",
        chunkNames: "part-[hash]",
        bundle: true,
        splitting: true,
        minify: true,
        format: "esm",
        target: "es2022",
        jsx: "automatic",
        jsxImportSource: "preact",
        metafile: true,
        write: false,
        logLevel: "silent",
      }),
    ),
  ]);
  const files = await Promise.all(built.outputFiles.map(ready));
  return { page: fill(template, built), files: new Map(files) };
}

async function ready({ path, contents }: OutputFile): Promise<[string, StudioFile]> {
  const type = path.endsWith(".css") ? TYPES.css : TYPES.js;
  return [basename(path), { type, body: contents, gzipped: await compress(contents, { level: 9 }) }];
}

/** Writes into the page where its files are: also those that the script begins by importing, to be fetched with it. */
function fill(template: string, { metafile }: BuildResult<{ metafile: true }>): string {
  const named = (start: string): string => {
    const found = Object.keys(metafile.outputs).find((path) => basename(path).startsWith(start));
    if (!found) throw new Error(`esbuild made no file ${start}.`);
    return found;
  };
  const script = named("studio-");
  const preloads = (metafile.outputs[script]?.imports ?? [])
    .filter(({ kind }) => kind === "import-statement")
    .map(({ path }) => `<link rel="modulepreload" href="studio/${basename(path)}" />`);
  return template
    .replace("SCRIPT_FILE", basename(script))
    .replace("STYLE_FILE", basename(named("style-")))
    .replace("PRELOADS", preloads.join("\n    "));
}
