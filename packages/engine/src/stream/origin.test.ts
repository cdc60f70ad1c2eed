import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OriginResponse } from "../api/origin.ts";
import type { PublishRequest } from "../api/streams.ts";
import { CutstreamError } from "../errors.ts";
import { createMadeEngine, type MadeEngineOptions } from "../testing/made-engine.ts";
import { makeVersion } from "../testing/made-library.ts";
import type { SegmentSource } from "./segments/segments.ts";

const version = makeVersion({ n: 1, heights: [360, 180] });
const V = version.id;

async function setUp(options: Partial<MadeEngineOptions> = {}) {
  const opened: string[] = [];
  const wrapSegments = (segments: SegmentSource): SegmentSource => ({
    ...segments,
    open(path, allocate) {
      opened.push(path.kind);
      return segments.open(path, allocate);
    },
  });
  const made = await createMadeEngine({ versions: [version], wrapSegments, ...options });
  const publish = async (from: number, request: Partial<PublishRequest> = {}) => {
    const clips = [{ video: "v0", start: { frame: from }, end: { frame: 300 } }];
    const { url, id } = await made.streams.publish({ timeline: { clips }, user: "ann", ...request });
    const [, , user = "", stream = "", signature = "", file = ""] = new URL(url).pathname.split("/");
    const address = { user, stream, signature, file, form: "default" as const };
    return { id, address, get: (file: string) => made.origin.playlist({ ...address, file }) };
  };
  return { ...made, opened, publish };
}

const text = ({ body }: OriginResponse): string => new TextDecoder().decode(body as Uint8Array);
const bytes = async ({ body }: OriginResponse): Promise<Buffer> =>
  Buffer.concat(body instanceof Uint8Array ? [body] : await Array.fromAsync(body));
/** Whether memory is one of those that are used again: their sizes are powers of two. */
const isLent = ({ byteLength }: ArrayBufferLike): boolean =>
  byteLength >= 1 << 16 && Number.isInteger(Math.log2(byteLength));
const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("playlists from the origin", () => {
  it("are the stream's, for its viewer alone", async () => {
    const { origin, publish } = await setUp();
    const { address, get } = await publish(0);
    const index = await origin.playlist(address);
    expect(index).toMatchObject({
      contentType: "application/vnd.apple.mpegurl",
      cacheControl: expect.stringContaining("private"),
      size: text(index).length,
    });
    expect(text(index)).toContain("r/v1.m3u8");
    expect(text(await get("any-name.m3u8"))).toBe(text(index));
    expect(text(await get("r/v0.m3u8"))).toContain(`/m/${V}/v360/0-100.m4s`);
    expect(text(await get("r/v1.m3u8"))).toContain(`/m/${V}/v180/0-100.m4s`);
    expect(text(await get("r/a0.m3u8"))).toContain(`/m/${V}/a0/`);
  });

  it("have tags that tell their bytes apart", async () => {
    const { publish } = await setUp();
    const [one, other] = [await publish(0), await publish(50)];
    expect((await one.get("r/v0.m3u8")).etag).toBe((await one.get("r/v0.m3u8")).etag);
    expect((await one.get("r/v0.m3u8")).etag).not.toBe((await other.get("r/v0.m3u8")).etag);
  });

  it("come in a form without discontinuities too", async () => {
    const { origin, publish } = await setUp();
    const { address } = await publish(0);
    const index = text(await origin.playlist({ ...address, form: "continuous" }));
    expect(index).toContain("r/v0.m3u8?form=continuous");
    const media = text(await origin.playlist({ ...address, file: "r/v0.m3u8", form: "continuous" }));
    expect(media).toContain(`/m/${V}/v360/0-100_at240000000.m4s`);
  });

  it("are made again from the plan by a node that has not seen the stream", async () => {
    const { publish, blobs, catalog } = await setUp();
    const { id, get } = await publish(13);
    const before = text(await get("r/v0.m3u8"));
    const node = await createMadeEngine({ versions: [version], blobs });
    await node.catalog.insertStream((await catalog.stream(id))!);
    const [, , user = "", stream = "", signature = ""] = new URL(
      (await node.streams.get(id)).url,
    ).pathname.split("/");
    const request = { user, stream, signature, file: "r/v0.m3u8", form: "default" } as const;
    expect(text(await node.origin.playlist(request))).toBe(before);
  });

  it("are refused to others, and once the stream has ended", async () => {
    const { origin, publish, streams, clock } = await setUp();
    const { address, id } = await publish(0, { ttl: 60 });
    for (const forged of [{ user: "bob" }, { stream: "str_other" }, { signature: "k1.x" }]) {
      await expect(origin.playlist({ ...address, ...forged })).rejects.toMatchObject({
        code: "stream_forged",
      });
    }
    for (const file of ["r/v2.m3u8", "r/a1.m3u8", "r/x.m3u8", "deep/er.m3u8", "r/v0.m3u8x", "file.txt"]) {
      await expect(origin.playlist({ ...address, file })).rejects.toMatchObject({ code: "not_found" });
    }
    clock.now += 60_000;
    await expect(origin.playlist(address)).rejects.toMatchObject({ code: "stream_expired" });
    await streams.renew(id);
    await origin.playlist(address);
    await streams.revoke(id);
    await expect(origin.playlist(address)).rejects.toMatchObject({ code: "stream_revoked" });
  });

  it("set the encoder to work on the piece of a head that a variant begins with, and no other", async () => {
    const { publish, transcoder } = await setUp();
    const { get } = await publish(13);
    await get("index.m3u8");
    await get("r/a0.m3u8");
    await settled();
    expect(transcoder.requests).toHaveLength(0);
    await get("r/v1.m3u8");
    await settled();
    expect(transcoder.requests).toMatchObject([{ count: 11 }]);
    const aligned = await publish(50);
    await aligned.get("r/v0.m3u8");
    await settled();
    expect(transcoder.requests).toHaveLength(1);
  });

  it("are answered although the head cannot be made", async () => {
    const { publish, transcoder } = await setUp();
    const { get } = await publish(13);
    transcoder.failure = new CutstreamError("encoder_failed", "No luck.");
    expect(text(await get("r/v0.m3u8"))).toContain("/13-24.m4s");
    await settled();
  });
});

