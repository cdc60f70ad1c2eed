import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeAdtsHeader } from "../aac/adts.ts";
import { concatBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import { PACKET_SIZE, PID, STREAM_TYPE, TIMESTAMP_MODULUS } from "./packet.ts";
import { crc32 } from "./psi.ts";
import { readTimestamp, wrapTimestamp, writeTimestamp } from "./timestamps.ts";
import { demuxTransport, splitAdts } from "./transport-reader.ts";
import { type TransportSegment, writeTransportSegment } from "./transport-writer.ts";

const START_CODE = [0, 0, 0, 1];

function accessUnit(size: number, fill: number): Uint8Array {
  const data = new Uint8Array(Math.max(5, size)).fill(fill);
  data.set(START_CODE);
  return data;
}

function adtsFrame(payload: number, fill: number): Uint8Array {
  const header = writeAdtsHeader({ objectType: 2, sampleRate: 48_000, channelConfig: 2 }, payload);
  return concatBytes([header, new Uint8Array(payload).fill(fill)]);
}

/** A segment of video at `frameTicks` and of 48 kHz audio, with reordering and sizes as given. */
function segmentOf(videoSizes: number[], audioSizes: number[], start = 90_000_000, frameTicks = 3600) {
  const samples = videoSizes.map((size, i) => ({
    data: accessUnit(size, i & 0xff),
    dts: start + i * frameTicks,
    pts: start + (i + (i % 3)) * frameTicks,
    sync: i % 12 === 0,
  }));
  const frames = audioSizes.map((size, i) => ({ data: adtsFrame(size, i & 0xff), pts: start + i * 1920 }));
  return { samples, frames };
}

const asSegment = ({ samples, frames }: ReturnType<typeof segmentOf>): TransportSegment => ({
  ...(samples.length > 0 && { video: { samples } }),
  ...(frames.length > 0 && { audio: { frames } }),
});

const packetsByPid = (bytes: Uint8Array): Map<number, number> => {
  const counts = new Map<number, number>();
  for (let at = 0; at < bytes.length; at += PACKET_SIZE) {
    const pid = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
    if (bytes[at + 3]! & 0x10) counts.set(pid, (counts.get(pid) ?? 0) + 1);
  }
  return counts;
};

const media = fc
  .record({
    video: fc.array(fc.integer({ min: 5, max: 2000 }), { maxLength: 40 }),
    audio: fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 60 }),
    start: fc.integer({ min: -200_000, max: 2 * TIMESTAMP_MODULUS }),
    frameTicks: fc.constantFrom(750, 1500, 3003, 3600, 9000, 90_000),
  })
  .filter(({ video, audio }) => video.length + audio.length > 0);

