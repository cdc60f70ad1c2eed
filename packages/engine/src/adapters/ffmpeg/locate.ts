import { constants } from "node:fs";
import { access, chmod, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, dirname, join, resolve } from "node:path";
import { CutstreamError } from "../../errors.ts";

/** Where to look first; what is left out is searched for. */
export interface ToolPaths {
  readonly ffmpegPath?: string | undefined;
  readonly ffprobePath?: string | undefined;
}

/** Absolute paths of the programs found. */
export interface LocatedTools {
  readonly ffmpeg: string;
  readonly ffprobe: string;
}

type Tool = "ffmpeg" | "ffprobe";

/**
 * Finds ffmpeg and ffprobe: a path from the configuration, then `FFMPEG_PATH` and `FFPROBE_PATH`, then (ffprobe only)
 * the folder that ffmpeg is in, then `PATH`, then the builds that npm installed. A path that somebody set but that is
 * no program is an error: searching on would hide the mistake.
 * @throws CutstreamError `encoder_missing`
 */
export async function locateTools(paths: ToolPaths = {}, env = process.env): Promise<LocatedTools> {
  const ffmpeg = await locate("ffmpeg", paths.ffmpegPath, "FFMPEG_PATH", [], env);
  const beside = [join(dirname(ffmpeg), executable("ffprobe"))];
  const ffprobe = await locate("ffprobe", paths.ffprobePath, "FFPROBE_PATH", beside, env);
  return { ffmpeg, ffprobe };
}

async function locate(
  tool: Tool,
  configured: string | undefined,
  variable: string,
  beside: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const set = configured ?? env[variable];
  if (set) {
    const path = resolve(set);
    if (await isProgram(path)) return path;
    const origin = configured === undefined ? variable : `the configured path of ${tool}`;
    throw new CutstreamError("encoder_missing", `No program at ${path}, which ${origin} names.`);
  }
  const onPath = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const candidates = [...beside, ...onPath.map((folder) => join(folder, executable(tool)))];
  for (const candidate of candidates) {
    if (await isProgram(candidate)) return resolve(candidate);
  }
  const bundled = bundledPath(tool);
  if (bundled !== undefined && (await makeProgram(bundled))) return bundled;
  throw new CutstreamError(
    "encoder_missing",
    `${tool} was found neither in ${variable}, nor on PATH, nor among the installed npm packages.`,
  );
}

function executable(tool: Tool): string {
  return process.platform === "win32" ? `${tool}.exe` : tool;
}

/** Path of the build for this platform that `@ffmpeg-installer` or `@ffprobe-installer` brought, if any. */
function bundledPath(tool: Tool): string | undefined {
  const scope = `@${tool}-installer`;
  try {
    const installer = createRequire(import.meta.url).resolve(`${scope}/${tool}/package.json`);
    const platform = `${process.platform}-${process.arch}`;
    return createRequire(installer).resolve(`${scope}/${platform}/${executable(tool)}`);
  } catch {
    return undefined;
  }
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The packages rely on a post-install script for the executable bit, and such scripts are often switched off. */
async function makeProgram(path: string): Promise<boolean> {
  if (await isProgram(path)) return true;
  try {
    await chmod(path, 0o755);
  } catch {
    return false;
  }
  return isProgram(path);
}
