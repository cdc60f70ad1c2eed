import { equalBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { NAL_TYPE, nalType } from "./nal.ts";
import { parsePps } from "./pps.ts";
import { parseSps } from "./sps.ts";

/** The parameter sets that a decoder has at hand, by id, and how samples are laid out. */
export interface ParameterSets {
  /** Bytes of the length before each NAL unit of a sample. */
  readonly lengthSize: number;
  readonly sps: ReadonlyMap<number, Uint8Array>;
  readonly pps: ReadonlyMap<number, Uint8Array>;
}

/** A parameter set found among a sample's NAL units. */
export interface InBandParameterSet {
  readonly kind: "sps" | "pps";
  readonly id: number;
  /** The NAL unit: a view. */
  readonly bytes: Uint8Array;
  /** A set with this id and other content is known: decoding depends on where in the stream it stands. */
  readonly conflict: boolean;
}

/** Reads kind and id of a parameter set. @throws MediaFormatError */
export function identifySet(nal: Uint8Array): { readonly kind: "sps" | "pps"; readonly id: number } {
  return nalType(nal) === NAL_TYPE.sps
    ? { kind: "sps", id: parseSps(nal).id }
    : { kind: "pps", id: parsePps(nal).id };
}

/** Puts parameter sets in order by id. @throws MediaFormatError where one makes no sense, or an id stands for two. */
export function setsById(nals: readonly Uint8Array[]): Map<number, Uint8Array> {
  const sets = new Map<number, Uint8Array>();
  for (const nal of nals) {
    const { kind, id } = identifySet(nal);
    const known = sets.get(id);
    if (known && !equalBytes(known, nal)) {
      throw new MediaFormatError(`Two different ${kind.toUpperCase()} have the id ${id}`);
    }
    sets.set(id, nal);
  }
  return new Map([...sets].sort(([a], [b]) => a - b));
}
