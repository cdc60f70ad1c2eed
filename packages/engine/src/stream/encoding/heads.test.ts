import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { CutstreamError } from "../../errors.ts";
import type { HeadId } from "../../library/condition-frames.ts";
import { createFakeTranscoder, FAKE_FRAME_BYTES } from "../../testing/fake-transcoder.ts";
import { makeVersion, storeVersion } from "../../testing/made-library.ts";
import { createHeads, type HeadsOptions, headKey } from "./heads.ts";

const version = makeVersion();
const track = version.video[0]!;
const head = (from: number): HeadId => ({ version: version.id, track, from, to: track.keyAtOrAfter(from) });

async function setUp(options: Partial<HeadsOptions> = {}) {
  const blobs = createMemoryBlobStore();
  await storeVersion(blobs, version);
  const transcoder = createFakeTranscoder();
  const settings = { blobs, transcoder, encoders: 1, queue: 10, ...options };
  const heads = createHeads(settings);
  /** Frame that each head begun so far starts at: all reach to the key frame after the first GOP. */
  const begun = () => transcoder.requests.map(({ count }) => track.keyAtOrAfter(1) - count);
  return { blobs, transcoder, heads, begun, again: () => createHeads(settings) };
}

/** Holds the encoder until it is let go. */
function hold(transcoder: { gate: Promise<void> }): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  transcoder.gate = promise;
  return resolve;
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
const failing = (code: string) => expect.objectContaining({ code });

