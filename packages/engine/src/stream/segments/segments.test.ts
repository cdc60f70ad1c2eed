import { buffer } from "node:stream/consumers";
import {
  concatBytes,
  demuxTransport,
  ORIGIN_TICKS,
  parseInit,
  parseMediaSegment,
  silentFrame,
} from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { keys } from "../../library/keys.ts";
import { createLibrary } from "../../library/library.ts";
import { createFakePainter } from "../../testing/fake-painter.ts";
import { createFakeTranscoder, FAKE_FRAME_BYTES } from "../../testing/fake-transcoder.ts";
import { audioFrame, makeVersion, storeVersion, videoSample } from "../../testing/made-library.ts";
import { formatMediaPath, parseMediaPath } from "../address/media-path.ts";
import { createEncoderPool } from "../encoding/encoder-pool.ts";
import { createHeads } from "../encoding/heads.ts";
import { createMixes } from "../encoding/mixes.ts";
import { createRendered } from "../encoding/rendered.ts";
import { planTimeline } from "../plan/plan.ts";
import { CONTINUOUS_AUDIO_TIMESCALE, type Form, project } from "../project/project.ts";
import { bindPlan } from "../project/tracks.ts";
import { createSegmentSource, sizeOf } from "./segments.ts";

const version = makeVersion({
  gops: [50, 50, 20, 30, 50, 50],
  chunkFrames: 100,
  audio: { sampleRate: 44_100, startSample: 500 },
});
const track = version.video[0]!;
const audio = version.audio!;
const V = version.id;

const blobs = createMemoryBlobStore();
await storeVersion(blobs, version);
const transcoder = createFakeTranscoder();
const pool = createEncoderPool(2);
const heads = createHeads({ blobs, transcoder, encoders: pool, queue: 1000 });
const rendered = createRendered({ blobs, transcoder, painter: createFakePainter(), pool, queue: 1000 });
const mixes = createMixes({ library: createLibrary(blobs), blobs, transcoder, pool, queue: 1000 });
const segments = createSegmentSource({ blobs, library: createLibrary(blobs), heads, mixes, rendered });

async function open(path: string, source = segments): Promise<Uint8Array> {
  const parsed = parseMediaPath(path);
  if (!parsed) throw new Error(`${path} is no media path.`);
  const body = await source.open(parsed);
  // A plain copy: Node's Buffers compare unequal to other arrays of the same bytes.
  const pieces = body instanceof Uint8Array ? [body] : "body" in body ? [await buffer(body.body)] : body;
  const bytes = concatBytes(pieces);
  expect(bytes).toHaveLength(sizeOf(body));
  return bytes;
}

/** Samples of a segment with their bytes and the frame that each shows. */
function read(segment: Uint8Array, ticks = track.index.frameTicks) {
  const [fragment] = parseMediaSegment(segment);
  const { baseMediaDecodeTime = 0, samples = [] } = fragment?.tracks[0] ?? {};
  let decode = baseMediaDecodeTime;
  return samples.map(({ offset, size, sync, duration, compositionOffset }) => {
    const shown = decode + compositionOffset;
    decode += duration;
    return {
      shown,
      frame: (shown - ORIGIN_TICKS) / ticks,
      sync,
      data: segment.subarray(offset, offset + size),
    };
  });
}

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n);
const shownFrames = (samples: { frame: number }[]) => samples.map(({ frame }) => frame).sort((a, b) => a - b);

