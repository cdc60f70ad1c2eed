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
const join = (frames: number, kind: Join["kind"] = "dissolve"): Join => ({ kind, frames });

/** A video to make: its first piece, and each other one with its join. */
export interface JoinedVideo {
  readonly name: string;
  readonly first: Piece;
  readonly joins: readonly (readonly [Join, Piece])[];
}

/** Joins of all kinds. The finder was improved with the first video in view; the second was made afterwards. */
export const JOINED_VIDEOS: readonly JoinedVideo[] = [
  {
    name: "made joins",
    first: piece("squirrel_10s.mp4", 0),
    joins: [
      [join(7), piece("dog_pexels_854132.mp4", 2)],
      [join(24), piece("highway_60fps.mp4", 3)],
      [join(49), piece("bbb_opening_30s.webm", 4)],
      [join(11), piece("marathon_run.mp4", 0)],
      [join(25, "fade to black"), piece("nasa_webb_13s.mp4", 1)],
      [join(24), piece("sintel_trailer-720p.mp4", 24, 1.8)],
      [join(11), piece("chaplin_1910s.mp4", 2)],
      [join(24), piece("bbb_opening_30s.webm", 12, 3.5)],
      [join(49), piece("squirrel_10s.mp4", 5)],
      [join(15), piece("highway_60fps.mp4", 20)],
      [join(11), piece("sintel_trailer-720p.mp4", 36.5, 2.5)],
      [join(24), piece("bbb_opening_30s.webm", 16)],
      [join(12, "fade to black"), piece("dog_pexels_854132.mp4", 8)],
      [join(7), piece("marathon_run.mp4", 1.5, 3.4)],
      [join(35), piece("chaplin_1910s.mp4", 5)],
      [join(12, "fade to white"), piece("sintel_trailer-720p.mp4", 33, 1.6)],
      [join(15), piece("screencast_hello.mp4", 3)],
    ],
  },
  {
    name: "made joins, unseen",
    first: piece("marathon_run.mp4", 0.6),
    joins: [
      [join(15), piece("nasa_webb_13s.mp4", 6, 1.9)],
      [join(24), piece("squirrel_10s.mp4", 2.5)],
      [join(11), piece("sintel_trailer-720p.mp4", 7, 1)],
      [join(7), piece("bbb_opening_30s.webm", 23.5, 1.8)],
      [join(30), piece("highway_60fps.mp4", 9)],
      [join(40, "fade to black"), piece("screencast_hello.mp4", 1)],
      [join(20), piece("dog_pexels_854132.mp4", 5)],
      [join(9), piece("chaplin_1910s.mp4", 0)],
      [join(11, "fade to white"), piece("sintel_trailer-720p.mp4", 26, 1.3)],
      [join(13), piece("bbb_opening_30s.webm", 8, 3.5)],
      [join(20), piece("nasa_webb_13s.mp4", 9.8, 3)],
      [join(35, "fade to black"), piece("highway_60fps.mp4", 14)],
      [join(12), piece("phone_dog_1080p.mp4", 0, 1.3)],
      [join(11), piece("sintel_trailer-720p.mp4", 22.6, 1.1)],
      [join(8), piece("dog_pexels_854132.mp4", 0.5)],
      [join(50), piece("bbb_opening_30s.webm", 17)],
      [join(24), piece("marathon_run.mp4", 1)],
    ],
  },
];

/**
 * Makes a video of pieces of real films of one shot each, joined by dissolves and fades whose ends are known to the
 * frame: frame `n` of `N` holds `n / (N + 1)` of the later picture, counted from 1.
 * @returns undefined where a film is not on this machine
 * @throws Error with ffmpeg's words where it fails
 */
export async function makeJoins(video: JoinedVideo, path: string): Promise<ShotTruth | undefined> {
  const pieces = [video.first, ...video.joins.map(([, next]) => next)];
  if (pieces.some(({ file }) => sharedMedia(file) === undefined)) return undefined;
  const gradual: Range[] = [];
  const frames = joined(video, gradual);
  const { width, height } = SIZE;
  const input = ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", `${width}x${height}`, "-r", String(FRAME_RATE)];
  const output = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "20", "-pix_fmt", "yuv420p", path];
  await runProgram(FFMPEG, ["-v", "error", "-y", ...input, "-i", "-", ...output], { inputs: [frames] });
  return { path, name: video.name, frameRate: FRAME_RATE, cuts: [], gradual };
}

/** All frames in order. @param gradual takes the range of each join as its frames are given */
async function* joined({ first, joins }: JoinedVideo, gradual: Range[]): AsyncGenerator<Uint8Array> {
  let given = 0;
  let held = await decode(first);
  for (const [{ kind, frames }, next] of joins) {
    const pictures = await decode(next);
    const before = held.slice(0, -frames);
    const mixed = [...mix(kind, held.slice(-frames), pictures.slice(0, frames))];
    yield* before;
    yield* mixed;
    const from = given + before.length;
    given = from + mixed.length;
    gradual.push({ from, to: given });
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