describe("heads", () => {
  it("hold the frames asked for, numbered as in the rendition", async () => {
    const { heads, blobs } = await setUp();
    const run = await heads.get(head(13));
    expect(run.frames).toEqual(Array.from({ length: 37 }, (_, n) => 13 + n));
    expect(run.sync).toEqual([true, ...Array(36).fill(false)]);
    expect(run.data).toHaveLength(37 * FAKE_FRAME_BYTES);
    expect(await heads.readySize(head(13))).toBe(await blobs.size(headKey(head(13))));
    expect(await heads.readySize(head(14))).toBeUndefined();
  });

  it("give the encoder what it must decode, and say which frames are wanted of that", async () => {
    const { heads, transcoder } = await setUp();
    await heads.get({ version: version.id, track, from: 163, to: 170 });
    // frames 150 to 162 of which others are made: every second one
    expect(transcoder.requests).toMatchObject([
      { first: 7, count: 7, urgency: "now", settings: { profile: "high" } },
    ]);
  });

  it("are given to who waits even where the disk is too full to keep them", async () => {
    const { heads, blobs } = await setUp();
    blobs.put = async () => {
      throw new CutstreamError("storage_full", "The disk is full.");
    };
    expect((await heads.get(head(13))).frames).toHaveLength(37);
    expect(await heads.readySize(head(13))).toBeUndefined();
  });

  it("do not wait for the disk, unless they are made ahead of time", async () => {
    const { heads, blobs } = await setUp();
    const written = Promise.withResolvers<void>();
    const put = blobs.put.bind(blobs);
    blobs.put = async (key, body) => {
      await written.promise;
      await put(key, body);
    };
    expect((await heads.get(head(13))).frames).toHaveLength(37);
    let prepared = false;
    const preparing = heads.prepare(head(13)).then(() => {
      prepared = true;
    });
    await settled();
    expect(prepared).toBe(false);
    written.resolve();
    await preparing;
    expect(await heads.readySize(head(13))).toBeGreaterThan(0);
  });

  it("are encoded once for all who ask at the same time, and after", async () => {
    const { heads, transcoder } = await setUp();
    const release = hold(transcoder);
    const asked = [heads.get(head(13)), heads.get(head(13)), heads.prepare(head(13))];
    await settled();
    release();
    const [one, other] = await Promise.all(asked);
    expect(one).toBe(other);
    expect(await heads.get(head(13))).toBe(one);
    expect(transcoder.requests).toHaveLength(1);
    expect(heads.stats.encoded).toBe(1);
  });

  it("are found again after a restart", async () => {
    const { heads, again, transcoder } = await setUp();
    const made = await heads.get(head(13));
    await heads.close();
    expect(await again().get(head(13))).toEqual(made);
    expect(transcoder.requests).toHaveLength(1);
  });

  it("that somebody waits for do not wait for those made ahead of time", async () => {
    const { heads, transcoder, begun } = await setUp();
    const release = hold(transcoder);
    const all = [
      heads.prepare(head(1)),
      heads.prepare(head(2)),
      heads.prepare(head(3)),
      heads.prepare(head(4)),
    ];
    await settled();
    all.push(
      heads.get(head(5)).then(() => undefined),
      heads.get(head(4)).then(() => undefined),
    );
    await settled();
    release();
    await Promise.all(all);
    expect(begun()).toEqual([1, 4, 2, 5, 3]);
    expect(transcoder.requests.map(({ urgency }) => urgency)).toEqual(["idle", "now", "idle", "now", "idle"]);
  });

  it("are urgent even where one was about to be made ahead of time", async () => {
    const { heads, transcoder, begun } = await setUp();
    const release = hold(transcoder);
    const all: Promise<unknown>[] = [heads.get(head(1)), heads.prepare(head(2))];
    await settled();
    // Asked for while it is still being looked for among the blobs.
    all.push(
      heads.prepare(head(3)),
      Promise.resolve().then(() => heads.get(head(3))),
    );
    await settled();
    release();
    await Promise.all(all);
    expect(begun()).toEqual([1, 2, 3]);
    expect(transcoder.requests.map(({ urgency }) => urgency)).toEqual(["now", "idle", "now"]);
  });

  it("are refused while too many wait, and made later", async () => {
    const { heads, transcoder } = await setUp({ queue: 2 });
    const release = hold(transcoder);
    const waiting = [1, 2, 3].map((from) => heads.get(head(from)));
    await settled();
    expect([heads.stats.running(), heads.stats.waiting()]).toEqual([1, 2]);
    expect(await heads.unavailable()).toMatch(/2 heads wait/);
    await expect(heads.get(head(4))).rejects.toMatchObject({
      code: "encoder_busy",
      details: { retryAfter: 2 },
    });
    const ahead = heads.prepare(head(5));
    release();
    await Promise.all([...waiting, ahead]);
    expect((await heads.get(head(4))).frames[0]).toBe(4);
    expect(await heads.unavailable()).toBeUndefined();
  });

  it("that failed are tried again by whoever asks next", async () => {
    const { heads, transcoder, blobs } = await setUp();
    transcoder.failure = new CutstreamError("encoder_failed", "No luck.");
    await expect(heads.get(head(13))).rejects.toEqual(failing("encoder_failed"));
    expect(await blobs.size(headKey(head(13)))).toBeUndefined();
    transcoder.failure = null;
    expect((await heads.get(head(13))).frames[0]).toBe(13);
    expect(transcoder.requests).toHaveLength(2);
  });

  it("are made again where their blobs were deleted meanwhile", async () => {
    const { heads, again, blobs, transcoder } = await setUp();
    await heads.get(head(13));
    const other = again();
    expect(await other.readySize(head(13))).toBeDefined();
    await blobs.deletePrefix("h/");
    expect((await other.get(head(13))).frames[0]).toBe(13);
    expect(transcoder.requests).toHaveLength(2);
  });

  it("say why none can be made", async () => {
    const { heads, transcoder } = await setUp();
    expect(await heads.unavailable()).toBeUndefined();
    transcoder.missing = new CutstreamError("encoder_missing", "There is no ffmpeg.");
    expect(await heads.unavailable()).toBe("There is no ffmpeg.");
  });

  it("refuse what reaches past the end of its GOP, and parameter sets that the rendition does not list", async () => {
    const { heads, transcoder } = await setUp();
    await expect(heads.get({ ...head(13), to: 51 })).rejects.toThrow(RangeError);
    const condition = transcoder.condition.bind(transcoder);
    transcoder.condition = async (request) => {
      const bytes = await condition(request);
      const sps = Buffer.from(bytes).indexOf("6764000d", 0, "hex");
      bytes[sps + 1] = 77;
      return bytes;
    };
    await expect(heads.get(head(14))).rejects.toEqual(failing("encoder_failed"));
  });

  it("end with the process that makes them: what runs is killed, what waits is forgotten", async () => {
    const { heads, transcoder, begun } = await setUp();
    hold(transcoder);
    const asked = [1, 2, 3].map((from) => heads.get(head(from)));
    const outcome = Promise.allSettled([...asked, heads.prepare(head(4))]);
    await settled();
    await heads.close();
    expect(await outcome).toEqual(Array(4).fill({ status: "rejected", reason: failing("cancelled") }));
    expect(begun()).toEqual([1, 4]);
    await expect(heads.get(head(5))).rejects.toEqual(failing("cancelled"));
  });
});
