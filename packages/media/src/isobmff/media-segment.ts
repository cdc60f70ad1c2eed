import { fourcc, u32 } from "./box.ts";

/** Which fields a segment gives sample by sample; all that the size of its header depends on. */
export interface SegmentShape {
  readonly sampleCount: number;
  /** A duration for each sample; otherwise one for all. */
  readonly durations?: boolean;
  readonly compositionOffsets?: boolean;
  /** A sync flag for each sample; otherwise all are sync samples, as in audio. */
  readonly sync?: boolean;
}

/** Samples of one track, in decode order. Times are in the track's timescale. */
export interface SegmentSamples {
  /** Bytes of each sample. */
  readonly sizes: ArrayLike<number>;
  /** One for all samples, or one each. */
  readonly durations: number | ArrayLike<number>;
  /** Presentation time minus decode time of each sample; may be negative. Default 0. */
  readonly compositionOffsets?: ArrayLike<number>;
  /** Whether decoding can start at each sample. Default: at every one. */
  readonly sync?: ArrayLike<boolean | number>;
}

/** A media segment of one track, without its payload. */
export interface MediaSegment {
  /** Default 1: a segment is the same wherever it is played. */
  readonly sequenceNumber?: number;
  /** Default 1. */
  readonly trackId?: number;
  /** Decode time of the first sample, in the track's timescale: a safe integer, not negative. */
  readonly baseMediaDecodeTime: number;
  readonly samples: SegmentSamples;
}

// `tf_flags` and `tr_flags` (ISO/IEC 14496-12 §8.8.7, §8.8.8).
const TFHD_DEFAULT_DURATION = 0x8;
const TFHD_DEFAULT_FLAGS = 0x20;
const TFHD_DEFAULT_BASE_IS_MOOF = 0x20000;
const TRUN_DATA_OFFSET = 0x1;
const TRUN_DURATION = 0x100;
const TRUN_SIZE = 0x200;
const TRUN_FLAGS = 0x400;
const TRUN_COMPOSITION_OFFSET = 0x800;

/** `sample_flags` of a sync sample: `sample_depends_on` 2, on no other (ISO/IEC 14496-12 §8.6.4.3). */
const SYNC_SAMPLE = 0x2000000;
/** `sample_flags` of all others: `sample_depends_on` 1, `sample_is_non_sync_sample`. */
const NON_SYNC_SAMPLE = 0x1010000;

const STYP = [u32(24), ...["styp", "msdh"].map(fourcc), u32(0), ...["msdh", "cmfs"].map(fourcc)].flatMap(
  (part) => [...part],
);
const MOOF = 0x6d6f6f66;
const MFHD = 0x6d666864;
const TRAF = 0x74726166;
const TFHD = 0x74666864;
const TFDT = 0x74666474;
const TRUN = 0x7472756e;
const MDAT = 0x6d646174;

const MFHD_SIZE = 16;
const TFDT_SIZE = 20;
const BOX_HEADER = 8;

/** Bytes that {@link mediaSegmentHeader} returns for a segment of this shape: where the payload starts. */
export function mediaSegmentHeaderSize(shape: SegmentShape): number {
  return STYP.length + moofSize(shape) + BOX_HEADER;
}

/**
 * Writes everything of a CMAF segment (ISO/IEC 23000-19 §7.3.2) that comes before the samples' bytes: `styp`, `moof`
 * and the header of `mdat`. This, followed by the samples, is the whole segment.
 * @throws RangeError where the decode time is not a safe integer of at least 0, the arrays differ in length, or the
 * samples together have 4 GiB.
 */
