import { access, chmod, constants, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Unavailable } from "./browsers.ts";
import { frameReader } from "./decode.ts";
import { FFMPEG, runProgram } from "./ffmpeg.ts";
import { type FrameCode, THUMBNAIL } from "./frame-code.ts";

/** Players without a browser. */
export type CommandLinePlayer = "gstreamer" | "mpv" | "vlc";

const SIZE = `${THUMBNAIL.width}:${THUMBNAIL.height}`;

/**
 * Plays a file or URL to its end. GStreamer and mpv put out pictures as fast as they can; VLC plays in real time,
 * since its converters drop and double frames, told not to drop late ones.
 * @returns the code of each picture shown, in order, null where it cannot be read; or why the player cannot be used.
 * @throws Error with the player's words where it fails.
 */
export async function playOnCommandLine(
  player: CommandLinePlayer,
  input: string,
  timeoutMs = 120_000,
): Promise<(FrameCode | null)[] | Unavailable> {
  const program = { gstreamer: "gst-launch-1.0", mpv: "mpv", vlc: "cvlc" }[player];
  if (!(await isInstalled(program))) return { unavailable: `${program} is not installed` };
  if (player === "vlc") return playWithVlc(input, timeoutMs);
  const reader = frameReader();
  const args = player === "mpv" ? mpvArgs(input) : gstreamerArgs(input);
  await runProgram(program, args, { onStdout: reader.push, timeoutMs });
  return reader.codes;
}

function mpvArgs(input: string): string[] {
  const filter = `--vf=lavfi=[scale=${SIZE}:flags=area,format=gray]`;
  return [
    "--no-config",
    "--really-quiet",
    "--no-audio",
    filter,
    "--o=-",
    "--of=rawvideo",
    "--ovc=rawvideo",
    input,
  ];
}

function gstreamerArgs(input: string): string[] {
  const uri = /^\w+:\/\//.test(input) ? input : pathToFileURL(input).href;
  const { width, height } = THUMBNAIL;
  return [
    ...["-q", "uridecodebin", `uri=${uri}`, "!", "videoconvert"],
    ...["!", "videoscale", "method=nearest-neighbour", "add-borders=false"],
    ...["!", `video/x-raw,format=GRAY8,width=${width},height=${height},pixel-aspect-ratio=1/1`],
    ...["!", "fdsink", "fd=1"],
  ];
}

async function playWithVlc(input: string, timeoutMs: number): Promise<(FrameCode | null)[] | Unavailable> {
  // VLC refuses to run as root.
  const asNobody = process.getuid?.() === 0;
  if (asNobody && !(await isInstalled("setpriv"))) {
    return { unavailable: "VLC does not run as root, and setpriv is not installed" };
  }
  const folder = await mkdtemp(join(tmpdir(), "vlc-"));
  try {
    await chmod(folder, 0o777);
    const vlc = ["cvlc", "--quiet", "--intf", "dummy", "--no-audio", "--vout", "dummy", "--play-and-exit"];
    vlc.push("--no-drop-late-frames", "--no-skip-frames", "--video-filter", "scene", "--scene-ratio", "1");
    vlc.push("--scene-format", "png", "--scene-path", folder, input);
    if (asNobody) vlc.unshift("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    const [program = "", ...args] = vlc;
    await runProgram(program, args, { timeoutMs, env: { ...process.env, HOME: folder } });
    const pictures = (await readdir(folder)).filter((name) => name.endsWith(".png"));
    return pictures.length === 0 ? [] : await readPictures(join(folder, "*.png"));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readPictures(glob: string): Promise<(FrameCode | null)[]> {
  const reader = frameReader();
  const args = [
    "-hide_banner",
    "-loglevel",
    "error",
    "-nostdin",
    "-f",
    "image2",
    "-pattern_type",
    "glob",
    "-i",
    glob,
  ];
  args.push(
    "-vf",
    `scale=${SIZE}:flags=area,format=gray`,
    "-fps_mode",
    "passthrough",
    "-f",
    "rawvideo",
    "pipe:1",
  );
  await runProgram(FFMPEG, args, { onStdout: reader.push });
  return reader.codes;
}

/** Whether PATH leads to a program of this name. */
async function isInstalled(program: string): Promise<boolean> {
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    const found = await access(join(folder, program), constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
