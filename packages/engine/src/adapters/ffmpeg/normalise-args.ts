import { formatRational, VIDEO_TIMESCALE } from "@cutstream/media";
import type { AudioTreatment, NormaliseRequest, VideoTreatment } from "../../seams/transcoder.ts";
import type { Capabilities } from "./describe.ts";
import { fileInput, QUIET } from "./input.ts";
import { forceKeyFrames } from "./key-frames.ts";

type VideoEncode = Extract<VideoTreatment, { kind: "encode" }>;
type BlankVideo = Extract<VideoTreatment, { kind: "blank" }>;

/**
 * Fragmented MP4 to standard output whose tracks share one zero of decode time: `frag_discont` writes each track's
 * true start into its first `tfdt`, and `make_non_negative` keeps ffmpeg from stretching a late track's first sample
 * back to zero instead, which is what it does by default where it may write no edit list.
 */
export const FRAGMENTED_MP4: readonly string[] = [
  ...["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact"],
  ...["-f", "mp4", "-use_editlist", "0", "-avoid_negative_ts", "make_non_negative"],
  ...["-movflags", "+frag_keyframe+delay_moov+default_base_moof+frag_discont+skip_trailer"],
  ...["-frag_duration", "2000000", "-video_track_timescale", String(VIDEO_TIMESCALE)],
];

/** What {@link normaliseArgs} needs to know beside the request. */
export interface NormaliseContext {
  readonly capabilities: Capabilities;
  /** When the first video frame is shown, in seconds after the start of the file as ffmpeg counts. */
  readonly videoStart: number;
  readonly threads: number;
}

/** Command line of ffmpeg for a request whose source has video, or is to get a blank one. Pure. */
export function normaliseArgs(request: NormaliseRequest, context: NormaliseContext): readonly string[] {
  const { probe, video, audio } = request;
  const tracks = [
    ...(video.kind === "blank" ? blankPicture(video) : ["-map", `0:${probe.video?.index}`]),
    ...(probe.audio && audio.kind !== "none" ? ["-map", `0:${probe.audio.index}`] : ["-an"]),
    "-sn",
    "-dn",
  ];
  return [
    ...QUIET,
    ...["-progress", "pipe:3", "-nostats"],
    ...(video.kind === "encode" ? onFrameGrid(context.videoStart) : []),
    ...fileInput(request.path),
    ...tracks,
    ...videoArgs(video, context),
    ...audioArgs(audio),
    ...FRAGMENTED_MP4,
    "pipe:1",
  ];
}

/**
 * Shifts the whole source so that its first frame falls on frame 0 of the constant rate: frames then need no rounding
 * to the grid, which would move picture against sound by up to half a frame.
 */
function onFrameGrid(videoStart: number): readonly string[] {
  return ["-itsoffset", (-videoStart).toFixed(6)];
}

/** A black picture that ends when the sound does. */
function blankPicture({ width, height, frameRate }: BlankVideo): readonly string[] {
  const picture = `color=c=black:s=${width}x${height}:r=${formatRational(frameRate)},format=yuv420p[blank]`;
  return ["-filter_complex", picture, "-map", "[blank]", "-shortest"];
}

function videoArgs(video: VideoTreatment, context: NormaliseContext): readonly string[] {
  if (video.kind === "copy") return ["-c:v", "copy"];
  const { capabilities } = context;
  // Pictures that the encoder held back would run on after the sound has ended.
  if (video.kind === "blank") return [...encoderArgs(video, undefined, context), "-tune", "zerolatency"];
  return [
    ...["-vf", videoFilters(video, capabilities.filters), ...capabilities.passthrough],
    ...encoderArgs(video, video.keyFrames, context),
    ...rateLimit(video),
    ...(video.toneMap ? ["-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709"] : []),
  ];
}

function encoderArgs(
  { frameRate }: VideoEncode | BlankVideo,
  keyFrames: VideoEncode["keyFrames"],
  { threads }: NormaliseContext,
): readonly string[] {
  const second = Math.max(1, Math.round(frameRate.num / frameRate.den));
  // Prescribed key frames stand alone; otherwise shot changes get theirs between those of each second.
  const gop = keyFrames ? "keyint=infinite:scenecut=0" : `keyint=${second}:scenecut=40`;
  const forced = keyFrames ? forceKeyFrames(keyFrames, frameRate) : `expr:not(mod(n,${second}))`;
  return [
    ...[
      "-c:v",
      "libx264",
      "-preset",
      "veryfast",
      "-crf",
      "20",
      "-profile:v",
      "high",
      "-threads",
      String(threads),
    ],
    ...["-x264-params", `${gop}:open-gop=0:bframes=3`, "-forced-idr", "1", "-force_key_frames", forced],
    ...["-flags:v", "+bitexact"],
  ];
}

function rateLimit({ maxBitRate }: VideoEncode): readonly string[] {
  if (maxBitRate === undefined) return [];
  const rate = Math.round(maxBitRate);
  return ["-maxrate", String(rate), "-bufsize", String(2 * rate)];
}

function videoFilters(video: VideoEncode, filters: ReadonlySet<string>): string {
  const deinterlacer = filters.has("bwdif") ? "bwdif" : "yadif";
  const canToneMap = filters.has("zscale") && filters.has("tonemap");
  return [
    ...(video.deinterlace ? [`${deinterlacer}=mode=send_frame`] : []),
    `fps=fps=${formatRational(video.frameRate)}`,
    ...(video.toneMap && canToneMap ? TONE_MAP : []),
    `scale=w=${video.width}:h=${video.height}:flags=bicubic`,
    "setsar=1",
    "format=yuv420p",
  ].join(",");
}

/** HDR to BT.709 by way of linear light; 203 cd/m² is the white of ITU-R BT.2408. */
const TONE_MAP: readonly string[] = [
  "zscale=t=linear:npl=203",
  "format=gbrpf32le",
  "zscale=p=bt709",
  "tonemap=hable:desat=0",
  "zscale=t=bt709:m=bt709:r=tv",
];

function audioArgs(audio: AudioTreatment): readonly string[] {
  if (audio.kind === "none") return [];
  if (audio.kind === "copy") return ["-c:a", "copy", "-bsf:a", "aac_adtstoasc"];
  return [
    // Gaps are filled and clocks that drift are followed, so that AAC frames can stand one after another; the time of
    // the first sample is then the only one that is needed.
    ...["-af", "aresample=48000:async=1000,asetpts=N/SR/TB+STARTPTS"],
    ...["-c:a", "aac", "-b:a", "160k", "-ar", "48000", "-ac", "2", "-flags:a", "+bitexact"],
  ];
}