export function mediaSegmentHeader(segment: MediaSegment): Uint8Array<ArrayBuffer> {
  const { sequenceNumber = 1, trackId = 1, baseMediaDecodeTime, samples } = segment;
  if (!Number.isSafeInteger(baseMediaDecodeTime) || baseMediaDecodeTime < 0) {
    throw new RangeError(`Decode time ${baseMediaDecodeTime} is not a safe integer of at least 0`);
  }
  const shape = shapeOf(samples);
  const moof = moofSize(shape);
  const bytes = new Uint8Array(STYP.length + moof + BOX_HEADER);
  const view = new DataView(bytes.buffer);
  bytes.set(STYP);

  let at = STYP.length;
  const u32s = (...values: readonly number[]): void => {
    for (const value of values) {
      view.setUint32(at, value);
      at += 4;
    }
  };
  u32s(moof, MOOF, MFHD_SIZE, MFHD, 0, sequenceNumber);
  u32s(moof - BOX_HEADER - MFHD_SIZE, TRAF);
  const tfhdFlags =
    TFHD_DEFAULT_BASE_IS_MOOF |
    (shape.durations ? 0 : TFHD_DEFAULT_DURATION) |
    (shape.sync ? 0 : TFHD_DEFAULT_FLAGS);
  u32s(tfhdSize(shape), TFHD, tfhdFlags, trackId);
  if (typeof samples.durations === "number") u32s(samples.durations);
  if (!shape.sync) u32s(SYNC_SAMPLE);
  u32s(TFDT_SIZE, TFDT, 0x1000000, Math.floor(baseMediaDecodeTime / 2 ** 32), baseMediaDecodeTime % 2 ** 32);
  const trunFlags =
    TRUN_DATA_OFFSET |
    TRUN_SIZE |
    (shape.durations ? TRUN_DURATION : 0) |
    (shape.sync ? TRUN_FLAGS : 0) |
    (shape.compositionOffsets ? TRUN_COMPOSITION_OFFSET : 0);
  u32s(trunSize(shape), TRUN, 0x1000000 | trunFlags, shape.sampleCount, moof + BOX_HEADER);
  const payload = writeRun(view, at, samples);
  if (payload + BOX_HEADER >= 2 ** 32)
    throw new RangeError(`${payload} bytes of samples are too many for a segment`);
  at = STYP.length + moof;
  u32s(payload + BOX_HEADER, MDAT);
  return bytes;
}

/** Writes the lines of a `trun`. @returns bytes of all samples together. */
function writeRun(view: DataView, start: number, samples: SegmentSamples): number {
  const { sizes, durations, sync, compositionOffsets } = samples;
  let at = start;
  let payload = 0;
  for (let i = 0; i < sizes.length; i++) {
    if (typeof durations !== "number") {
      view.setUint32(at, durations[i] ?? 0);
      at += 4;
    }
    const size = sizes[i] ?? 0;
    payload += size;
    view.setUint32(at, size);
    at += 4;
    if (sync) {
      view.setUint32(at, sync[i] ? SYNC_SAMPLE : NON_SYNC_SAMPLE);
      at += 4;
    }
    if (compositionOffsets) {
      view.setInt32(at, compositionOffsets[i] ?? 0);
      at += 4;
    }
  }
  return payload;
}

function shapeOf({ sizes, durations, compositionOffsets, sync }: SegmentSamples): SegmentShape {
  for (const each of [durations, compositionOffsets, sync]) {
    if (each !== undefined && typeof each !== "number" && each.length !== sizes.length) {
      throw new RangeError(`${each.length} values for ${sizes.length} samples`);
    }
  }
  return {
    sampleCount: sizes.length,
    durations: typeof durations !== "number",
    compositionOffsets: compositionOffsets !== undefined,
    sync: sync !== undefined,
  };
}

function tfhdSize(shape: SegmentShape): number {
  return 16 + (shape.durations ? 0 : 4) + (shape.sync ? 0 : 4);
}

function trunSize(shape: SegmentShape): number {
  const line = 4 + (shape.durations ? 4 : 0) + (shape.sync ? 4 : 0) + (shape.compositionOffsets ? 4 : 0);
  return 20 + line * shape.sampleCount;
}

function moofSize(shape: SegmentShape): number {
  return BOX_HEADER + MFHD_SIZE + BOX_HEADER + tfhdSize(shape) + TFDT_SIZE + trunSize(shape);
}
