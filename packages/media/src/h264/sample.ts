import { equalBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { isVcl, iterateNalUnits, LENGTH_SIZE, NAL_TYPE, writeNalUnits } from "./nal.ts";
import { type InBandParameterSet, identifySet, type ParameterSets } from "./parameter-sets.ts";
import { parseSei, SEI_TYPE, type SeiMessage, writeSei } from "./sei.ts";

/** A sample fit to be published, and what it is. */
export interface CleanSample {
  /** The sample with NAL unit lengths of four bytes; the very object that was given where nothing had to change. */
  readonly data: Uint8Array;
  /** It has an IDR slice: decoding can start here, and nothing after it refers to anything before. */
  readonly sync: boolean;
  /** Other pictures may refer to it: a slice has a `nal_ref_idc` that is not 0. */
  readonly reference: boolean;
  /** It has a coded slice; a sample without one shows nothing. */
  readonly hasPicture: boolean;
  /** It says that decoding may start here although no IDR picture is (ISO/IEC 14496-10 §D.2.8): an open GOP, often. */
  readonly recoveryPoint: boolean;
  /** Parameter sets in the sample that are not the known ones. They are still in `data`. */
  readonly newParameterSets: readonly InBandParameterSet[];
}

/**
 * Takes out of a sample what an `avc1` track must not have or a viewer need not see: access unit delimiters, filler,
 * parameter sets that are known already, and user data of no registered kind, where cameras and encoders leave places,
 * clocks and settings. Captions and all other information stay. An SEI unit that cannot be read is taken out whole:
 * decoding does not need it, and nobody can tell what is in it.
 * @param sample NAL units after lengths of `known.lengthSize` bytes.
 * @throws MediaFormatError where the sample is not made of NAL units, or a parameter set makes no sense.
 */
export function cleanSample(sample: Uint8Array, known: ParameterSets): CleanSample {
  const kept: Uint8Array[] = [];
  const newParameterSets: InBandParameterSet[] = [];
  let keptLength = 0;
  let changed = known.lengthSize !== LENGTH_SIZE;
  let sync = false;
  let reference = false;
  let hasPicture = false;
  let recoveryPoint = false;

  for (const { type, refIdc, bytes } of iterateNalUnits(sample, known.lengthSize)) {
    let clean: Uint8Array | undefined = bytes;
    if (isVcl(type)) {
      hasPicture = true;
      sync ||= type === NAL_TYPE.idrSlice;
      reference ||= refIdc !== 0;
    } else if (type === NAL_TYPE.sei) {
      const sei = cleanSei(bytes);
      clean = sei.nal;
      recoveryPoint ||= sei.recoveryPoint;
    } else if (type === NAL_TYPE.sps || type === NAL_TYPE.pps) {
      const found = findSet(bytes, known);
      if (found) newParameterSets.push(found);
      else clean = undefined;
    } else if (type === NAL_TYPE.accessUnitDelimiter || type === NAL_TYPE.filler) {
      clean = undefined;
    }
    changed ||= clean !== bytes;
    if (!clean) continue;
    kept.push(clean);
    keptLength += LENGTH_SIZE + clean.length;
  }
  // Empty units are passed over in reading, and so are taken out too.
  const data = changed || keptLength !== sample.length ? writeNalUnits(kept) : sample;
  return { data, sync, reference, hasPicture, recoveryPoint, newParameterSets };
}

/** @returns the set, or undefined where it is a known one. */
function findSet(nal: Uint8Array, known: ParameterSets): InBandParameterSet | undefined {
  const { kind, id } = identifySet(nal);
  const same = known[kind].get(id);
  if (same && equalBytes(same, nal)) return undefined;
  return { kind, id, bytes: nal, conflict: same !== undefined };
}

function cleanSei(nal: Uint8Array): {
  readonly nal: Uint8Array | undefined;
  readonly recoveryPoint: boolean;
} {
  let messages: SeiMessage[];
  try {
    messages = parseSei(nal);
  } catch (error) {
    if (error instanceof MediaFormatError) return { nal: undefined, recoveryPoint: false };
    throw error;
  }
  const recoveryPoint = messages.some(({ type }) => type === SEI_TYPE.recoveryPoint);
  const wanted = messages.filter(({ type }) => type !== SEI_TYPE.userDataUnregistered);
  if (wanted.length === messages.length) return { nal, recoveryPoint };
  return { nal: wanted.length > 0 ? writeSei(wanted) : undefined, recoveryPoint };
}
