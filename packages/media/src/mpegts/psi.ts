import { PACKET_SIZE, SYNC_BYTE } from "./packet.ts";

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc & 0x8000_0000 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc;
});

/** CRC_32 of a section (ISO/IEC 13818-1 annex A); 0 over a section with its own CRC. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffff_ffff;
  for (const byte of bytes) crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
  return crc >>> 0;
}

export const TABLE_ID = { pat: 0, pmt: 2 } as const;

/** Bytes of a section's header up to and with `last_section_number`. */
export const SECTION_HEADER_SIZE = 8;

/** One packet that holds one whole section of version 0. */
function sectionPacket(
  pid: number,
  tableId: number,
  idExtension: number,
  body: readonly number[],
): Uint8Array {
  const length = body.length + 9;
  const section = Uint8Array.of(
    tableId,
    0xb0 | (length >> 8),
    length & 0xff,
    idExtension >> 8,
    idExtension & 0xff,
    0xc1,
    0,
    0,
    ...body,
  );
  const packet = new Uint8Array(PACKET_SIZE).fill(0xff);
  packet.set([SYNC_BYTE, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0]);
  packet.set(section, 5);
  new DataView(packet.buffer).setUint32(5 + section.length, crc32(section));
  return packet;
}

const PROGRAM = 1;

/** A packet with the Program Association Table of one program (ISO/IEC 13818-1 §2.4.4.3); counter 0. */
export function patPacket(pmtPid: number): Uint8Array {
  return sectionPacket(0, TABLE_ID.pat, 1, [0, PROGRAM, 0xe0 | (pmtPid >> 8), pmtPid & 0xff]);
}

/** An elementary stream in a PMT. */
export interface PmtStream {
  readonly pid: number;
  readonly streamType: number;
}

/** A packet with the Program Map Table (ISO/IEC 13818-1 §2.4.4.8); counter 0. */
export function pmtPacket(pmtPid: number, pcrPid: number, streams: readonly PmtStream[]): Uint8Array {
  const body = [0xe0 | (pcrPid >> 8), pcrPid & 0xff, 0xf0, 0];
  for (const { pid, streamType } of streams) body.push(streamType, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0);
  return sectionPacket(pmtPid, TABLE_ID.pmt, PROGRAM, body);
}
