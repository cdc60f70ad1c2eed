import { parseRational, type Rational, reduce } from "@cutstream/media";
import type { ProbedAudio, ProbedVideo, SourceProbe } from "../../seams/transcoder.ts";
import type { FfprobeOutput, ProbedStream } from "./ffprobe-output.ts";

const HDR_TRANSFERS: ReadonlySet<string> = new Set(["smpte2084", "arib-std-b67"]);
const INTERLACED: ReadonlySet<string> = new Set(["tt", "bb", "tb", "bt"]);
const STILL_CODECS: ReadonlySet<string> = new Set(["png", "mjpeg", "bmp", "tiff", "webp", "jpeg2000"]);

/**
 * Chooses the tracks to take from a source and puts what ffprobe found into the engine's words. Pure.
 * Of several video tracks the one that the file marks as default is taken, else the largest; of several audio tracks
 * the default, else the first. Pictures that stand for a track, such as cover art, are never taken for video.
 */
export function describeSource(found: FfprobeOutput): SourceProbe {
  const video = pick(found.streams.filter(isMotion), (stream) => stream.width * stream.height);
  const audio = pick(found.streams.filter(isAudio), () => 0);
  const taken: readonly (ProbedStream | undefined)[] = [video, audio];
  return {
    format: found.format.format_name,
    duration: Math.max(0, known(found.format.duration) ?? 0),
    video: video ? describeVideo(video, hasHiddenPackets(found, video.index)) : null,
    audio: audio ? describeAudio(audio) : null,
    leftOut: found.streams
      .filter((stream) => !taken.includes(stream))
      .map((stream) => nameTrack(stream, found.streams)),
  };
}

function isMotion(stream: ProbedStream): boolean {
  return (
    stream.codec_type === "video" &&
    isDecodable(stream) &&
    !isPicture(stream) &&
    stream.width > 0 &&
    stream.height > 0
  );
}

function isAudio(stream: ProbedStream): boolean {
  return (
    stream.codec_type === "audio" && isDecodable(stream) && stream.sample_rate > 0 && stream.channels > 0
  );
}

function isDecodable(stream: ProbedStream): boolean {
  return stream.codec_name !== "" && stream.codec_name !== "unknown";
}

function isPicture(stream: ProbedStream): boolean {
  const { attached_pic = 0, timed_thumbnails = 0, still_image = 0 } = stream.disposition;
  if (attached_pic + timed_thumbnails + still_image > 0) return true;
  return (
    STILL_CODECS.has(stream.codec_name) && (stream.nb_frames === 1 || rate(stream.avg_frame_rate) === null)
  );
}

/** The default track, else the one that scores highest; the first of equals. */
function pick(
  streams: readonly ProbedStream[],
  score: (stream: ProbedStream) => number,
): ProbedStream | undefined {
  const isDefault = (stream: ProbedStream) => stream.disposition.default ?? 0;
  return [...streams].sort(
    (a, b) => isDefault(b) - isDefault(a) || score(b) - score(a) || a.index - b.index,
  )[0];
}

/** ffprobe marks packets that an edit list cuts away with a D. */
function hasHiddenPackets(found: FfprobeOutput, index: number): boolean {
  return found.packets.some((packet) => packet.stream_index === index && packet.flags.includes("D"));
}

function describeVideo(stream: ProbedStream, hiddenPackets: boolean): ProbedVideo {
  return {
    index: stream.index,
    codec: stream.codec_name,
    profile: stream.profile,
    pixelFormat: stream.pix_fmt,
    width: stream.width,
    height: stream.height,
    level: Math.max(0, known(stream.level) ?? 0),
    rotation: rotationOf(stream),
    sampleAspect: parseSampleAspect(stream.sample_aspect_ratio),
    interlaced: INTERLACED.has(stream.field_order),
    nominalRate: rate(stream.r_frame_rate),
    averageRate: rate(stream.avg_frame_rate),
    hdr: HDR_TRANSFERS.has(stream.color_transfer),
    hiddenPackets,
    bitRate: known(stream.bit_rate) ?? known(Number(stream.tags.BPS)),
    duration: known(stream.duration) ?? parseClock(stream.tags.DURATION),
  };
}

function describeAudio(stream: ProbedStream): ProbedAudio {
  return {
    index: stream.index,
    codec: stream.codec_name,
    profile: stream.profile,
    sampleRate: stream.sample_rate,
    channels: stream.channels,
  };
}

/** Clockwise. The display matrix counts the other way round (ISO/IEC 14496-12 §8.3.2), the older tag does not. */
function rotationOf(stream: ProbedStream): number {
  const matrix = stream.side_data_list.find((data) => data.rotation !== undefined)?.rotation;
  const degrees = matrix === undefined ? Number(stream.tags.rotate ?? 0) : -matrix;
  const quarters = Math.round((known(degrees) ?? 0) / 90);
  return (((quarters % 4) + 4) % 4) * 90;
}

function parseSampleAspect(text: string): Rational {
  const ratio = parseRational(text.replace(":", "/"));
  return ratio && ratio.num > 0 ? reduce(ratio) : { num: 1, den: 1 };
}

/** `"00:01:02.345000000"`, as Matroska's tags have it. */
function parseClock(text: string | undefined): number | null {
  const [, hours, minutes, seconds] = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(text ?? "") ?? [];
  return seconds === undefined ? null : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}

function rate(text: string): Rational | null {
  const parsed = parseRational(text);
  return parsed && parsed.num > 0 ? reduce(parsed) : null;
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** `"2nd video track (h264 480x270)"`, `"attached picture"`, `"1st subtitle track (mov_text)"`. */
function nameTrack(stream: ProbedStream, all: readonly ProbedStream[]): string {
  if (stream.codec_type === "video" && isPicture(stream)) return "attached picture";
  const alike = all.filter((other) => other.codec_type === stream.codec_type && !isPicture(other));
  const codec = stream.codec_name || "unknown codec";
  const facts =
    stream.codec_type === "video"
      ? `${codec} ${stream.width}x${stream.height}`
      : stream.codec_type === "audio"
        ? `${codec}, ${stream.channels} channels`
        : codec;
  return `${ordinal(alike.indexOf(stream) + 1)} ${stream.codec_type || "unknown"} track (${facts})`;
}

function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${(!teen && { 1: "st", 2: "nd", 3: "rd" }[n % 10]) || "th"}`;
}
