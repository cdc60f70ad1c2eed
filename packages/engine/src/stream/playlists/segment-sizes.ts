import {
  AAC_FRAME_SAMPLES,
  ADTS_HEADER_SIZE,
  type AudioTrack,
  copiedRuns,
  mediaSegmentHeaderSize,
  type SegmentSize,
  silentFrame,
  videoSegmentHeaderSize,
} from "@cutstream/media";
import type { Container } from "../../api/streams.ts";
import type { SoundPath } from "../address/media-path.ts";
import { headKey } from "../encoding/heads.ts";
import { MIX_RATE } from "../encoding/mix-sound.ts";
import type { Piece } from "../encoding/piece.ts";
import { renderedKey } from "../encoding/rendered.ts";
import type { Projection } from "../project/project.ts";
import { type FrameRun, frameRuns } from "../project/sound-frames.ts";
import type { TrackSpan } from "../project/tracks.ts";

/** Bytes of a rendered segment not encoded yet: this times those of the frames it replaces, as they cover its area. */
const RENDER_GROWTH = 1.5;

/** Bytes of a head not encoded yet: this times those of the frames it replaces, for the IDR picture more. */
const HEAD_GROWTH = 1.5;

export interface SegmentSizesRequest {
  readonly spans: readonly TrackSpan[];
  readonly projection: Projection;
  readonly container: Container;
  /** Bytes of heads and of rendered segments that exist, by their blobs' keys. */
  readonly headSizes: ReadonlyMap<string, number>;
}

/**
 * Bytes of every stretch of a variant, picture and sound together, from the sample indexes alone. Exact but for heads
 * that are still to be encoded, for parameter sets repeated within segments and for what MPEG-TS wraps samples in.
 */
export function segmentSizes(request: SegmentSizesRequest): SegmentSize[] {
  const { spans, projection, container, headSizes } = request;
  const sizes: SegmentSize[] = [];
  for (const span of spans) {
    for (const piece of span.pieces) {
      const { duration } = projection.video[sizes.length] ?? {};
      const sound = projection.audio[sizes.length]?.path;
      if (duration === undefined || !sound) throw new RangeError("The projection is not one of these spans.");
      const picture = pictureBytes(span, piece, headSizes);
      const heard = soundBytes(span.audio, sound);
      const frames = piece.to - piece.from;
      const bytes =
        container === "ts"
          ? transportBytes(picture, frames) +
            transportBytes(heard + ADTS_HEADER_SIZE * sound.count, sound.count)
          : videoSegmentHeaderSize(frames) + picture + audioHeaderSize(sound.count) + heard;
      sizes.push({ bytes: Math.round(bytes), duration });
    }
  }
  return sizes;
}

const audioHeaderSize = (sampleCount: number): number => mediaSegmentHeaderSize({ sampleCount });

/** Bytes of the samples of a piece of a span. */
function pictureBytes(
  { version, video: track, rendered }: TrackSpan,
  { from, to, render, cut: { head, copy, tail } }: Piece,
  headSizes: SegmentSizesRequest["headSizes"],
): number {
  if (render) {
    const { width, height } = track.index;
    const area = rendered ? (rendered.width * rendered.height) / (width * height) : 1;
    const known = headSizes.get(renderedKey({ version, track, from, to, transform: render.transform }));
    return known ?? RENDER_GROWTH * area * track.bytesBetween(from, to);
  }
  let bytes = 0;
  if (copy) for (const run of copiedRuns(track, copy)) bytes += track.bytesBetween(run.from, run.to);
  for (const part of [head, tail]) {
    if (!part) continue;
    const known = headSizes.get(headKey({ version, track, ...part }));
    bytes += known ?? HEAD_GROWTH * track.bytesBetween(part.from, part.to);
  }
  return bytes;
}

/** Bytes of an AAC frame that is encoded: 160 kbit/s, as at ingest. */
const MIXED_FRAME = (160_000 / 8) * (AAC_FRAME_SAMPLES / MIX_RATE);

function soundBytes(track: AudioTrack, path: SoundPath): number {
  if (path.kind === "mix") return path.count * MIXED_FRAME;
  return frameRuns(path, track).reduce((sum, run) => sum + runBytes(track, run), 0);
}

function runBytes({ index, offsets }: AudioTrack, { first, count }: FrameRun): number {
  const place = (frame: number) => Math.min(Math.max(frame, 0), index.sizes.length);
  const [from, to] = [place(first), place(first + count)];
  const silent = count - (to - from);
  const bytes = (offsets[to] ?? 0) - (offsets[from] ?? 0);
  return silent === 0 ? bytes : bytes + silent * silentFrame(index.channels === 1 ? 1 : 2).length;
}

/** Bytes of a TS packet that are not its header (ISO/IEC 13818-1 §2.4.3.2). */
const TS_PAYLOAD = 184;
/** A PES header with both time stamps, and an access unit delimiter (ISO/IEC 13818-1 §2.4.3.6). */
const PES_HEADER = 25;

/** `bytes` of samples in packets of 188 bytes: each sample starts one, so that half a packet a sample is padding. */
function transportBytes(bytes: number, samples: number): number {
  return (188 / TS_PAYLOAD) * (bytes + samples * (PES_HEADER + TS_PAYLOAD / 2));
}
