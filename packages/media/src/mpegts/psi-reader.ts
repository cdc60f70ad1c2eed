import { viewOf } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { crc32, type PmtStream, SECTION_HEADER_SIZE, TABLE_ID } from "./psi.ts";

const CRC_SIZE = 4;

/**
 * Checks a section that a packet's payload holds whole, behind its pointer field, and returns what is between section
 * header and CRC.
 */
function sectionBody(payload: Uint8Array, tableId: number, offset: number): Uint8Array {
  const start = 1 + (payload[0] ?? 0);
  const view = viewOf(payload);
  if (start + SECTION_HEADER_SIZE > payload.length) throw new MediaFormatError("Section cut short", offset);
  if (view.getUint8(start) !== tableId) {
    throw new MediaFormatError(`Table id ${view.getUint8(start)} where ${tableId} is expected`, offset);
  }
  const end = start + 3 + (view.getUint16(start + 1) & 0xfff);
  if (end > payload.length || end < start + SECTION_HEADER_SIZE + CRC_SIZE) {
    throw new MediaFormatError("Sections of more than one packet are not supported", offset);
  }
  if (crc32(payload.subarray(start, end)) !== 0)
    throw new MediaFormatError("Section with a wrong CRC", offset);
  return payload.subarray(start + SECTION_HEADER_SIZE, end - CRC_SIZE);
}

/**
 * Reads a PAT (ISO/IEC 13818-1 §2.4.4.3) of one program.
 * @returns the PID of its PMT.
 * @throws MediaFormatError for a malformed section, or one that does not name exactly one program.
 */
export function readPat(payload: Uint8Array, offset: number): number {
  const body = sectionBody(payload, TABLE_ID.pat, offset);
  const view = viewOf(body);
  const pids: number[] = [];
  for (let at = 0; at + 4 <= body.length; at += 4) {
    if (view.getUint16(at) !== 0) pids.push(view.getUint16(at + 2) & 0x1fff);
  }
  const [pid] = pids;
  if (pid === undefined || pids.length > 1) {
    throw new MediaFormatError(`HLS wants one program, this PAT has ${pids.length} (RFC 8216 §3.2)`, offset);
  }
  return pid;
}

/**
 * Reads a PMT (ISO/IEC 13818-1 §2.4.4.8).
 * @throws MediaFormatError for a malformed section.
 */
export function readPmt(payload: Uint8Array, offset: number): { pcrPid: number; streams: PmtStream[] } {
  const body = sectionBody(payload, TABLE_ID.pmt, offset);
  const view = viewOf(body);
  const streams: PmtStream[] = [];
  if (body.length < 4) throw new MediaFormatError("PMT cut short", offset);
  let at = 4 + (view.getUint16(2) & 0xfff);
  for (; at + 5 <= body.length; at += 5 + (view.getUint16(at + 3) & 0xfff)) {
    streams.push({ streamType: view.getUint8(at), pid: view.getUint16(at + 1) & 0x1fff });
  }
  if (at !== body.length) throw new MediaFormatError("PMT descriptors overrun their section", offset);
  return { pcrPid: view.getUint16(0) & 0x1fff, streams };
}
