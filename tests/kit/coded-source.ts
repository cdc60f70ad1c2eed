import { AUDIO_CODE_PERIOD, audioCodeSamples } from "./audio-code.ts";
import { FFMPEG, runProgram } from "./ffmpeg.ts";
import { paintFrameCode, STRIP_HEIGHT } from "./frame-code.ts";

export {
  AUDIO_CODE_PERIOD,
  type AudioTime,
  decodeAudioTime,
  unwrapAudioTime,
} from "./audio-code.ts";
export { type FrameCode, readFrameCode } from "./frame-code.ts";

/** A video to make. */
export interface CodedSourceRequest {
  /** The extension names the container: `.mp4`, `.mov`, `.mkv`, `.ts`. */
  readonly path: string;
  /** 0 to 15; also gives the picture its tint and the sound its pilot. */
  readonly sourceId: number;
  /** Frames per second as ffmpeg writes it: `"24000/1001"`, `"25"`. */
  readonly frameRate: string;
  readonly seconds: number;
  /** Even; 320 by default, 180 high. */
  readonly width?: number;
  readonly height?: number;
  /** Seconds from one key frame to the next, rounded to frames. Default 2. */
  readonly gopSeconds?: number;
  /** Default 3. */
  readonly bFrames?: number;
  /** B-frames that others refer to. Default true. */
  readonly pyramid?: boolean;
  /** Null for a video without sound. Default 48 kHz stereo. */
  readonly audio?: { readonly sampleRate: number; readonly channels: number } | null;
  /** Output options of ffmpeg instead of those for x264: `["-c:v", "libx265", …]`. */
  readonly codecArgs?: readonly string[];
}

/** What was made. */
export interface CodedSource {
  readonly path: string;
  readonly sourceId: number;
  readonly frameRate: { readonly num: number; readonly den: number };
  readonly frameCount: number;
  /** Frames from one key frame to the next: frame `n * gopFrames` is a key frame. */
  readonly gopFrames: number;
  /** Exact length of the video; the sound's differs by less than a sample before encoding. */
  readonly seconds: number;
}

/**
 * Makes a video of which every frame carries its number (`frame-code.ts`) and every stretch of sound its time
 * (`audio-code.ts`): H.264 High and AAC, closed GOPs of equal length, B-frames, in the way real sources have them.
 * Sound sample `t * sampleRate` belongs to time `t`; frame `n` to `n / frameRate`.
 * @throws Error with ffmpeg's words where it fails.
 */
export async function makeCodedSource(request: CodedSourceRequest): Promise<CodedSource> {
  const {
    path,
    sourceId,
    width = 320,
    height = 180,
    gopSeconds = 2,
    audio = { sampleRate: 48_000, channels: 2 },
  } = request;
  const [num = 0, den = 1] = request.frameRate.split("/").map(Number);
  const frameCount = Math.round((request.seconds * num) / den);
  const gopFrames = Math.max(1, Math.round((gopSeconds * num) / den));
  const seconds = (frameCount * den) / num;

  const inputs = [pictures(sourceId, width, height, frameCount)];
  const args = ["-hide_banner", "-loglevel", "error", "-y"];
  args.push(
    "-f",
    "rawvideo",
    "-pix_fmt",
    "yuv420p",
    "-s",
    `${width}x${height}`,
    "-r",
    request.frameRate,
    "-i",
    "pipe:0",
  );
  if (audio) {
    inputs.push(sound(sourceId, audio.sampleRate, Math.round(seconds * audio.sampleRate)));
    args.push("-f", "f32le", "-ar", String(audio.sampleRate), "-ac", "1", "-i", "pipe:3");
    // aac_coder fast: the default one muffles pure tones now and then, which costs the code two milliseconds.
    args.push(
      "-c:a",
      "aac",
      "-aac_coder",
      "fast",
      "-b:a",
      `${96 * audio.channels}k`,
      "-ac",
      String(audio.channels),
    );
  }
  args.push(...(request.codecArgs ?? x264(request, gopFrames)), "-color_range", "tv", path);
  await runProgram(FFMPEG, args, { inputs, timeoutMs: 600_000 });
  return { path, sourceId, frameRate: { num, den }, frameCount, gopFrames, seconds };
}

function x264({ bFrames = 3, pyramid = true }: CodedSourceRequest, gopFrames: number): string[] {
  // b-adapt=0: as many B-frames as asked for, also where x264 would find none worth having.
  const params = `scenecut=0:open-gop=0:b-adapt=0:b-pyramid=${pyramid ? "normal" : "none"}`;
  return [
    ...["-c:v", "libx264", "-profile:v", "high", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"],
    ...[
      "-g",
      String(gopFrames),
      "-keyint_min",
      String(gopFrames),
      "-bf",
      String(bFrames),
      "-x264-params",
      params,
    ],
  ];
}

/**
 * Pictures in planar 4:2:0: the code above, diagonal waves below that move two pixels a frame, without noise, so
 * that neighbours differ everywhere and cost little; the tint tells sources apart by eye.
 */
async function* pictures(
  source: number,
  width: number,
  height: number,
  count: number,
): AsyncGenerator<Uint8Array> {
  const period = 64;
  const wave = new Uint8Array(width + height + period).map((_, i) =>
    Math.round(126 + 70 * Math.sin((2 * Math.PI * i) / period)),
  );
  const chroma = (width / 2) * (height / 2);
  const hue = (2 * Math.PI * source) / 16;
  for (let frame = 0; frame < count; frame++) {
    const picture = new Uint8Array(width * height + 2 * chroma);
    for (let y = Math.floor(height * STRIP_HEIGHT); y < height; y++) {
      const offset = (y + frame * 2) % period;
      picture.set(wave.subarray(offset, offset + width), y * width);
    }
    paintFrameCode(picture, width, height, { source, frame });
    picture.fill(128 + 50 * Math.cos(hue), width * height, width * height + chroma);
    picture.fill(128 + 50 * Math.sin(hue), width * height + chroma);
    yield picture;
  }
}

async function* sound(source: number, sampleRate: number, count: number): AsyncGenerator<Uint8Array> {
  // One period is made once: the pilot, too, is whole in ten seconds.
  const period = audioCodeSamples(source, sampleRate, 0, Math.min(count, sampleRate * AUDIO_CODE_PERIOD));
  for (let first = 0; first < count; first += period.length) {
    const part = period.subarray(0, Math.min(period.length, count - first));
    yield new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
  }
}
