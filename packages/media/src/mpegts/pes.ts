import { MediaFormatError } from "../format-error.ts";
import { PACKET_BODY_SIZE, PTS_CLOCK, STREAM_ID } from "./packet.ts";
import { PCR_SIZE, TIMESTAMP_SIZE, writeTimestamp } from "./timestamps.ts";

/** One access unit in Annex B form, with its delimiter and, where it is an IDR, its parameter sets. */
export interface TransportVideoSample {
  readonly data: Uint8Array;
  /** In ticks of 90 kHz; may be longer than 33 bits, or negative. Not before `dts`. */
  readonly pts: number;
  /** In ticks of 90 kHz, ascending. */
  readonly dts: number;
  /** IDR: a decoder can start here. */
  readonly sync: boolean;
}

/** One AAC frame with its ADTS header. */
export interface TransportAudioFrame {
  readonly data: Uint8Array;
  /** In ticks of 90 kHz, ascending. */
  readonly pts: number;
}

/** A PES packet as the writer lays it out. */
export interface PesUnit {
  readonly pid: number;
  /** Header first, then the payload. */
  readonly parts: readonly Uint8Array[];
  /** Bytes of all parts. */
  readonly size: number;
  /** When it is due at the decoder, in ticks of 90 kHz; also its place in the multiplex. */
  readonly clock: number;
  readonly randomAccess: boolean;
  readonly carriesPcr: boolean;
  /** Transport packets that it takes. */
  packets: number;
}

const FIXED_HEADER_SIZE = 9;

/** Bytes that `PES_packet_length` does not count (ISO/IEC 13818-1 §2.4.3.7). */
const UNCOUNTED = 6;
const LONGEST_COUNTED = 0xffff;

/** Bytes of the adaptation field that the first packet of a unit needs, stuffing apart. */
export function adaptationSize(unit: Pick<PesUnit, "carriesPcr" | "randomAccess">): number {
  if (unit.carriesPcr) return 2 + PCR_SIZE;
  return unit.randomAccess ? 2 : 0;
}

function pesHeader(streamId: number, payloadSize: number, pts: number, dts: number): Uint8Array {
  const timestamps = pts === dts ? TIMESTAMP_SIZE : 2 * TIMESTAMP_SIZE;
  const header = new Uint8Array(FIXED_HEADER_SIZE + timestamps);
  const length = FIXED_HEADER_SIZE + timestamps + payloadSize - UNCOUNTED;
  header[2] = 1;
  header[3] = streamId;
  if (length <= LONGEST_COUNTED) {
    header[4] = length >> 8;
    header[5] = length & 0xff;
  }
  // '10', data_alignment_indicator: the payload starts with an access unit.
  header[6] = 0x84;
  header[7] = pts === dts ? 0x80 : 0xc0;
  header[8] = timestamps;
  writeTimestamp(header, FIXED_HEADER_SIZE, pts === dts ? 2 : 3, pts);
  if (pts !== dts) writeTimestamp(header, FIXED_HEADER_SIZE + TIMESTAMP_SIZE, 1, dts);
  return header;
}

function layOut(unit: Omit<PesUnit, "packets" | "size">): PesUnit {
  let size = 0;
  for (const part of unit.parts) size += part.length;
  const first = PACKET_BODY_SIZE - adaptationSize(unit);
  return { ...unit, size, packets: 1 + Math.ceil(Math.max(0, size - first) / PACKET_BODY_SIZE) };
}

function checkTicks(ticks: number, what: string): void {
  if (!Number.isSafeInteger(ticks)) throw new MediaFormatError(`${what} is not a whole number: ${ticks}`);
}

function isAnnexB(data: Uint8Array): boolean {
  return (
    data[0] === 0 && data[1] === 0 && (data[2] === 1 || (data[2] === 0 && data[3] === 1)) && data.length > 4
  );
}

/**
 * One PES packet for each access unit, each with a PCR.
 * @throws MediaFormatError for data that is not Annex B, and times that do not ascend or are not whole.
 */
export function videoUnits(pid: number, samples: readonly TransportVideoSample[]): PesUnit[] {
  let before = Number.NEGATIVE_INFINITY;
  return samples.map(({ data, pts, dts, sync }, i) => {
    checkTicks(pts, "pts");
    checkTicks(dts, "dts");
    if (dts <= before || pts < dts) {
      throw new MediaFormatError(`Sample ${i}: dts ${dts} must be after ${before} and not after pts ${pts}`);
    }
    if (!isAnnexB(data)) throw new MediaFormatError(`Sample ${i} is not an Annex B access unit`);
    before = dts;
    const parts = [pesHeader(STREAM_ID.video, data.length, pts, dts), data];
    return layOut({ pid, parts, clock: dts, randomAccess: sync, carriesPcr: true });
  });
}

/** A PES packet holds frames that start within this of its first: a few of them, for little overhead. */
const AUDIO_UNIT_TICKS = PTS_CLOCK / 10;
const LONGEST_AUDIO_PAYLOAD = LONGEST_COUNTED - (FIXED_HEADER_SIZE + TIMESTAMP_SIZE - UNCOUNTED);

/**
 * PES packets of up to 100 ms of consecutive frames; the time of each packet is that of its first frame.
 * @param carriesPcr where there is no video to carry the clock.
 * @throws MediaFormatError for frames without ADTS header, and times that do not ascend or are not whole.
 */
export function audioUnits(
  pid: number,
  frames: readonly TransportAudioFrame[],
  carriesPcr: boolean,
): PesUnit[] {
  const units: PesUnit[] = [];
  let group: Uint8Array[] = [];
  let size = 0;
  let start = 0;
  let before = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    const parts = [pesHeader(STREAM_ID.audio, size, start, start), ...group];
    units.push(layOut({ pid, parts, clock: start, randomAccess: carriesPcr, carriesPcr }));
  };
  for (const [i, { data, pts }] of frames.entries()) {
    checkTicks(pts, "pts");
    if (pts <= before) throw new MediaFormatError(`Frame ${i}: pts ${pts} must be after ${before}`);
    if (data[0] !== 0xff || ((data[1] ?? 0) & 0xf6) !== 0xf0 || data.length < 7) {
      throw new MediaFormatError(`Frame ${i} has no ADTS header`);
    }
    before = pts;
    if (group.length > 0 && (pts - start >= AUDIO_UNIT_TICKS || size + data.length > LONGEST_AUDIO_PAYLOAD)) {
      flush();
      group = [];
      size = 0;
    }
    if (group.length === 0) start = pts;
    group.push(data);
    size += data.length;
  }
  if (group.length > 0) flush();
  return units;
}