describe("media from the origin", () => {
  it.each([
    [`${V}/v360/init.mp4`, "video/mp4"],
    [`${V}/v360/0-100.m4s`, "video/mp4"],
    [`${V}/v360/13-50.m4s`, "video/mp4"],
    [`${V}/a0/0_90_0.m4s`, "audio/mp4"],
    [`ts/${V}~v360~${V}~a0/0-100~0_188_0.ts`, "video/mp2t"],
  ])("%s may be kept for good", async (path, contentType) => {
    const { origin } = await setUp();
    const answer = await origin.media(path);
    expect(answer).toMatchObject({
      contentType,
      cacheControl: "public, max-age=31536000, immutable",
      etag: `"${path}"`,
    });
    expect(await bytes(answer)).toHaveLength(answer.size);
  });

  it("is made once for all who ask, and kept", async () => {
    const { origin, opened } = await setUp();
    const path = `${V}/v360/0-100_at240000000.m4s`;
    const answers = await Promise.all([origin.media(path), origin.media(path), origin.media(path)]);
    const again = await origin.media(path);
    for (const { body } of answers) expect(body).toBe(again.body);
    expect(opened).toEqual(["video"]);
  });

  it("has its head made once for all who ask", async () => {
    const { origin, transcoder } = await setUp();
    const path = `${V}/v360/13-50.m4s`;
    const answers = await Promise.all([origin.media(path), origin.media(path), origin.media(path)]);
    const [first, ...others] = await Promise.all([...answers, await origin.media(path)].map(bytes));
    for (const other of others) expect(other).toEqual(first);
    expect(transcoder.requests).toHaveLength(1);
  });

  it("is read into memory that is used again once it was sent, until more is asked of its chunks", async () => {
    const long = makeVersion({ n: 2, gops: Array<number>(60).fill(50), heights: [180], chunkFrames: 100 });
    const [{ origin }, reference] = [
      await setUp({ versions: [long] }),
      (await setUp({ versions: [long] })).origin,
    ];
    const memories = new Set<ArrayBufferLike>();
    let loans = 0;
    // From key frames on, and ones with a head: what is encoded takes its time.
    const range = fc.record({
      gop: fc.nat(56),
      into: fc.constantFrom(0, 0, 0, 13),
      count: fc.integer({ min: 40, max: 120 }),
    });
    const check = async (paths: readonly string[]): Promise<void> => {
      // All are under way when any is looked at.
      const answers = await Promise.all(paths.map((path) => origin.media(path)));
      for (const [n, answer] of answers.entries()) {
        expect((await bytes(answer)).equals(await bytes(await reference.media(paths[n] ?? "")))).toBe(true);
        if (!answer.done) continue;
        loans++;
        const pieces = answer.body instanceof Uint8Array ? [answer.body] : (answer.body as Uint8Array[]);
        for (const { buffer } of pieces) if (isLent(buffer)) memories.add(buffer);
      }
      for (const { done } of answers) done?.();
    };
    await fc.assert(
      fc.asyncProperty(fc.array(range, { minLength: 2, maxLength: 4 }), async (ranges) => {
        await check(
          ranges.map(
            ({ gop, into, count }) => `${long.id}/v180/${gop * 50 + into}-${gop * 50 + into + count}.m4s`,
          ),
        );
      }),
      { numRuns: 12 },
    );
    expect(loans).toBeGreaterThan(8);
    expect(memories.size).toBeLessThan(9);
    const again = `${long.id}/v180/0-140.m4s`;
    for (const _ of [1, 2]) await check([again]);
    expect((await origin.media(again)).done).toBeUndefined();
  });

  it("streams what is very large, to each reader its own", async () => {
    const wrapSegments = (segments: SegmentSource): SegmentSource => ({
      ...segments,
      async open(path) {
        const body = (await segments.open(path)) as Uint8Array;
        return { size: body.length, body: Readable.from([body], { objectMode: false }) };
      },
    });
    const { origin } = await setUp({ wrapSegments });
    const path = `${V}/v360/0-100.m4s`;
    const answers = await Promise.all([origin.media(path), origin.media(path)]);
    expect(answers[0]?.body).not.toBe(answers[1]?.body);
    const [one, other] = await Promise.all(answers.map(bytes));
    expect(one).toEqual(other);
    expect(one).toHaveLength(answers[0]?.size ?? 0);
  });

  it("that failed is tried again by the next who asks", async () => {
    const { origin, transcoder } = await setUp();
    const path = `${V}/v360/13-50.m4s`;
    transcoder.failure = new CutstreamError("encoder_failed", "No luck.");
    await expect(origin.media(path)).rejects.toMatchObject({ code: "encoder_failed" });
    transcoder.failure = null;
    expect((await origin.media(path)).size).toBeGreaterThan(0);
  });

  it("that is in no playlist does not exist", async () => {
    const { origin, opened } = await setUp();
    for (const path of ["", "../etc/passwd", `${V}/v360/0-0100.m4s`, `${V}/v360/c0`]) {
      await expect(origin.media(path)).rejects.toMatchObject({ code: "media_not_found" });
    }
    expect(opened).toEqual([]);
    await expect(origin.media(`${V}/v360/0-501.m4s`)).rejects.toMatchObject({ code: "media_not_found" });
  });
});
