import { MediaFormatError } from "../format-error.ts";
import { RbspReader } from "./bit-reader.ts";
import { NAL_TYPE, nalToRbsp, nalType } from "./nal.ts";
import { setId } from "./sps.ts";

/** What a picture parameter set says, as far as it matters here (ISO/IEC 14496-10 §7.3.2.2). */
export interface Pps {
  readonly id: number;
  /** Id of the sequence parameter set it goes with. */
  readonly spsId: number;
  /** `entropy_coding_mode_flag`: CABAC rather than CAVLC. */
  readonly cabac: boolean;
}

/**
 * Reads a picture parameter set.
 * @param nal the NAL unit, header byte first, with emulation prevention.
 * @throws MediaFormatError where the unit is another or makes no sense.
 */
export function parsePps(nal: Uint8Array): Pps {
  if (nalType(nal) !== NAL_TYPE.pps)
    throw new MediaFormatError(`NAL unit of type ${nalType(nal)} is no PPS`, 0);
  const reader = new RbspReader(nalToRbsp(nal));
  return { id: setId(reader, 255), spsId: setId(reader, 31), cabac: reader.flag() };
}
