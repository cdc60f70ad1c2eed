import { flicksPerSample, ORIGIN_SECONDS } from "../time.ts";
import { AAC_FRAME_SAMPLES, type AudioIndex } from "./track-index.ts";
import { lowerBound } from "./video-track.ts";

/** An audio rendition's index, with the place of each AAC frame's bytes worked out once. */
export class AudioTrack {
  readonly index: AudioIndex;
  /** Bytes of all AAC frames before frame `n`; one entry more than there are frames. */
  readonly offsets: Float64Array;

  constructor(index: AudioIndex) {
    this.index = index;
    this.offsets = new Float64Array(index.sizes.length + 1);
    for (let frame = 0; frame < index.sizes.length; frame++) {
      this.offsets[frame + 1] = (this.offsets[frame] ?? 0) + (index.sizes[frame] ?? 0);
    }
  }

  /** Number of the chunk that holds AAC frame `frame`. */
  chunkOf(frame: number): number {
    return lowerBound(this.index.chunkStarts, frame + 1) - 1;
  }
}

/** What the grid needs to know of a clip's audio; a clip without any is laid out as silence at 48 kHz. */
export interface GridSource {
  readonly sampleRate: number;
  /** {@link AudioIndex.startSample}. */
  readonly startSample: number;
}

/** A clip as the grid sees it; all in flicks. */
export interface GridClip {
  readonly source: GridSource;
  /** Source time of the clip's first video frame, counted from the source's first video frame. */
  readonly start: number;
  readonly duration: number;
}

/** AAC frames that sound under a clip. */
export interface GridSpan {
  /** First AAC frame; below zero or past the last one where silence stands in. */
  readonly first: number;
  readonly count: number;
  /** Samples by which these frames are stamped later (or earlier) than where they stand in the source. */
  readonly shift: number;
  /** Flicks of audio laid out before this clip. */
  readonly emitted: number;
}

/**
 * Lays AAC frames under clips so that nothing drifts (`cuts.md` 5). Players play audio back to back, so a clip's audio
 * begins exactly where the audio before it ended, `emitted`, and each clip takes the whole number of frames that
 * brings the total nearest to the video's end. Content and stamps are off by at most half an AAC frame at any join,
 * however many there are.
 */
export function layAudioGrid(clips: readonly GridClip[]): GridSpan[] {
  let emitted = 0;
  let videoStart = 0;
  return clips.map(({ source, start, duration }) => {
    const sample = flicksPerSample(source.sampleRate);
    const frame = sample * AAC_FRAME_SAMPLES;
    const wanted = start + emitted - videoStart;
    const first = Math.round((wanted - source.startSample * sample) / frame);
    const count = Math.max(1, Math.round((videoStart + duration - emitted) / frame));
    const shift = Math.round(wanted / sample) - source.startSample - first * AAC_FRAME_SAMPLES;
    const span = { first, count, shift, emitted };
    emitted += count * frame;
    videoStart += duration;
    return span;
  });
}

/** A clip over a bed. */
export interface BedClip extends Pick<GridClip, "start" | "duration"> {
  /** The clip's own sound, where the bed stops for it; undefined: the bed goes on. */
  readonly own?: GridSource;
}

/**
 * Lays one track under all clips, as {@link layAudioGrid} lays the clips' own: every AAC frame of it follows the one
 * before, whatever the clips do, from `first` on and past its last. Under clips with sound of their own it stops, and
 * goes on after them. Stamps are each clip's own time (`cuts.md` 8).
 */
export function layBedGrid(clips: readonly BedClip[], bed: GridSource, first: number): GridSpan[] {
  const sample = flicksPerSample(bed.sampleRate);
  let next = first;
  const source = { sampleRate: bed.sampleRate, startSample: 0 };
  let videoStart = 0;
  const laid = layAudioGrid(clips.map((clip) => ({ ...clip, source: clip.own ?? source })));
  return laid.map((own, n) => {
    const { start, duration, own: stops }: BedClip = clips[n] ?? { start: 0, duration: 0 };
    const { count, emitted } = own;
    if (stops) {
      videoStart += duration;
      return own;
    }
    const stamp = Math.round((start + emitted - videoStart) / sample);
    const span = { first: next, count, shift: stamp - bed.startSample - next * AAC_FRAME_SAMPLES, emitted };
    next += count;
    videoStart += duration;
    return span;
  });
}

/**
 * AAC frames of a clip that lie before a boundary in its video.
 * @param clipStart flicks on the timeline at which the clip's video starts.
 * @param boundary flicks from there to the boundary.
 */
export function audioFramesBefore(
  span: GridSpan,
  sampleRate: number,
  clipStart: number,
  boundary: number,
): number {
  const frame = flicksPerSample(sampleRate) * AAC_FRAME_SAMPLES;
  return Math.min(span.count, Math.max(0, Math.round((clipStart + boundary - span.emitted) / frame)));
}

/** Decode time of AAC frame `frame`, in samples, as it is stamped in media: the source's own time plus the shift. */
export function audioDecodeTime(source: GridSource, frame: number, shift: number): number {
  return ORIGIN_SECONDS * source.sampleRate + source.startSample + frame * AAC_FRAME_SAMPLES + shift;
}
