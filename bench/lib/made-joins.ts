import { FFMPEG, runProgram } from "../../tests/kit/ffmpeg.ts";
import { sharedMedia } from "../../tests/kit/media.ts";
import type { Range, ShotTruth } from "./shot-truth.ts";

const FRAME_RATE = 25;
const SIZE = { width: 320, height: 180 } as const;
const FRAME_BYTES = SIZE.width * SIZE.height * 3;

/** Frames of a film, all of one shot. */
interface Piece {
  readonly file: string;
  /** Seconds at which it starts. */
  readonly start: number;
  readonly seconds: number;
}

/** How a piece is joined to the one before it: over how many frames one shows through the other, or each fades. */
interface Join {
  readonly kind: "dissolve" | "fade to black" | "fade to white";
  readonly frames: number;
}

const piece = (file: string, start: number, seconds = 4): Piece => ({
  file: `video/${file}`,
  start,
  seconds,
});
const PIECES: readonly Piece[] = [
  piece("squirrel_10s.mp4", 0),
  piece("dog_pexels_854132.mp4", 2),
  piece("highway_60fps.mp4", 3),
  piece("bbb_opening_30s.webm", 4),
  piece("marathon_run.mp4", 0),
  piece("nasa_webb_13s.mp4", 1),
  piece("sintel_trailer-720p.mp4", 24, 1.8),
  piece("chaplin_1910s.mp4", 2),
  piece("bbb_opening_30s.webm", 12, 3.5),
  piece("squirrel_10s.mp4", 5),
  piece("highway_60fps.mp4", 20),
  piece("sintel_trailer-720p.mp4", 36.5, 2.5),
  piece("bbb_opening_30s.webm", 16),
  piece("dog_pexels_854132.mp4", 8),
  piece("marathon_run.mp4", 1.5, 3.4),
  piece("chaplin_1910s.mp4", 5),
  piece("sintel_trailer-720p.mp4", 33, 1.6),
  piece("screencast_hello.mp4", 3),
];
const join = (frames: number, kind: Join["kind"] = "dissolve"): Join => ({ kind, frames });
/** One between two pieces. */
const JOINS: readonly Join[] = [
  ...[join(7), join(24), join(49), join(11), join(25, "fade to black"), join(24), join(11), join(24)],
  ...[join(49), join(15), join(11), join(24), join(12, "fade to black"), join(7), join(35)],
  ...[join(12, "fade to white"), join(15)],
];

/**
 * Makes a video of pieces of real films of one shot each, joined by dissolves and fades whose ends are known to the
 * frame: frame `n` of `N` holds `n / (N + 1)` of the later picture, counted from 1.
 * @returns undefined where a film is not on this machine
 * @throws Error with ffmpeg's words where it fails
 */
export async function makeJoins(path: string): Promise<ShotTruth | undefined> {
  if (PIECES.some(({ file }) => sharedMedia(file) === undefined)) return undefined;
  const gradual: Range[] = [];
  const frames = joined(gradual);
  const { width, height } = SIZE;
  const input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`, "-r", String(FRAME_RATE)];
  const output = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", path];
  await runProgram(FFMPEG, ["-v", "error", "-y", ...input, "-i", "-", ...output], { inputs: [frames] });
  return { path, name: "made joins", frameRate: FRAME_RATE, cuts: [], gradual };
}

/** All frames in order. @param gradual takes the range of each join as its frames are given */
async function* joined(gradual: Range[]): AsyncGenerator<Uint8Array> {
  let given = 0;
  let held: Uint8Array[] = [];
  for (const [n, next] of PIECES.entries()) {
    const { kind, frames } = JOINS[n - 1] ?? { kind: "dissolve", frames: 0 };
    const pictures = await decode(next);
    const before = held.slice(0, held.length - frames);
    yield* before;
    given += before.length;
    const mixed = [...mix(kind, held.slice(before.length), pictures.slice(0, frames))];
    if (frames > 0) gradual.push({ from: given, to: given + mixed.length });
    yield* mixed;
    given += mixed.length;
    held = pictures.slice(frames);
  }
  yield* held;
}

function* mix(kind: Join["kind"], out: readonly Uint8Array[], into: readonly Uint8Array[]) {
  const share = (n: number) => (n + 1) / (out.length + 1);
  const blank = new Uint8Array(FRAME_BYTES).fill(kind === "fade to white" ? 255 : 0);
  if (kind === "dissolve") for (const [n, a] of out.entries()) yield blend(a, into[n] ?? a, share(n));
  else {
    for (const [n, a] of out.entries()) yield blend(a, blank, share(n));
    yield blank;
    for (const [n, b] of into.entries()) yield blend(blank, b, share(n));
  }
}

const blend = (a: Uint8Array, b: Uint8Array, share: number): Uint8Array =>
  a.map((value, n) => Math.round(value + ((b[n] ?? 0) - value) * share));

async function decode({ file, start, seconds }: Piece): Promise<Uint8Array[]> {
  const scaled = `fps=${FRAME_RATE},scale=${SIZE.width}:${SIZE.height},format=rgb24`;
  const input = ["-v", "error", "-ss", String(start), "-i", sharedMedia(file) ?? ""];
  const frames = Math.round(seconds * FRAME_RATE);
  const output = ["-an", "-vf", scaled, "-frames:v", String(frames), "-f", "rawvideo", "-"];
  const { stdout } = await runProgram(FFMPEG, [...input, ...output]);
  return Array.from({ length: stdout.length / FRAME_BYTES }, (_, n) =>
    stdout.subarray(n * FRAME_BYTES, (n + 1) * FRAME_BYTES),
  );
}
