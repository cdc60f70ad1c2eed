import {
  cleanSample,
  concatBytes,
  ORIGIN_TICKS,
  parameterSetsOf,
  parseAvcC,
  parseInit,
  parseMediaSegment,
  type VideoSamples,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";

/** Frames that were encoded: samples in decode order, and their bytes one after the other. */
export interface EncodedRun extends VideoSamples {
  readonly data: Uint8Array;
}

/**
 * Takes an encoder's samples over, as frames `[from, to)` of a rendition.
 * @param encoded a fragmented MP4.
 * @returns the samples without their parameter sets, and those, as a configuration record.
 * @throws CutstreamError `encoder_failed` where the encoder gave other frames than were asked for, or no parameter sets.
 */
export function readEncoded(
  encoded: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): { readonly run: EncodedRun; readonly avcC: Uint8Array } {
  const init = parseInit(encoded);
  const avcC = init.tracks[0]?.avcC;
  if (!avcC) throw new CutstreamError("encoder_failed", "The encoder's output names no parameter sets.");
  const defaults = new Map(init.tracks.map(({ id, defaults }) => [id, defaults]));
  const found = parseMediaSegment(encoded, defaults).flatMap(({ tracks: [fragment] }) => {
    let decode = fragment?.baseMediaDecodeTime ?? 0;
    return (fragment?.samples ?? []).map((sample) => {
      const shown = decode + sample.compositionOffset;
      decode += sample.duration;
      return { ...sample, shown };
    });
  });
  if (found.length !== to - from) {
    throw new CutstreamError("encoder_failed", `The encoder gave ${found.length} frames for ${to - from}.`);
  }
  const order = found.map(({ shown }) => shown).sort((a, b) => a - b);
  const known = parameterSetsOf(avcC);
  const data = found.map(
    ({ offset, size }) => cleanSample(encoded.subarray(offset, offset + size), known).data,
  );
  const run = {
    frames: found.map(({ shown }) => from + order.indexOf(shown)),
    sizes: data.map(({ length }) => length),
    sync: found.map((_, place) => place === 0),
    data: concatBytes(data),
  };
  return { run, avcC };
}

/** Whether every parameter set of `wanted` stands in `avcC`, byte for byte. */
export function holdsSets(avcC: Uint8Array, wanted: Uint8Array): boolean {
  const known = parseAvcC(avcC);
  const { sps, pps } = parseAvcC(wanted);
  const has = (sets: readonly Uint8Array[], set: Uint8Array) =>
    sets.some((other) => Buffer.compare(other, set) === 0);
  return sps.every((set) => has(known.sps, set)) && pps.every((set) => has(known.pps, set));
}

/**
 * Reads a stored run: a media segment of its own, in its rendition's time.
 * @param frameTicks ticks that one frame lasts.
 * @throws CutstreamError `storage_failed` where it is empty or was cut short.
 */
export function readStoredRun(segment: Uint8Array, frameTicks: number): EncodedRun {
  const [fragment] = parseMediaSegment(segment);
  const samples = fragment?.tracks[0]?.samples ?? [];
  const [first] = samples;
  if (!first) throw new CutstreamError("storage_failed", "A stored run of frames is empty.");
  const data = segment.subarray(first.offset);
  if (samples.reduce((sum, { size }) => sum + size, 0) !== data.length)
    throw new CutstreamError("storage_failed", "A stored run of frames was cut short.");
  const firstFrame = ((fragment?.tracks[0]?.baseMediaDecodeTime ?? 0) - ORIGIN_TICKS) / frameTicks;
  return {
    frames: samples.map(
      ({ compositionOffset }, place) => firstFrame + place + compositionOffset / frameTicks,
    ),
    sizes: samples.map(({ size }) => size),
    sync: samples.map(({ sync }) => sync),
    data,
  };
}
