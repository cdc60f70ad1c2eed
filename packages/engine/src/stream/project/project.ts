import {
  AAC_FRAME_SAMPLES,
  type AudioTrack,
  audioDecodeTime,
  audioFramesBefore,
  FLICKS_PER_SECOND,
  FLICKS_PER_TICK,
  flicksPerSample,
  type GridSpan,
  layAudioGrid,
  layBedGrid,
  ORIGIN_SECONDS,
  ORIGIN_TICKS,
} from "@cutstream/media";
import type { AudioPath, InitPath, MediaPath, SoundPath, VideoPath } from "../address/media-path.ts";
import type { MixPath } from "../address/mix-path.ts";
import { FRAMES_AFTER, FRAMES_BEFORE, MIX_RATE } from "../encoding/mix-sound.ts";
import type { Piece } from "../encoding/piece.ts";
import type { Bed, TrackSpan } from "./tracks.ts";

/**
 * Timescale of all audio in the continuous form: in it an AAC frame of 44.1 and one of 48 kHz are both whole numbers.
 * Players (video.js, ffmpeg) keep the timescale of the first init segment where no discontinuity tells them that a new
 * one counts otherwise.
 */
export const CONTINUOUS_AUDIO_TIMESCALE = 7_056_000;

/** Flicks in one unit of it; exact. */
const FLICKS_PER_AUDIO_TICK = FLICKS_PER_SECOND / CONTINUOUS_AUDIO_TIMESCALE;

/** How timestamps run: the source's own with discontinuities, or one timeline without. */
export type Form = "default" | "continuous";

/** A segment of a projected track: what it is, and how long it lasts. */
export interface ProjectedSegment<P extends MediaPath = MediaPath> {
  readonly path: P;
  /** Initialisation segment that it needs; none in MPEG-TS. */
  readonly init: InitPath | null;
  /** Flicks. */
  readonly duration: number;
  /** Whether it does not follow on from the segment before it in its source. */
  readonly jump: boolean;
}

/** Video and audio segments, one of each for every stretch of the timeline. */
export interface Projection {
  readonly video: readonly ProjectedSegment<VideoPath>[];
  readonly audio: readonly ProjectedSegment<SoundPath>[];
}

/**
 * Projects spans onto segments. Boundaries are those of the video; audio is split at the AAC frames nearest to them,
 * so that both playlists have the same number of segments and of discontinuities, at the same places (Apple HLS
 * authoring 8.2, 8.15).
 */
export function project(spans: readonly TrackSpan[], form: Form): Projection {
  const grid = layGrid(spans);
  const video: ProjectedSegment<VideoPath>[] = [];
  const audio: ProjectedSegment<SoundPath>[] = [];
  spans.forEach((span, n) => {
    const laid = grid[n];
    if (!laid) throw new RangeError(`Span ${n} has no audio laid out.`);
    for (const piece of span.pieces) {
      const { from, to } = piece;
      const jump = from === span.from && n > 0;
      video.push(videoSegment(span, piece, form, jump));
      audio.push(audioSegment(span, laid, from, to, form, jump));
    }
  });
  return { video, audio };
}

function layGrid(spans: readonly TrackSpan[]): GridSpan[] {
  const clips = spans.map(({ audio, video, from, duration, bed }) => ({
    source: audio.index,
    start: from * video.frameFlicks,
    duration,
    bed,
  }));
  const bed = clips.find((clip) => clip.bed)?.bed;
  if (!bed) return layAudioGrid(clips);
  const over = clips.map((clip) => (clip.bed ? clip : { ...clip, own: clip.source }));
  return bed.mixed
    ? layBedGrid(over, { sampleRate: MIX_RATE, startSample: 0 }, 0)
    : layBedGrid(over, bed.track.index, bed.music.from);
}

function videoSegment(
  span: TrackSpan,
  { from, to, render }: Piece,
  form: Form,
  jump: boolean,
): ProjectedSegment<VideoPath> {
  const { version } = span;
  const { rendition } = span.video.index;
  const transform = render && { transform: render.transform };
  const path: VideoPath = { kind: "video", version, rendition, from, to, ...transform };
  const at = ORIGIN_TICKS + span.start / FLICKS_PER_TICK + (from - span.from) * span.video.index.frameTicks;
  return {
    path: form === "continuous" ? { ...path, at } : path,
    init: {
      ...{ kind: "init", version, rendition, continuous: form === "continuous" },
      ...(span.rendered && { size: span.rendered }),
    },
    duration: (to - from) * span.video.frameFlicks,
    jump,
  };
}

