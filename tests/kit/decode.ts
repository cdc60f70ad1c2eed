import { FFMPEG, runProgram } from "./ffmpeg.ts";
import { type FrameCode, readFrameCode, THUMBNAIL } from "./frame-code.ts";

/** A frame as ffmpeg put it out. */
export interface DecodedFrame {
  /** What the picture says it is; null where nothing can be read. */
  readonly code: FrameCode | null;
  /** Seconds. */
  readonly pts: number;
}

/** How to decode. */
export interface DecodeOptions {
  /** Input options of ffmpeg. */
  readonly inputArgs?: readonly string[];
  /** The file's own timestamps instead of those counted from its start. Default false. */
  readonly copyTimestamps?: boolean;
}

/**
 * Decodes all frames of a file or URL, in the order in which ffmpeg puts them out, none dropped, none doubled.
 * @throws Error with ffmpeg's words where it fails.
 */
export async function decodeFrames(input: string, options: DecodeOptions = {}): Promise<DecodedFrame[]> {
  const { width, height } = THUMBNAIL;
  const reader = frameReader();
  const { stderr } = await runProgram(
    FFMPEG,
    [
      ...inputArgs(input, options),
      ...["-map", "0:v:0", "-vf", `showinfo=checksum=0,scale=${width}:${height}:flags=area,format=gray`],
      ...["-fps_mode", "passthrough", "-f", "rawvideo", "pipe:1"],
    ],
    { onStdout: reader.push },
  );
  const times = [...stderr.matchAll(/Parsed_showinfo.* n: *\d+ pts: *\S+ +pts_time:(\S+)/g)].map((m) =>
    Number(m[1]),
  );
  if (times.length !== reader.codes.length) {
    throw new Error(`${input}: ${reader.codes.length} pictures but ${times.length} timestamps`);
  }
  return reader.codes.map((code, i) => ({ code, pts: times[i] ?? Number.NaN }));
}

/** Takes a byte stream of grey pictures of {@link THUMBNAIL} size and reads their codes as they come. */
export function frameReader(): {
  readonly push: (chunk: Uint8Array) => void;
  readonly codes: (FrameCode | null)[];
} {
  const { width, height } = THUMBNAIL;
  const picture = new Uint8Array(width * height);
  const codes: (FrameCode | null)[] = [];
  let filled = 0;
  const push = (chunk: Uint8Array) => {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + picture.length - filled);
      picture.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled === picture.length) {
        codes.push(readFrameCode(picture, width, height) ?? null);
        filled = 0;
      }
    }
  };
  return { push, codes };
}

/** Sound as ffmpeg put it out, first channel only. */
export interface DecodedAudio {
  readonly sampleRate: number;
  readonly samples: Float32Array;
  /** Seconds of the first sample. */
  readonly start: number;
  /**
   * Where timestamps do not follow on from the samples before: sample number, and seconds by which the timestamp is
   * late (negative: early). Jumps of less than a millisecond are rounding and left out.
   */
  readonly jumps: readonly { readonly sample: number; readonly seconds: number }[];
}

/**
 * Decodes all sound of a file or URL.
 * @throws Error with ffmpeg's words where it fails.
 */
export async function decodeAudio(input: string, options: DecodeOptions = {}): Promise<DecodedAudio> {
  const filter = "pan=mono|c0=c0,aformat=sample_fmts=flt,ashowinfo";
  const { stdout, stderr } = await runProgram(FFMPEG, [
    ...inputArgs(input, options),
    ...["-map", "0:a:0", "-af", filter, "-f", "f32le", "pipe:1"],
  ]);
  const samples = new Float32Array(stdout.length >> 2);
  new Uint8Array(samples.buffer).set(stdout.subarray(0, samples.byteLength));

  const jumps: { sample: number; seconds: number }[] = [];
  let start = 0;
  let sampleRate = 0;
  let sample = 0;
  let expected: number | undefined;
  for (const match of stderr.matchAll(/pts_time:(\S+).* rate:(\d+) nb_samples:(\d+)/g)) {
    const time = Number(match[1]);
    sampleRate = Number(match[2]);
    if (expected === undefined) start = time;
    else if (Math.abs(time - expected) > 0.001) jumps.push({ sample, seconds: time - expected });
    sample += Number(match[3]);
    expected = time + Number(match[3]) / sampleRate;
  }
  return { sampleRate, samples, start, jumps };
}

function inputArgs(input: string, options: DecodeOptions): string[] {
  const args = ["-hide_banner", "-nostdin", "-nostats", "-loglevel", "info"];
  if (options.copyTimestamps) args.push("-copyts");
  return [...args, ...(options.inputArgs ?? []), "-i", input];
}