describe("transport segment", () => {
  it("gives back every access unit and frame with its times", () => {
    fc.assert(
      fc.property(media, ({ video, audio, start, frameTicks }) => {
        const source = segmentOf(video, audio, start, frameTicks);
        const demuxed = demuxTransport(writeTransportSegment(asSegment(source)));
        const videoStream = demuxed.streams.find(({ streamType }) => streamType === STREAM_TYPE.h264);
        const audioStream = demuxed.streams.find(({ streamType }) => streamType === STREAM_TYPE.aacAdts);
        expect(demuxed.continuityErrors).toEqual([]);
        expect(demuxed.pcrPid).toBe(video.length > 0 ? PID.video : PID.audio);
        expect(videoStream?.packets ?? []).toEqual(
          source.samples.map(({ data, pts, dts, sync }) => ({
            data,
            pts: wrapTimestamp(pts),
            dts: wrapTimestamp(dts),
            randomAccess: sync,
          })),
        );
        const frames = (audioStream?.packets ?? []).flatMap(({ data }) => splitAdts(data));
        expect(frames).toEqual(source.frames.map(({ data }) => data));
        const starts = new Map(
          source.frames.map(({ data, pts }, i) => [i, { data, pts: wrapTimestamp(pts) }]),
        );
        let frame = 0;
        for (const packet of audioStream?.packets ?? []) {
          expect(packet.pts).toBe(starts.get(frame)?.pts);
          frame += splitAdts(packet.data).length;
        }
      }),
    );
  });

  it("has a multiple of 16 packets of each PID, so that segments join without a jump", () => {
    fc.assert(
      fc.property(media, media, (one, two) => {
        const segments = [one, two].map(({ video, audio, start, frameTicks }) =>
          writeTransportSegment(asSegment(segmentOf([99, ...video], [9, ...audio], start, frameTicks))),
        );
        for (const bytes of segments) {
          for (const count of packetsByPid(bytes).values()) expect(count % 16).toBe(0);
        }
        expect(demuxTransport(concatBytes(segments)).continuityErrors).toEqual([]);
      }),
    );
  });

  it("keeps the clock within 100 ms, before every decode time, and never back", () => {
    fc.assert(
      fc.property(media, ({ video, audio, frameTicks }) => {
        const source = segmentOf(video, audio, 90_000_000, frameTicks);
        const { pcrs } = demuxTransport(writeTransportSegment(asSegment(source)));
        for (let i = 1; i < pcrs.length; i++) {
          const step = pcrs[i]!.value - pcrs[i - 1]!.value;
          expect(step).toBeGreaterThanOrEqual(0);
          expect(step).toBeLessThanOrEqual(27_000_000 / 10);
        }
        for (const { dts } of source.samples) {
          expect(pcrs.some(({ value }) => value === (dts - 9000) * 300)).toBe(true);
        }
      }),
    );
  });

  it("begins with PAT and PMT and repeats them at least each half second", () => {
    const seconds = 20;
    const { samples, frames } = segmentOf(
      new Array(25 * seconds).fill(300),
      new Array(46 * seconds).fill(100),
    );
    const bytes = writeTransportSegment({ video: { samples }, audio: { frames } });
    const pidAt = (at: number) => ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
    expect([pidAt(0), pidAt(PACKET_SIZE), pidAt(2 * PACKET_SIZE)]).toEqual([PID.pat, PID.pmt, PID.video]);
    let sinceTables = 0;
    for (let at = 0; at < bytes.length; at += PACKET_SIZE) {
      if (pidAt(at) === PID.pat) sinceTables = 0;
      const isFrame = pidAt(at) === PID.video && (bytes[at + 1]! & 0x40) !== 0;
      if (isFrame) expect(++sinceTables).toBeLessThanOrEqual(13);
    }
  });

  it("interleaves by decode time, several audio frames to a PES packet", () => {
    const { samples, frames } = segmentOf(new Array(75).fill(3000), new Array(140).fill(300));
    const bytes = writeTransportSegment({ video: { samples }, audio: { frames } });
    const streams = new Map(demuxTransport(bytes).streams.map(({ pid, packets }) => [pid, packets]));
    expect(streams.get(PID.audio)!.length).toBeLessThanOrEqual(31);
    const taken = new Map<number, number>();
    const order: number[] = [];
    for (let at = 0; at < bytes.length; at += PACKET_SIZE) {
      const pid = ((bytes[at + 1]! & 0x1f) << 8) | bytes[at + 2]!;
      if (!(bytes[at + 1]! & 0x40) || !streams.has(pid)) continue;
      const index = taken.get(pid) ?? 0;
      taken.set(pid, index + 1);
      order.push(streams.get(pid)![index]!.dts);
    }
    expect(order).toHaveLength(75 + streams.get(PID.audio)!.length);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  it("writes the same bytes for the same samples", () => {
    const source = asSegment(segmentOf([400, 20, 20], [50, 60]));
    expect(writeTransportSegment(source)).toEqual(writeTransportSegment(source));
  });

  const one = segmentOf([100, 100], [50, 50]);
  it.each<[string, TransportSegment]>([
    ["nothing", {}],
    ["no samples", { video: { samples: [] } }],
    ["a pts before its dts", { video: { samples: [{ ...one.samples[0]!, pts: 0 }] } }],
    ["a dts that stands still", { video: { samples: [one.samples[0]!, one.samples[0]!] } }],
    ["half a tick", { video: { samples: [{ ...one.samples[0]!, pts: 90_000_000.5 }] } }],
    [
      "length-prefixed units",
      { video: { samples: [{ ...one.samples[0]!, data: Uint8Array.of(0, 0, 0, 9, 1, 1) }] } },
    ],
    ["raw AAC", { audio: { frames: [{ data: new Uint8Array(50), pts: 0 }] } }],
    ["audio that goes back", { audio: { frames: [one.frames[1]!, one.frames[0]!] } }],
  ])("refuses %s", (_, segment) => {
    expect(() => writeTransportSegment(segment)).toThrow(MediaFormatError);
  });
});

describe("transport reader", () => {
  const good = writeTransportSegment(asSegment(segmentOf([900, 300, 300], [50, 50, 50])));
  const changed = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const copy = good.slice();
    change(copy);
    return copy;
  };

  it.each<[string, number, Uint8Array]>([
    [
      "a lost sync byte",
      3 * PACKET_SIZE,
      changed((bytes) => bytes.fill(0, 3 * PACKET_SIZE, 3 * PACKET_SIZE + 1)),
    ],
    ["a cut", good.length - PACKET_SIZE, good.subarray(0, -1)],
    ["a PAT with a wrong CRC", 0, changed((bytes) => bytes.fill(0x55, 8, 9))],
    [
      "a PMT with a wrong CRC",
      PACKET_SIZE,
      changed((bytes) => bytes.fill(0x55, PACKET_SIZE + 8, PACKET_SIZE + 9)),
    ],
    ["scrambling", 0, changed((bytes) => bytes.fill(0xd0, 3, 4))],
    [
      "an adaptation field too long",
      2 * PACKET_SIZE,
      changed((bytes) => bytes.fill(200, 2 * PACKET_SIZE + 4, 2 * PACKET_SIZE + 5)),
    ],
    ["nothing", 0, new Uint8Array(0)],
  ])("refuses %s and says where", (_, offset, bytes) => {
    expect(() => demuxTransport(bytes)).toThrow(
      expect.objectContaining({ name: "MediaFormatError", offset }),
    );
  });

  it("lists a lost packet", () => {
    const lost = concatBytes([good.subarray(0, 3 * PACKET_SIZE), good.subarray(4 * PACKET_SIZE)]);
    expect(() => demuxTransport(lost)).toThrow(/PES packet/);
    const noAudioYet = concatBytes([good.subarray(PACKET_SIZE * 2), good]);
    expect(demuxTransport(noAudioYet).continuityErrors).toEqual([]);
    const lostTable = concatBytes([good.subarray(0, PACKET_SIZE), good]);
    expect(demuxTransport(lostTable).continuityErrors).toEqual([{ offset: PACKET_SIZE, pid: 0 }]);
  });

  it("never fails on hostile bytes but by saying so", () => {
    const place = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(place, { minLength: 1, maxLength: 20 }), (places) => {
        const bytes = changed((copy) => {
          for (const [at, value] of places) copy[at] = value;
        });
        try {
          demuxTransport(bytes).streams.map(({ packets }) => packets.map(({ data }) => data.length));
        } catch (error) {
          expect(error).toBeInstanceOf(MediaFormatError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("fields", () => {
  it("wraps and reads back 33-bit times", () => {
    fc.assert(
      fc.property(fc.integer({ min: -TIMESTAMP_MODULUS, max: 4 * TIMESTAMP_MODULUS }), (ticks) => {
        const field = new Uint8Array(5);
        writeTimestamp(field, 0, 2, ticks);
        expect(field[0]! >> 4).toBe(2);
        expect(readTimestamp(new DataView(field.buffer), 0)).toBe(Number(BigInt.asUintN(33, BigInt(ticks))));
      }),
    );
  });

  it("computes the CRC of MPEG-2 systems", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0x0376_e6e7);
  });
});