function audioSegment(
  span: TrackSpan,
  laid: GridSpan,
  from: number,
  to: number,
  form: Form,
  jump: boolean,
): ProjectedSegment<SoundPath> {
  const { sampleRate, rendition } = span.audio.index;
  const frameFlicks = flicksPerSample(sampleRate) * AAC_FRAME_SAMPLES;
  // Where the span begins and ends its sound does so too, although up to half a frame beside the picture.
  const before = (frame: number) => {
    if (frame === span.from) return 0;
    if (frame === span.to) return laid.count;
    return audioFramesBefore(laid, sampleRate, span.start, (frame - span.from) * span.video.frameFlicks);
  };
  const skipped = before(from);
  const count = before(to) - skipped;
  const frames = { first: laid.first + skipped, count, shift: laid.shift };
  const path: AudioPath = {
    kind: "audio",
    version: span.audioVersion,
    rendition,
    ...(span.bed ? musicFrames(span.bed, frames) : frames),
  };
  const at =
    ORIGIN_SECONDS * CONTINUOUS_AUDIO_TIMESCALE +
    (laid.emitted + skipped * frameFlicks) / FLICKS_PER_AUDIO_TICK;
  return {
    path: span.bed?.mixed
      ? mixPath(span.bed, frames, form === "continuous" ? at : undefined)
      : form === "continuous"
        ? { ...path, shift: 0, at }
        : path,
    init: { kind: "init", version: span.audioVersion, rendition, continuous: form === "continuous" },
    duration: count * frameFlicks,
    jump,
  };
}

type Frames = Pick<AudioPath, "first" | "count" | "shift" | "end">;

/**
 * Frames of music that runs on past its end, as what is played there. Where it neither ends nor starts over under
 * them, they are named as in any other stream, and have the same URL.
 */
function musicFrames({ music: { from, to, loop }, track }: Bed, frames: Frames): Frames {
  const length = to - from;
  const first = loop ? from + ((frames.first - from) % length) : Math.min(frames.first, to);
  const shift = frames.shift + (frames.first - first) * AAC_FRAME_SAMPLES;
  // silence follows a track's last frame anyway
  const ends = first + frames.count > to && (loop || to < track.index.sizes.length);
  const moved = { first, count: frames.count, shift };
  return ends ? { ...moved, end: { frame: to, loop: loop ? from : null } } : moved;
}

/** Flicks in a sample of what is encoded. */
const MIX_SAMPLE = flicksPerSample(MIX_RATE);

/**
 * The sound that is encoded for these frames of a bed.
 * @param at decode time in the continuous form.
 */
function mixPath(
  { music, track, mixed, duration }: Bed,
  { first, count, shift }: Frames,
  at: number | undefined,
): MixPath {
  const { version, rendition, from, to, loop, mode, gain } = music;
  const played = first * AAC_FRAME_SAMPLES;
  const source = played + shift;
  const length = Math.round(((to - from) * AAC_FRAME_SAMPLES * MIX_RATE) / track.index.sampleRate);
  const end = Math.round(duration / MIX_SAMPLE);
  const fadeIn = Math.round(music.fadeIn / MIX_SAMPLE);
  const over = Math.round(music.fadeOut / MIX_SAMPLE);
  const left = (loop ? end : Math.min(end, length)) - played;
  const rises = played - FRAMES_BEFORE * AAC_FRAME_SAMPLES < fadeIn;
  const falls = left - (count + FRAMES_AFTER) * AAC_FRAME_SAMPLES < over;
  return {
    kind: "mix",
    music: { version, rendition, from, to, loop },
    at: loop && !rises ? played % length : played,
    own: mixed?.own ? { ...mixed.own, at: source } : null,
    count,
    gain,
    duck: mode === "mix" && mixed?.own ? music.duck : 0,
    fadeIn: rises ? fadeIn : 0,
    fadeOut: falls && over > 0 ? { left, over } : { left: 0, over: 0 },
    stamp: at ?? ORIGIN_SECONDS * MIX_RATE + source,
    continuous: at !== undefined,
  };
}

/** The segments of a projection whose sound is encoded. */
export const mixesOf = ({ audio }: Projection): MixPath[] =>
  audio.flatMap(({ path }) => (path.kind === "mix" ? [path] : []));

/** A decode time with the units a second that it counts in. */
export interface AudioStamp {
  readonly time: number;
  readonly timescale: number;
}

/** When an audio segment's first AAC frame is decoded: on its track's clock, or on that of the continuous form. */
export function audioStamp(track: AudioTrack, path: SoundPath): AudioStamp {
  if (path.kind === "mix")
    return { time: path.stamp, timescale: path.continuous ? CONTINUOUS_AUDIO_TIMESCALE : MIX_RATE };
  if (path.at !== undefined) return { time: path.at, timescale: CONTINUOUS_AUDIO_TIMESCALE };
  return { time: audioDecodeTime(track.index, path.first, path.shift), timescale: track.index.sampleRate };
}
