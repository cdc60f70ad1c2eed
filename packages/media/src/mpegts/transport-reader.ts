import { parseAdtsHeader } from "../aac/adts.ts";
import { concatBytes, viewOf } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { PACKET_SIZE, SYNC_BYTE } from "./packet.ts";
import { readPat, readPmt } from "./psi-reader.ts";
import { readPcr, readTimestamp } from "./timestamps.ts";

/** One PES packet. */
export interface TransportPes {
  /** 33 bits, in ticks of 90 kHz. */
  readonly pts: number;
  /** 33 bits, in ticks of 90 kHz; that of `pts` where the packet has none of its own. */
  readonly dts: number;
  /** random_access_indicator of its first packet (ISO/IEC 13818-1 §2.4.3.5). */
  readonly randomAccess: boolean;
  /** An access unit of video, or a few ADTS frames: {@link splitAdts}. */
  readonly data: Uint8Array;
}

/** One elementary stream of the program. */
export interface TransportStream {
  readonly pid: number;
  readonly streamType: number;
  readonly packets: readonly TransportPes[];
}

/** What a transport stream holds. */
export interface DemuxedTransport {
  readonly pmtPid: number;
  readonly pcrPid: number;
  readonly streams: readonly TransportStream[];
  /** Every PCR, in ticks of 27 MHz, with the byte offset of its packet. */
  readonly pcrs: readonly { readonly offset: number; readonly value: number }[];
  /** Packets whose continuity_counter does not follow the one before (ISO/IEC 13818-1 §2.4.3.3). */
  readonly continuityErrors: readonly { readonly offset: number; readonly pid: number }[];
}

interface Packet {
  readonly offset: number;
  readonly pid: number;
  readonly startsUnit: boolean;
  readonly counter: number;
  readonly randomAccess: boolean;
  readonly discontinuity: boolean;
  readonly pcr: number | undefined;
  readonly payload: Uint8Array | undefined;
}

function readPacket(bytes: Uint8Array, view: DataView, offset: number): Packet {
  if (offset + PACKET_SIZE > bytes.length) throw new MediaFormatError("Transport packet cut short", offset);
  if (view.getUint8(offset) !== SYNC_BYTE) throw new MediaFormatError("No sync byte", offset);
  const head = view.getUint16(offset + 1);
  const control = view.getUint8(offset + 3);
  if (control & 0xc0) throw new MediaFormatError("Scrambled transport packet", offset);
  let start = offset + 4;
  let flags = 0;
  let pcr: number | undefined;
  if (control & 0x20) {
    const length = view.getUint8(start);
    if (length > PACKET_SIZE - 5) throw new MediaFormatError("Adaptation field overruns its packet", offset);
    if (length > 0) flags = view.getUint8(start + 1);
    if (flags & 0x10) {
      if (length < 7) throw new MediaFormatError("Adaptation field too short for its PCR", offset);
      pcr = readPcr(view, start + 2);
    }
    start += 1 + length;
  }
  return {
    offset,
    pid: head & 0x1fff,
    startsUnit: (head & 0x4000) !== 0,
    counter: control & 0xf,
    randomAccess: (flags & 0x40) !== 0,
    discontinuity: (flags & 0x80) !== 0,
    pcr,
    payload: control & 0x10 ? bytes.subarray(start, offset + PACKET_SIZE) : undefined,
  };
}

/** Collects the PES packets of one PID. */
class PesCollector {
  readonly packets: TransportPes[] = [];
  readonly streamType: number;
  #parts: Uint8Array[] | undefined;
  #offset = 0;
  #randomAccess = false;

  constructor(streamType: number) {
    this.streamType = streamType;
  }

  add(packet: Packet, payload: Uint8Array): void {
    if (packet.startsUnit) {
      this.end();
      this.#parts = [];
      this.#offset = packet.offset;
      this.#randomAccess = packet.randomAccess;
    }
    this.#parts?.push(payload);
  }

