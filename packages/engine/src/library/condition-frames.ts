import {
  cleanSample,
  concatBytes,
  decodingRuns,
  parameterSetsOf,
  parseAvcC,
  parseInit,
  parseMediaSegment,
  type VideoSamples,
  type VideoTrack,
  videoSegmentHeader,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type { HeadSettings, Transcoder } from "../seams/transcoder.ts";
import { readDecodable } from "./decodable.ts";
import type { SampleReader } from "./sample-reader.ts";

/** Frames encoded for a cut: samples in decode order, and their bytes one after the other. */
export interface ConditionedRun extends VideoSamples {
  readonly data: Uint8Array;
}

/** Which frames of which rendition: the part of one GOP. */
export interface HeadId {
  readonly version: string;
  readonly track: VideoTrack;
  readonly from: number;
  readonly to: number;
}

/** How heads of a rendition are encoded: as its own samples are, with a parameter set of their own. */
export function headSettings({ index }: VideoTrack): HeadSettings {
  const { profile, level } = parseAvcC(index.avcC);
  return {
    setId: index.headSetId,
    profile: profile === 66 ? "baseline" : profile === 77 ? "main" : "high",
    level,
    frameRate: index.frameRate,
  };
}

export interface ConditionFrames {
  readonly id: HeadId;
  readonly samples: SampleReader;
  readonly transcoder: Transcoder;
  readonly background: boolean;
  readonly signal: AbortSignal;
}

/**
 * Encodes frames `[from, to)` of one GOP, decoding it from its key frame.
 * @returns the run, and the same as a media segment with the source's timestamps, as it is stored and served.
 * @throws CutstreamError `encoder_failed` where the encoder gives other frames, or other parameter sets than the
 * rendition's init segment lists: players would show garbage.
 */
export async function conditionFrames(
  request: ConditionFrames,
): Promise<{ segment: Uint8Array; run: ConditionedRun }> {
  const { id, samples, transcoder, background, signal } = request;
  const { version, track, from, to } = id;
  const key = track.keyAtOrBefore(from);
  const gopEnd = track.keyAtOrAfter(key + 1);
  if (to > gopEnd) throw new RangeError(`Frames ${from} to ${to} reach past the GOP that ends at ${gopEnd}.`);
  const { media, frames } = await readDecodable(version, track, decodingRuns(track, { from, to }), samples);
  const encoded = await transcoder.condition({
    media,
    first: frames.filter((frame) => frame < from).length,
    count: to - from,
    settings: headSettings(track),
    background,
    signal,
  });
  const run = readEncoded(encoded, id);
  return { segment: concatBytes([videoSegmentHeader(track.index.frameTicks, from, run), run.data]), run };
}

/** Takes the encoder's samples over, in the numbering of the rendition. */
function readEncoded(encoded: Uint8Array, { track, from, to }: HeadId): ConditionedRun {
  const init = parseInit(encoded);
  const sets = init.tracks[0]?.avcC;
  if (!sets || !holdsSets(track.index.avcC, sets)) {
    throw new CutstreamError(
      "encoder_failed",
      "The encoder wrote other parameter sets than at ingest; was ffmpeg replaced? Ingest the video again.",
    );
  }
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
  const known = parameterSetsOf(track.index.avcC);
  const data = found.map(
    ({ offset, size }) => cleanSample(encoded.subarray(offset, offset + size), known).data,
  );
  return {
    frames: found.map(({ shown }) => from + order.indexOf(shown)),
    sizes: data.map(({ length }) => length),
    sync: found.map((_, place) => place === 0),
    data: concatBytes(data),
  };
}

/** Whether every parameter set of `wanted` stands in `avcC`, byte for byte. */
function holdsSets(avcC: Uint8Array, wanted: Uint8Array): boolean {
  const known = parseAvcC(avcC);
  const { sps, pps } = parseAvcC(wanted);
  const has = (sets: readonly Uint8Array[], set: Uint8Array) =>
    sets.some((other) => Buffer.compare(other, set) === 0);
  return sps.every((set) => has(known.sps, set)) && pps.every((set) => has(known.pps, set));
}
