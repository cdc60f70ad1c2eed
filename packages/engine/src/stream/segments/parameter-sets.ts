import { parameterSetsOf, prependNalUnits, type VideoSamples } from "@cutstream/media";

/** The parameter sets of a configuration record, as {@link carryParameterSets} takes them. */
export function inBandSets(avcC: Uint8Array): Uint8Array[] {
  const { sps, pps } = parameterSetsOf(avcC);
  return [...sps.values(), ...pps.values()];
}

/**
 * Puts the parameter sets in front of each key sample. In the continuous form nothing tells a player that the source
 * changed, and ffmpeg reads no second init segment; with sample entry `avc3` the stream tells it itself
 * (ISO/IEC 14496-15 §5.4.2.1).
 */
export function carryParameterSets(
  sets: readonly Uint8Array[],
  samples: VideoSamples,
  bytes: Uint8Array,
): { samples: VideoSamples; data: Uint8Array[] } {
  let offset = 0;
  const carried = samples.sizes.map((size, place) => {
    const sample = bytes.subarray(offset, offset + size);
    offset += size;
    return samples.sync[place] ? prependNalUnits(sample, sets) : sample;
  });
  return { samples: withParameterSets(sets, samples), data: carried };
}

/** Samples as {@link carryParameterSets} writes them. */
export function withParameterSets(sets: readonly Uint8Array[], samples: VideoSamples): VideoSamples {
  const front = prependNalUnits(new Uint8Array(), sets).length;
  return {
    ...samples,
    sizes: samples.sizes.map((size, place) => (samples.sync[place] ? size + front : size)),
  };
}
