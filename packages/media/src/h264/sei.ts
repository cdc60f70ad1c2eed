import { ByteReader } from "../byte-reader.ts";
import { concatBytes } from "../bytes.ts";
import { NAL_TYPE, nalToRbsp, rbspToNal } from "./nal.ts";

/** `payloadType` of the messages that matter here (ISO/IEC 14496-10 annex D). */
export const SEI_TYPE = {
  /** ITU-T T.35: captions. */
  userDataRegistered: 4,
  /** Anything after a UUID: encoder settings, places, clocks, commands to cameras. */
  userDataUnregistered: 5,
  recoveryPoint: 6,
} as const;

/** One supplemental enhancement information message. */
export interface SeiMessage {
  /** `payloadType`; {@link SEI_TYPE} names those that matter here. */
  readonly type: number;
  readonly payload: Uint8Array;
}

/** Reads the messages of an SEI NAL unit (ISO/IEC 14496-10 §7.3.2.3). @throws MediaFormatError */
export function parseSei(nal: Uint8Array): SeiMessage[] {
  const rbsp = nalToRbsp(nal);
  const reader = new ByteReader(rbsp, 0, messagesEnd(rbsp));
  const messages: SeiMessage[] = [];
  while (reader.left > 0) {
    const type = readNumber(reader);
    messages.push({ type, payload: reader.bytes(readNumber(reader)) });
  }
  return messages;
}

/** Writes an SEI NAL unit. */
export function writeSei(messages: readonly SeiMessage[]): Uint8Array<ArrayBuffer> {
  const parts = messages.flatMap(({ type, payload }) => [
    Uint8Array.from([...writeNumber(type), ...writeNumber(payload.length)]),
    payload,
  ]);
  return rbspToNal(NAL_TYPE.sei, concatBytes([...parts, Uint8Array.of(0x80)]));
}

/** Where the messages end and the trailing bits start. */
function messagesEnd(rbsp: Uint8Array): number {
  let end = rbsp.length;
  while (end > 0 && rbsp[end - 1] === 0) end--;
  return rbsp[end - 1] === 0x80 ? end - 1 : rbsp.length;
}

/** Types and sizes are sums of bytes, of which all but the last are 255. */
function readNumber(reader: ByteReader): number {
  let sum = 0;
  for (;;) {
    const byte = reader.u8();
    sum += byte;
    if (byte !== 255) return sum;
  }
}

function writeNumber(value: number): number[] {
  return [...new Array<number>(Math.floor(value / 255)).fill(255), value % 255];
}
