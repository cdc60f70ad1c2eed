import { formatRational } from "@cutstream/media";
import type { IngestMode } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import type {
  AudioTreatment,
  ProbedAudio,
  ProbedVideo,
  SourceProbe,
  VideoTreatment,
} from "../seams/transcoder.ts";
import { conformedRate, copyableRate } from "./frame-rate.ts";

/** How a source will be taken in, and why. */
export interface Decision {
  readonly video: VideoTreatment;
  readonly audio: AudioTreatment;
  readonly mode: "copy" | "encode";
  readonly reason: string;
  readonly warnings: readonly string[];
}

/** What an attempt to copy has shown about a source since it was probed. */
export interface Findings {
  /** Why its video cannot be copied after all. */
  readonly video?: string;
  /** Why its audio cannot be. */
  readonly audio?: string;
}

/** Largest picture that heads and renditions are made for: 8K. */
const LARGEST_SIDE = 8192;
/** The picture of a source that is sound alone. */
const BLANK = { kind: "blank", width: 320, height: 180, frameRate: { num: 25, den: 1 } } as const;
const COPYABLE_PROFILES = new Set(["Constrained Baseline", "Baseline", "Main", "High"]);
const COPYABLE_PIXELS = new Set(["yuv420p", "yuvj420p"]);

/**
 * Decides whether a source's tracks are copied or encoded.
 * @throws CutstreamError `source_without_video`; `source_not_copyable` where the mode is `copy` and cannot be.
 */
export function decide(probe: SourceProbe, mode: IngestMode, findings: Findings = {}): Decision {
  const { video, audio, leftOut } = probe;
  if (!video) {
    if (audio) return decideSoundAlone(probe, audio, mode, findings);
    const message = `The source (${probe.format}) has neither a video nor an audio track.`;
    throw new CutstreamError("source_without_video", message);
  }
  const obstacle = findings.video ?? copyObstacle(video);
  if (mode === "copy" && obstacle) {
    throw new CutstreamError("source_not_copyable", `The video cannot be copied: ${obstacle}.`);
  }
  const copies = mode !== "encode" && !obstacle;
  const sound = decideAudio(audio, mode, findings.audio);
  const why = copies
    ? `copied: H.264 ${video.profile} that can be cut as it is`
    : `encoded: ${obstacle ?? "asked for"}`;
  return {
    video: copies ? { kind: "copy" } : encoding(video),
    audio: sound.treatment,
    mode: copies ? "copy" : "encode",
    reason: `${why}; ${sound.reason}`,
    warnings: [...leftOut.map((what) => `Left out: ${what}.`), ...conformWarnings(video, copies)],
  };
}

/** A source of sound alone gets a picture, so that it can be whatever a video can be: a clip, searched, music. */
function decideSoundAlone(
  { leftOut }: SourceProbe,
  audio: ProbedAudio,
  mode: IngestMode,
  findings: Findings,
): Decision {
  const obstacle = "there is none, a black picture stands in";
  if (mode === "copy")
    throw new CutstreamError("source_not_copyable", `The video cannot be copied: ${obstacle}.`);
  const sound = decideAudio(audio, mode, findings.audio);
  return {
    video: BLANK,
    audio: sound.treatment,
    mode: "encode",
    reason: `encoded: ${obstacle}; ${sound.reason}`,
    warnings: leftOut.map((what) => `Left out: ${what}.`),
  };
}

function decideAudio(
  audio: ProbedAudio | null,
  mode: IngestMode,
  finding: string | undefined,
): { treatment: AudioTreatment; reason: string } {
  if (!audio) return { treatment: { kind: "none" }, reason: "no audio" };
  if (mode === "encode") return { treatment: { kind: "encode" }, reason: "audio encoded" };
  const obstacle = finding ?? audioCopyObstacle(audio);
  if (obstacle) return { treatment: { kind: "encode" }, reason: `audio encoded (${obstacle})` };
  return { treatment: { kind: "copy" }, reason: "audio copied" };
}

function copyObstacle(video: ProbedVideo): string | undefined {
  if (video.codec !== "h264") return `the video is ${video.codec}, not h264`;
  if (!COPYABLE_PIXELS.has(video.pixelFormat)) return `its pixels are ${video.pixelFormat}, not 8-bit 4:2:0`;
  if (!COPYABLE_PROFILES.has(video.profile)) return `its profile is ${video.profile}`;
  if (video.interlaced) return "it is interlaced";
  if (video.rotation !== 0) return `it is rotated by ${video.rotation}°`;
  if (!isSquare(video)) return `its pixels are not square (${formatRational(video.sampleAspect)})`;
  if (video.hiddenPackets) return "an edit list hides some of its frames";
  return copyableRate(video) ? undefined : rateObstacle(video);
}

function rateObstacle({ nominalRate, averageRate }: ProbedVideo): string {
  if (!nominalRate || !averageRate || formatRational(nominalRate) !== formatRational(averageRate))
    return "its frame rate is not constant";
  return `frames at a rate of ${formatRational(nominalRate)} do not stand on the grid that cuts are made on`;
}

function audioCopyObstacle({ codec, profile, sampleRate, channels }: ProbedAudio): string | undefined {
  if (codec !== "aac") return `${codec}, not aac`;
  if (profile !== "LC") return `AAC ${profile}, not LC`;
  if (sampleRate !== 48_000 && sampleRate !== 44_100) return `${sampleRate} Hz`;
  return channels === 1 || channels === 2 ? undefined : `${channels} channels`;
}

/** Pixels count as square where taking them for it puts no edge of the picture off by a whole one: ratios get rounded. */
const isSquare = ({ sampleAspect: { num, den }, width, height }: ProbedVideo): boolean =>
  num <= 0 || den <= 0 || Math.abs(num / den - 1) * Math.min(width, height) < 1;

/** Size in square pixels, as it is looked at: rotated upright, sides even, as 4:2:0 needs them. */
function encoding(video: ProbedVideo): VideoTreatment {
  const stretch = isSquare(video) ? 1 : video.sampleAspect.num / video.sampleAspect.den;
  const lies = video.rotation % 180 !== 0;
  const [across, down] = [video.width * stretch, video.height];
  const [wide, high] = lies ? [down, across] : [across, down];
  const shrink = Math.min(1, LARGEST_SIDE / Math.max(wide, high));
  return {
    kind: "encode",
    width: even(wide * shrink),
    height: even(high * shrink),
    frameRate: conformedRate(video),
    deinterlace: video.interlaced,
    toneMap: video.hdr,
  };
}

/** The nearest even number, 16 at least: encoders take no smaller picture. */
export function even(length: number): number {
  return Math.max(16, 2 * Math.round(length / 2));
}

function conformWarnings(video: ProbedVideo, copied: boolean): string[] {
  if (copied) return [];
  const warnings: string[] = [];
  if (video.hdr) warnings.push("High dynamic range was mapped to standard range.");
  if (video.interlaced) warnings.push("Interlaced pictures were deinterlaced.");
  return warnings;
}