  end(): void {
    if (this.#parts) this.packets.push(readPes(concatBytes(this.#parts), this.#randomAccess, this.#offset));
    this.#parts = undefined;
  }
}

function readPes(bytes: Uint8Array, randomAccess: boolean, offset: number): TransportPes {
  const view = viewOf(bytes);
  if (bytes.length < 9 || view.getUint32(0) >>> 8 !== 1) throw new MediaFormatError("No PES header", offset);
  const length = view.getUint16(4);
  if (length !== 0 && length !== bytes.length - 6) {
    throw new MediaFormatError(`PES packet of ${bytes.length - 6} bytes says ${length}`, offset);
  }
  const flags = view.getUint8(7) >>> 6;
  const start = 9 + view.getUint8(8);
  const needed = flags === 3 ? 19 : 14;
  if (!(flags & 2) || start < needed || start > bytes.length) {
    throw new MediaFormatError("PES packet without a PTS", offset);
  }
  const pts = readTimestamp(view, 9);
  const dts = flags === 3 ? readTimestamp(view, 14) : pts;
  if (pts === undefined || dts === undefined)
    throw new MediaFormatError("Timestamp without marker bits", offset);
  return { pts, dts, randomAccess, data: bytes.subarray(start) };
}

/**
 * Takes a transport stream apart: one program, sections of one packet, as HLS segments have it.
 * @throws MediaFormatError, with the byte offset, for anything malformed. A counter that jumps is no such error: it is
 * listed.
 */
export function demuxTransport(bytes: Uint8Array): DemuxedTransport {
  const view = viewOf(bytes);
  const counters = new Map<number, number>();
  const collectors = new Map<number, PesCollector>();
  const pcrs: { offset: number; value: number }[] = [];
  const continuityErrors: { offset: number; pid: number }[] = [];
  let pmtPid: number | undefined;
  let pcrPid: number | undefined;

  const readTables = (packet: Packet, payload: Uint8Array): void => {
    if (packet.pid === 0) {
      pmtPid = readPat(payload, packet.offset);
    } else if (packet.pid === pmtPid) {
      const pmt = readPmt(payload, packet.offset);
      pcrPid = pmt.pcrPid;
      for (const { pid, streamType } of pmt.streams) {
        if (!collectors.has(pid)) collectors.set(pid, new PesCollector(streamType));
      }
    }
  };

  for (let offset = 0; offset < bytes.length; offset += PACKET_SIZE) {
    const packet = readPacket(bytes, view, offset);
    const { pid, payload, counter } = packet;
    const last = counters.get(pid);
    const expected = last === undefined ? counter : (last + (payload ? 1 : 0)) & 0xf;
    if (counter !== expected && !packet.discontinuity) continuityErrors.push({ offset, pid });
    counters.set(pid, counter);
    if (packet.pcr !== undefined) pcrs.push({ offset, value: packet.pcr });
    if (!payload) continue;
    if (packet.startsUnit) readTables(packet, payload);
    collectors.get(pid)?.add(packet, payload);
  }
  if (pmtPid === undefined || pcrPid === undefined)
    throw new MediaFormatError("No PAT or no PMT", bytes.length);
  for (const collector of collectors.values()) collector.end();
  const streams = [...collectors].map(([pid, { streamType, packets }]) => ({ pid, streamType, packets }));
  return { pmtPid, pcrPid, streams, pcrs, continuityErrors };
}

/**
 * Parts the payload of an AAC PES packet into its ADTS frames, headers included.
 * @throws MediaFormatError where they do not fill it.
 */
export function splitAdts(data: Uint8Array): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let at = 0; at < data.length; ) {
    const end = at + parseAdtsHeader(data, at).frameSize;
    if (end > data.length) throw new MediaFormatError("ADTS frame cut short", at);
    frames.push(data.subarray(at, end));
    at = end;
  }
  return frames;
}
