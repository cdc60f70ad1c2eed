import { FFMPEG, runProgram } from "./ffmpeg.ts";

/** Size at which pictures are compared: small enough that encoding leaves it alone, large enough to tell frames apart. */
const THUMB = { width: 32, height: 18 };
const THUMB_BYTES = THUMB.width * THUMB.height;

/** Rate at which sound is compared. */
const SOUND_RATE = 8000;

/** A track of a file. */
export interface TrackOf {
  readonly path: string;
  /** Index of the stream within the file. */
  readonly index: number;
}

/** How far the frames of two tracks are apart, one against one: mean difference of grey values, 0 to 255. */
export interface PictureDifference {
  readonly frames: readonly [number, number];
  readonly mean: number;
  /** Share of frames that look like another one. */
  readonly strange: number;
}

/** A difference that encoding does not make, but another picture does. */
const STRANGE = 16;

/**
 * Compares frames of two tracks: all of them, the source's brought to a constant rate first, or only those that are
 * marked as key frames, which takes a small part of the time.
 */
export async function comparePictures(
  source: TrackOf,
  made: TrackOf,
  which: { readonly rate: string } | "key frames",
): Promise<PictureDifference> {
  const keys = which === "key frames";
  const [wanted, got] = await Promise.all([
    thumbnails(source, keys ? [] : [`fps=${which.rate}`], keys),
    thumbnails(made, [], keys),
  ]);
  const count = Math.min(wanted.length, got.length);
  let sum = 0;
  let strange = 0;
  for (let frame = 0; frame < count; frame++) {
    const difference = differenceOf(wanted[frame]!, got[frame]!);
    sum += difference;
    if (difference > STRANGE) strange++;
  }
  return { frames: [wanted.length, got.length], mean: sum / count, strange: strange / count };
}

async function thumbnails(
  { path, index }: TrackOf,
  filters: readonly string[],
  keys: boolean,
): Promise<Uint8Array[]> {
  const scale = `scale=${THUMB.width}:${THUMB.height}:flags=area,setsar=1,format=gray`;
  const { stdout } = await runProgram(FFMPEG, [
    ...["-v", "quiet", "-nostdin", ...(keys ? ["-skip_frame", "nokey"] : [])],
    ...["-i", `file:${path}`, "-map", `0:${index}`],
    ...["-vf", [...filters, scale].join(","), "-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"],
  ]);
  return Array.from({ length: Math.floor(stdout.length / THUMB_BYTES) }, (_, n) =>
    stdout.subarray(n * THUMB_BYTES, (n + 1) * THUMB_BYTES),
  );
}

function differenceOf(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < THUMB_BYTES; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / THUMB_BYTES;
}

/** When the first frame of a track is shown, in seconds on the file's own clock. */
export async function firstPictureTime({ path, index }: TrackOf): Promise<number> {
  const { stderr } = await runProgram(FFMPEG, [
    ...["-v", "info", "-nostdin", "-copyts", "-i", `file:${path}`, "-map", `0:${index}`],
    ...["-vf", "showinfo=checksum=0", "-fps_mode", "passthrough", "-frames:v", "1", "-f", "null", "-"],
  ]);
  return Number(/pts_time:(\S+)/.exec(stderr)?.[1]);
}

/** Sound, mono, with the time of its first sample in seconds. */
export interface Sound {
  readonly start: number;
  readonly samples: Float32Array;
}

/** Decodes a track's sound at a low rate; its start is on the file's own clock. */
export async function readSound({ path, index }: TrackOf): Promise<Sound> {
  const filter = `aresample=${SOUND_RATE}:async=1000,aformat=sample_fmts=flt:channel_layouts=mono,ashowinfo`;
  const { stdout, stderr } = await runProgram(FFMPEG, [
    ...["-v", "info", "-nostdin", "-copyts", "-i", `file:${path}`, "-map", `0:${index}`],
    ...["-af", filter, "-f", "f32le", "pipe:1"],
  ]);
  const samples = new Float32Array(stdout.length >> 2);
  new Uint8Array(samples.buffer).set(stdout.subarray(0, samples.byteLength));
  return { start: Number(/ashowinfo.*pts_time:(\S+)/.exec(stderr)?.[1]), samples };
}

/** Longest delay that is looked for, and how much sound is compared; in samples. */
const LONGEST_LAG = 0.15 * SOUND_RATE;
const WINDOW = 2 * SOUND_RATE;

/**
 * Seconds by which `made` sounds later than `source` where they are loudest, found by correlation.
 * @returns undefined where there is nothing to hear, or nothing alike.
 */
export function soundDelay(source: Sound, made: Sound): number | undefined {
  const offset = Math.round((source.start - made.start) * SOUND_RATE);
  // What is sample n in the source is sample n + offset in what was made of it.
  const from = Math.max(0, -offset) + LONGEST_LAG;
  const to = Math.min(source.samples.length, made.samples.length - offset) - LONGEST_LAG;
  const window = Math.min(WINDOW, to - from);
  if (window < LONGEST_LAG) return undefined;
  const start = loudest(source.samples, from, to, window);
  const end = start + window;
  let best = { lag: 0, likeness: 0 };
  for (let lag = -LONGEST_LAG; lag <= LONGEST_LAG; lag++) {
    const likeness = likenessOf(source.samples, made.samples, start, end, offset + lag);
    if (likeness > best.likeness) best = { lag, likeness };
  }
  return best.likeness > 0.5 ? best.lag / SOUND_RATE : undefined;
}

function loudest(samples: Float32Array, from: number, to: number, window: number): number {
  let best = { at: from, energy: -1 };
  for (let at = from; at + window <= to; at += Math.ceil(window / 4)) {
    let energy = 0;
    for (let n = at; n < at + window; n += 4) energy += samples[n]! ** 2;
    if (energy > best.energy) best = { at, energy };
  }
  return best.at;
}

function likenessOf(a: Float32Array, b: Float32Array, start: number, end: number, lag: number): number {
  let [product, left, right] = [0, 1e-9, 1e-9];
  for (let n = start; n < end; n++) {
    const [x, y] = [a[n]!, b[n + lag]!];
    product += x * y;
    left += x * x;
    right += y * y;
  }
  return product / Math.sqrt(left * right);
}