describe("video segments", () => {
  it("are the stored bytes where they are whole chunks", async () => {
    expect(await open(`${V}/v180/100-200.m4s`)).toEqual(await blobs.read(keys.chunk(V, "v180", 1)));
  });

  it("are streamed where they are very large", async () => {
    const large = makeVersion({ n: 9, gops: Array(60).fill(50), chunkFrames: 3000, audio: null });
    await storeVersion(blobs, large);
    const path = `${large.id}/v180/0-3000.m4s`;
    expect(await segments.open(parseMediaPath(path)!)).not.toBeInstanceOf(Uint8Array);
    expect(Buffer.compare(await open(path), await blobs.read(keys.chunk(large.id, "v180", 0)))).toBe(0);
  });

  it("are the same whether their chunk is in memory or not", async () => {
    const looks: boolean[] = [];
    const source = createSegmentSource({
      ...{ blobs, library: createLibrary(blobs), heads, mixes, rendered },
      observer: { looked: (_, found) => looks.push(found) },
    });
    for (const path of [`${V}/v180/100-185.m4s`, `${V}/v180/0-100.m4s`]) {
      looks.length = 0;
      const [first, second, third] = [
        await open(path, source),
        await open(path, source),
        await open(path, source),
      ];
      for (const other of [second, third]) expect(Buffer.compare(other, first)).toBe(0);
      // what is asked for again is kept
      expect(looks).toEqual([false, false, true]);
    }
  });

  it("hold the source's own samples between key frames, across chunks too", async () => {
    const samples = read(await open(`${V}/v180/50-120.m4s`));
    expect(shownFrames(samples)).toEqual(range(50, 120));
    for (const [n, { data }] of samples.entries()) expect(data).toEqual(videoSample(track, 50 + n));
    expect(samples.filter(({ sync }) => sync).map(({ frame }) => frame)).toEqual([50, 100]);
  });

  it("begin with the head, where the cut is no key frame", async () => {
    const samples = read(await open(`${V}/v180/31-100.m4s`));
    expect(shownFrames(samples)).toEqual(range(31, 100));
    expect(samples[0]).toMatchObject({ frame: 31, sync: true });
    expect(samples.slice(0, 19).every(({ data }) => data.length === FAKE_FRAME_BYTES)).toBe(true);
    expect(samples[19]?.data).toEqual(videoSample(track, 50));
  });

  it("carry their parameter sets and the timeline's stamps in the continuous form", async () => {
    const plain = read(await open(`${V}/v180/100-200.m4s`));
    const stamped = read(await open(`${V}/v180/100-200_at480000000.m4s`));
    expect(stamped.map(({ shown }) => shown - 480_000_000)).toEqual(
      plain.map(({ shown }) => shown - ORIGIN_TICKS - 100 * track.index.frameTicks),
    );
    for (const [n, { data, sync }] of stamped.entries()) {
      const own = plain[n]!.data;
      if (sync) expect(data[4]! & 31).toBe(7);
      expect(data.subarray(data.length - own.length)).toEqual(new Uint8Array(own));
      expect(data.length > own.length).toBe(sync);
    }
  });

  it("of any plan show its frames, each once, in any form", async () => {
    const clip = fc.record({ from: fc.nat(247), length: fc.integer({ min: 2, max: 240 }) });
    const form = fc.constantFrom<Form>("default", "continuous");
    await fc.assert(
      fc.asyncProperty(clip, form, async ({ from, length }, form) => {
        const to = Math.min(from + length, 250);
        const byId = new Map([[V, version]]);
        const timeline = { clips: [{ video: V, start: { frame: from }, end: { frame: to } }] };
        const bound = bindPlan(planTimeline(timeline, byId, { container: "fmp4" }), byId);
        const opened: number[] = [];
        for (const { path } of project(bound.variants[0]!, form).video) {
          const samples = read(await open(formatMediaPath(path)));
          const shift =
            path.at === undefined ? 0 : (path.at - ORIGIN_TICKS) / track.index.frameTicks - path.from;
          opened.push(...shownFrames(samples).map((frame) => frame - shift));
          expect(samples[0]?.sync).toBe(true);
        }
        expect(opened).toEqual(range(from, to));
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ["an empty range", "50-50"],
    ["a backward one", "50-10"],
    ["one past the end", "200-251"],
    ["one far past it", "999999998-999999999"],
    ["more than players are ever given", "0-250"],
  ])("do not exist for %s", async (_, name) => {
    const chunky = makeVersion({ n: 77, gops: Array(50).fill(5), chunkFrames: 5 });
    await storeVersion(blobs, chunky);
    await expect(open(`${chunky.id}/v180/${name}.m4s`)).rejects.toMatchObject({ code: "media_not_found" });
  });

  it.each([
    `${V}/v360/0-50.m4s`,
    `${"f".repeat(24)}/v180/0-50.m4s`,
    `nope/v180/0-50.m4s`,
    `${V}/a1/init-continuous.mp4`,
  ])("do not exist in renditions that do not: %s", async (path) => {
    await expect(open(path)).rejects.toMatchObject({ code: "media_not_found" });
  });
});

describe("audio segments", () => {
  it("hold the source's own AAC frames, across chunks too, stamped with their shift", async () => {
    const samples = read(await open(`${V}/a0/80_20_-7.m4s`));
    expect(samples.map(({ data }) => data)).toEqual(range(80, 100).map((frame) => audioFrame(audio, frame)));
    expect(samples[0]?.shown).toBe(1000 * 44_100 + 500 + 80 * 1024 - 7);
    expect(samples.every(({ sync }) => sync)).toBe(true);
  });

  it("are silent before the source's first frame and after its last", async () => {
    const last = audio.index.sizes.length;
    const silence = silentFrame(2);
    const before = read(await open(`${V}/a0/-3_5_0.m4s`)).map(({ data }) => data);
    expect(before).toEqual([silence, silence, silence, audioFrame(audio, 0), audioFrame(audio, 1)]);
    const after = read(await open(`${V}/a0/${last - 1}_3_0.m4s`)).map(({ data }) => data);
    expect(after).toEqual([audioFrame(audio, last - 1), silence, silence]);
    expect(read(await open("silence/a0/0_4_0.m4s")).map(({ data }) => data)).toEqual(Array(4).fill(silence));
  });

  it("start over where music does, and fall silent where it ends", async () => {
    const frames = async (name: string) => read(await open(`${V}/a0/${name}.m4s`)).map(({ data }) => data);
    const own = [58, 59, 30, 31].map((frame) => audioFrame(audio, frame));
    expect(await frames("58_4_0_end60-30")).toEqual(own);
    const silence = silentFrame(2);
    expect(await frames("58_4_0_end60")).toEqual([...own.slice(0, 2), silence, silence]);
    expect(await frames("60_2_0_end60")).toEqual([silence, silence]);
  });

  it("have the timeline's stamps in the continuous form", async () => {
    expect(read(await open(`${V}/a0/80_20_0_at123456.m4s`))[0]?.shown).toBe(123_456);
  });

  it.each(["0_0_0", "0_28126_0", "0_10_-48000001", "0_10_200000000000", "0_10_0_end23-0", "0_10_0_end9-9"])(
    "do not exist for %s",
    async (name) => {
      await expect(open(`${V}/a0/${name}.m4s`)).rejects.toMatchObject({ code: "media_not_found" });
    },
  );
});

describe("init segments", () => {
  it("describe the rendition, and say where its parameter sets are", async () => {
    const picture = parseInit(await open(`${V}/v180/init.mp4`)).tracks[0];
    expect(picture).toMatchObject({ timescale: 240_000, width: 320, height: 180, sampleEntry: "avc1" });
    expect(picture?.avcC).toEqual(track.index.avcC);
    expect(parseInit(await open(`${V}/v180/init-continuous.mp4`)).tracks[0]).toMatchObject({
      sampleEntry: "avc3",
    });
    expect(parseInit(await open(`${V}/a0/init.mp4`)).tracks[0]).toMatchObject({ timescale: 44_100 });
    expect(parseInit(await open(`${V}/a0/init-continuous.mp4`)).tracks[0]).toMatchObject({
      timescale: CONTINUOUS_AUDIO_TIMESCALE,
      sampleRate: 44_100,
    });
    expect(parseInit(await open("silence/a0/init.mp4")).tracks[0]).toMatchObject({ timescale: 48_000 });
  });
});

describe("transport segments", () => {
  it("hold the frames and the sound of both paths", async () => {
    const { streams, continuityErrors } = demuxTransport(
      await open(`ts/${V}~v180~${V}~a0/100-200~170_172_3.ts`),
    );
    const [picture, sound] = streams;
    expect(continuityErrors).toEqual([]);
    expect(picture?.packets).toHaveLength(100);
    expect(picture?.packets.map(({ pts }) => pts).sort((a, b) => a - b)).toEqual(
      range(100, 200).map((frame) => 90_000_000 + frame * 3600),
    );
    const frames = concatBytes((sound?.packets ?? []).map(({ data }) => data));
    const expected = range(170, 342).reduce((sum, frame) => sum + audioFrame(audio, frame).length + 7, 0);
    expect(frames).toHaveLength(expected);
  });
});
