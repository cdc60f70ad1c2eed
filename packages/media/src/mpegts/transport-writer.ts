import { MediaFormatError } from "../format-error.ts";
import { PACKET_BODY_SIZE, PACKET_SIZE, PID, PTS_CLOCK, STREAM_TYPE, SYNC_BYTE } from "./packet.ts";
import {
  adaptationSize,
  audioUnits,
  type PesUnit,
  type TransportAudioFrame,
  type TransportVideoSample,
  videoUnits,
} from "./pes.ts";
import { patPacket, pmtPacket } from "./psi.ts";
import { PCR_SIZE, writePcr } from "./timestamps.ts";

/** What one HLS segment holds; at least one of the two, and neither empty. */
export interface TransportSegment {
  /** In decode order. */
  readonly video?: { readonly samples: readonly TransportVideoSample[] };
  /** Consecutive frames. */
  readonly audio?: { readonly frames: readonly TransportAudioFrame[] };
}

/** continuity_counter counts modulo this (ISO/IEC 13818-1 §2.4.3.3). */
const COUNTER_MODULUS = 16;

/** The clock runs this far behind the time at which a unit is due, so that its bytes arrive before it is decoded. */
const DELAY_TICKS = PTS_CLOCK / 10;

/** Longest time without a PCR; ISO/IEC 13818-1 §2.7.2 allows 100 ms. */
const PCR_INTERVAL_TICKS = (PTS_CLOCK * 9) / 100;

/** Longest time over which 16 copies of PAT and PMT are spread: one each half second, as ETSI TR 101 290 §5.2.1 asks. */
const TABLES_SPAN_TICKS = 8 * PTS_CLOCK;

/** A place in the multiplex: a PAT with a PMT, a packet with nothing but the clock, or a PES packet. */
type Slot = "tables" | { readonly pcr: number } | PesUnit;

function byClock(video: readonly PesUnit[], audio: readonly PesUnit[]): PesUnit[] {
  const merged: PesUnit[] = [];
  let a = 0;
  for (const unit of video) {
    for (let next = audio[a]; next && next.clock < unit.clock; next = audio[++a]) merged.push(next);
    merged.push(unit);
  }
  return merged.concat(audio.slice(a));
}

/**
 * Makes the packets of one PID a multiple of 16 by spreading its largest unit over more packets, each with at least
 * one byte of payload and stuffing in the adaptation field (ISO/IEC 13818-1 §2.4.3.5).
 */
function fillCounter(units: readonly PesUnit[]): void {
  let packets = 0;
  let largest = units[0];
  for (const unit of units) {
    packets += unit.packets;
    if (largest && unit.size > largest.size) largest = unit;
  }
  if (largest) largest.packets += (COUNTER_MODULUS - (packets % COUNTER_MODULUS)) % COUNTER_MODULUS;
}

/** How often PAT and PMT are sent: a multiple of 16, for their counters too. */
function tableCount(units: readonly PesUnit[]): number {
  const span = (units.at(-1)?.clock ?? 0) - (units[0]?.clock ?? 0);
  return COUNTER_MODULUS * Math.max(1, Math.ceil(span / TABLES_SPAN_TICKS));
}

function multiplex(units: readonly PesUnit[]): Slot[] {
  const slots: Slot[] = [];
  const tables = tableCount(units);
  let sent = 0;
  // Only between units with a PCR: beyond them it could run ahead of the segment after this one, or behind that before.
  const lastPcr = units.findLastIndex((unit) => unit.carriesPcr);
  let clock = Number.POSITIVE_INFINITY;
  for (const [i, unit] of units.entries()) {
    for (; sent * units.length <= i * tables && sent < tables; sent++) slots.push("tables");
    while (i <= lastPcr && unit.clock - clock > PCR_INTERVAL_TICKS) {
      clock += PCR_INTERVAL_TICKS;
      slots.push({ pcr: clock });
    }
    if (unit.carriesPcr) clock = unit.clock;
    slots.push(unit);
  }
  for (; sent < tables; sent++) slots.push("tables");
  return slots;
}

/** Copies byte parts one after the other into pieces of any size. */
class PartReader {
  readonly #parts: readonly Uint8Array[];
  #index = 0;
  #offset = 0;

  constructor(parts: readonly Uint8Array[]) {
    this.#parts = parts;
  }

  copyTo(out: Uint8Array, start: number, end: number): void {
    let at = start;
    for (let part = this.#parts[this.#index]; at < end && part; part = this.#parts[this.#index]) {
      const from = this.#offset;
      const to = Math.min(part.length, from + end - at);
      out.set(from === 0 && to === part.length ? part : part.subarray(from, to), at);
      at += to - from;
      this.#offset = to;
      if (to === part.length) {
        this.#index++;
        this.#offset = 0;
      }
    }
  }
}

/** Fills one buffer with packets and keeps the continuity counter of each PID. */
class PacketWriter {
  readonly #out: Uint8Array<ArrayBuffer>;
  readonly #counters = new Map<number, number>();
  #at = 0;

  constructor(packets: number) {
    this.#out = new Uint8Array(packets * PACKET_SIZE);
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#out;
  }

