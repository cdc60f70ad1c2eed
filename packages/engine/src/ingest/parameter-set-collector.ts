import {
  type CleanSample,
  cleanSample,
  copyBytes,
  MediaFormatError,
  mergeParameterSets,
  type ParameterSets,
  parameterSetsOf,
  parseSps,
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

  /** @throws NotCopyable where the record makes no sense. */
  constructor(avcC: Uint8Array) {
    this.avcC = understood(() => mergeParameterSets(avcC, [], []));
    this.#known = parameterSetsOf(avcC);
    this.#lengthSize = this.#known.lengthSize;
  }

  /**
   * @throws NotCopyable where an id comes to stand for another set than before, the size of the picture changes, or the
   * sample is damaged.
   */
  clean(sample: Uint8Array): CleanSample {
    return understood(() => this.#clean(sample));
  }

  #clean(sample: Uint8Array): CleanSample {
    const cleaned = cleanSample(sample, this.#known);
    if (cleaned.newParameterSets.length === 0) return cleaned;
    for (const { kind, bytes, conflict } of cleaned.newParameterSets) {
      if (conflict) throw new NotCopyable("video", "its parameter sets change on the way");
      if (kind === "sps") this.#assertSize(bytes);
      const set = [copyBytes(bytes)];
      this.avcC = mergeParameterSets(this.avcC, kind === "sps" ? set : [], kind === "pps" ? set : []);
    }
    this.#known = { ...parameterSetsOf(this.avcC), lengthSize: this.#lengthSize };
    return cleanSample(sample, this.#known);
  }

  /** One rendition has pictures of one size. */
  #assertSize(bytes: Uint8Array): void {
    const [first] = this.#known.sps.values();
    if (!first) return;
    const [before, now] = [parseSps(first), parseSps(bytes)];
    if (before.width !== now.width || before.height !== now.height)
      throw new NotCopyable("video", "the size of its picture changes on the way");
  }
}

/** What the source's encoder wrote need not make sense. */
function understood<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof MediaFormatError)) throw error;
    throw new NotCopyable("video", `it is damaged (${error.message})`);
  }
}
