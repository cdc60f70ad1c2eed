import {
  type CleanSample,
  cleanSample,
  copyBytes,
  mergeParameterSets,
  type ParameterSets,
  parameterSetsOf,
} from "@cutstream/media";
import { NotCopyable } from "./not-copyable.ts";

/**
 * Cleans samples of a track and gathers the parameter sets that stand among them into its AVCDecoderConfigurationRecord:
 * an `avc1` track has them there and nowhere else.
 */
export class ParameterSetCollector {
  readonly #lengthSize: number;
  #known: ParameterSets;
  /** The record with all sets so far. */
  avcC: Uint8Array;

  constructor(avcC: Uint8Array) {
    this.avcC = mergeParameterSets(avcC, [], []);
    this.#known = parameterSetsOf(avcC);
    this.#lengthSize = this.#known.lengthSize;
  }

  /** @throws NotCopyable where an id comes to stand for another set than before. */
  clean(sample: Uint8Array): CleanSample {
    const cleaned = cleanSample(sample, this.#known);
    if (cleaned.newParameterSets.length === 0) return cleaned;
    for (const { kind, bytes, conflict } of cleaned.newParameterSets) {
      if (conflict) throw new NotCopyable("video", "its parameter sets change on the way");
      const set = [copyBytes(bytes)];
      this.avcC = mergeParameterSets(this.avcC, kind === "sps" ? set : [], kind === "pps" ? set : []);
    }
    this.#known = { ...parameterSetsOf(this.avcC), lengthSize: this.#lengthSize };
    return cleanSample(sample, this.#known);
  }
}