  #next(pid: number): number {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + 1) % COUNTER_MODULUS);
    return counter;
  }

  /** Header and adaptation field of `adaptation` bytes; returns where the payload goes. */
  #start(
    pid: number,
    flags: { first: boolean; counter: number; adaptation: number; payload: boolean },
  ): number {
    const out = this.#out;
    const at = this.#at;
    const { first, counter, adaptation, payload } = flags;
    out[at] = SYNC_BYTE;
    out[at + 1] = (first ? 0x40 : 0) | (pid >> 8);
    out[at + 2] = pid & 0xff;
    out[at + 3] = (adaptation > 0 ? 0x20 : 0) | (payload ? 0x10 : 0) | counter;
    if (adaptation > 0) {
      out[at + 4] = adaptation - 1;
      out.fill(0xff, at + 5, at + 4 + adaptation);
      if (adaptation > 1) out[at + 5] = 0;
    }
    this.#at += PACKET_SIZE;
    return at + 4 + adaptation;
  }

  section(pid: number, packet: Uint8Array): void {
    this.#out.set(packet, this.#at);
    this.#out[this.#at + 3] = 0x10 | this.#next(pid);
    this.#at += PACKET_SIZE;
  }

  /** An adaptation field alone: the counter stands still (ISO/IEC 13818-1 §2.4.3.3). */
  pcr(pid: number, clock: number): void {
    const at = this.#at;
    const counter = ((this.#counters.get(pid) ?? 0) + COUNTER_MODULUS - 1) % COUNTER_MODULUS;
    this.#start(pid, { first: false, counter, adaptation: PACKET_BODY_SIZE, payload: false });
    this.#out[at + 5] = 0x10;
    writePcr(this.#out, at + 6, clock - DELAY_TICKS);
  }

  unit(unit: PesUnit): void {
    const { pid } = unit;
    const parts = new PartReader(unit.parts);
    const head = this.#at;
    const needed = adaptationSize(unit);
    let remaining = unit.size;
    for (let left = unit.packets; left > 0; left--) {
      const first = left === unit.packets;
      const room = PACKET_BODY_SIZE - (first ? needed : 0);
      const payload = Math.min(room, remaining - (left - 1));
      const counter = this.#next(pid);
      const at = this.#start(pid, { first, counter, adaptation: PACKET_BODY_SIZE - payload, payload: true });
      parts.copyTo(this.#out, at, at + payload);
      remaining -= payload;
    }
    if (needed > 0) this.#out[head + 5] = (unit.randomAccess ? 0x40 : 0) | (unit.carriesPcr ? 0x10 : 0);
    if (needed === 2 + PCR_SIZE) writePcr(this.#out, head + 6, unit.clock - DELAY_TICKS);
  }
}

/**
 * Writes an HLS segment as an MPEG transport stream (ISO/IEC 13818-1; RFC 8216 §3.2): PAT and PMT first, H.264 in one
 * PES packet for each access unit, AAC in one for each 100 ms, interleaved by decode time; the PCR with each access
 * unit and at least every 90 ms, 100 ms ahead of the decode time.
 *
 * A segment depends on nothing but its samples, and yet RFC 8216 §3 wants continuity counters to go on from one to the
 * next (ExoPlayer took a jump for a discontinuity, ffmpeg may mark packets as corrupt, VLC reports the tables). So the
 * counters of each PID start at 0 and every PID has a multiple of 16 packets. PAT and PMT are sent that often; of the
 * elementary streams the largest PES packet is spread over up to 15 packets more. Null packets have a PID of their own,
 * packets with only an adaptation field do not count, and `discontinuity_indicator` would declare a new time base:
 * none of these would do.
 * @throws MediaFormatError where there is neither video nor audio, for data that is not Annex B or ADTS, and for times
 * that do not ascend.
 */
export function writeTransportSegment(segment: TransportSegment): Uint8Array<ArrayBuffer> {
  const samples = segment.video?.samples ?? [];
  const frames = segment.audio?.frames ?? [];
  if (samples.length + frames.length === 0) throw new MediaFormatError("A transport segment of nothing");
  const hasVideo = samples.length > 0;
  const pcrPid = hasVideo ? PID.video : PID.audio;
  const video = videoUnits(PID.video, samples);
  const audio = audioUnits(PID.audio, frames, !hasVideo);
  fillCounter(video);
  fillCounter(audio);
  const slots = multiplex(byClock(video, audio));

  const pat = patPacket(PID.pmt);
  const pmt = pmtPacket(PID.pmt, pcrPid, [
    ...(hasVideo ? [{ pid: PID.video, streamType: STREAM_TYPE.h264 }] : []),
    ...(frames.length > 0 ? [{ pid: PID.audio, streamType: STREAM_TYPE.aacAdts }] : []),
  ]);
  let packets = 0;
  for (const slot of slots) packets += slot === "tables" ? 2 : "pcr" in slot ? 1 : slot.packets;
  const writer = new PacketWriter(packets);
  for (const slot of slots) {
    if (slot === "tables") {
      writer.section(PID.pat, pat);
      writer.section(PID.pmt, pmt);
    } else if ("pcr" in slot) writer.pcr(pcrPid, slot.pcr);
    else writer.unit(slot);
  }
  return writer.bytes;
}
