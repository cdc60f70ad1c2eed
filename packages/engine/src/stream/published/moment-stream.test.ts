import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import type { OriginResponse, PlaylistRequest } from "../../api/origin.ts";
import { CutstreamError } from "../../errors.ts";
import type { LibraryVersion } from "../../library/library.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { ANYONE } from "../address/stream-url.ts";
import { type MomentStream, momentStreamId, momentStreamUrl, parseMomentStreamId } from "./moment-stream.ts";
import { createPlayable } from "./playable.ts";

const version = makeVersion({ n: 1 });
const V = version.id;
const text = ({ body }: OriginResponse): string => new TextDecoder().decode(body as Uint8Array);

/** An engine whose reads of the blob store are written down. */
async function setUp() {
  const reads: string[] = [];
  const store = createMemoryBlobStore();
  const read: BlobStore["read"] = (key, range) => {
    reads.push(key);
    return store.read(key, range);
  };
  const made = await createMadeEngine({ versions: [version], blobs: { ...store, read } });
  const publish = (moment: MomentStream, user = ANYONE) =>
    momentStreamUrl({ publicUrl: made.publicUrl, signer: made.signer, user, name: "A goal!", ...moment });
  const ask = (url: string, file?: string) => made.origin.playlist(addressOf(url, file));
  return { ...made, reads, publish, ask };
}

function addressOf(url: string, file?: string): PlaylistRequest {
  const [, , user = "", stream = "", signature = "", name = ""] = new URL(url).pathname.split("/");
  return { user, stream, signature, file: file ?? name, form: "default" };
}

describe("ids of moment streams", () => {
  it("are read as they were written", () => {
    const frames = fc.tuple(fc.nat(999_999_998), fc.nat(999_999_998)).filter(([a, b]) => a !== b);
    const video = fc.stringMatching(/^[a-z0-9_]{1,40}$/);
    fc.assert(
      fc.property(video, frames, (video, [a, b]) => {
        const moment = { video, from: Math.min(a, b), to: Math.max(a, b) };
        expect(parseMomentStreamId(momentStreamId(moment))).toEqual(moment);
      }),
    );
  });

  it.each([
    "mom_vid_1",
    "mom__1_2",
    "mom_v0_2_2",
    "mom_v0_3_2",
    "mom_v0_01_2",
    "mom_v0_-1_2",
    "mom_v0_1_2.5",
    "mom_v0_1_2 ",
    "mom_v0_1_2\n",
    "mom_v0_1_1234567890",
    "str_v0_1_2",
    "vid_1",
  ])("are not %j", (id) => {
    expect(parseMomentStreamId(id)).toBeUndefined();
  });
});

describe("the stream of a moment", () => {
  it("has an address without anything being read or written", async () => {
    const { publish, reads, catalog, blobs } = await setUp();
    const before = (await Array.fromAsync(blobs.list(""))).length;
    const urls = Array.from({ length: 20 }, (_, n) => publish({ video: "v0", from: n, to: 100 + n }).url);
    expect(new Set(urls).size).toBe(20);
    expect(urls[0]).toMatch(
      /^http:\/\/localhost:8720\/u\/anyone\/mom_v0_0_100\/k1\.[\w-]{32}\/A-goal\.m3u8$/,
    );
    expect(reads).toEqual([]);
    expect((await Array.fromAsync(blobs.list(""))).length).toBe(before);
    expect((await catalog.streams({ limit: 1 })).items).toEqual([]);
    const { url, playerUrl } = publish({ video: "v0", from: 0, to: 9 });
    expect(new URL(playerUrl).searchParams.get("url")).toBe(url);
  });

  it("plays its frames, from sample indexes alone", async () => {
    const { publish, ask, reads } = await setUp();
    const { url } = publish({ video: "v0", from: 50, to: 200 });
    expect(text(await ask(url))).toContain("r/v0.m3u8");
    const playlist = text(await ask(url, "r/v0.m3u8"));
    expect(playlist).toContain(`/m/${V}/v180/`);
    expect(playlist.match(/\/\d+-\d+\.m4s/g)?.at(0)).toMatch(/^\/50-/);
    expect(playlist.match(/\/\d+-\d+\.m4s/g)?.at(-1)).toMatch(/-200\.m4s$/);
    expect(playlist).toContain("#EXT-X-ENDLIST");
    expect(reads.filter((key) => /\/c\d+$/.test(key))).toEqual([]);
  });

  it("is as exact as any: it begins with a head where there is no key frame", async () => {
    const { publish, ask } = await setUp();
    const playlist = text(await ask(publish({ video: "v0", from: 13, to: 110 }).url, "r/v0.m3u8"));
    expect(playlist).toContain("/13-24.m4s");
    expect(playlist).toContain("/24-50.m4s");
  });

  it("is for those who it was signed for, and only for the frames that were signed", async () => {
    const { publish, origin } = await setUp();
    const address = addressOf(publish({ video: "v0", from: 13, to: 110 }, "ann").url);
    await origin.playlist(address);
    for (const forged of [{ user: "bob" }, { stream: "mom_v0_13_111" }, { stream: "mom_v1_13_110" }]) {
      await expect(origin.playlist({ ...address, ...forged })).rejects.toMatchObject({
        code: "stream_forged",
        status: 403,
      });
    }
  });

  it("ends with its video", async () => {
    const { publish, ask } = await setUp();
    await expect(ask(publish({ video: "v9", from: 0, to: 5 }).url)).rejects.toMatchObject({
      code: "video_not_found",
      status: 404,
    });
    await expect(ask(publish({ video: "v0", from: 490, to: 501 }).url)).rejects.toMatchObject({
      code: "moment_not_found",
      status: 404,
    });
  });
});

describe("what is behind a stream's id", () => {
  const streams = {
    playable: async (id: string) => {
      throw new CutstreamError("stream_not_found", `There is no stream ${id}.`);
    },
  };
  const over = (versions: ReadonlyMap<string, LibraryVersion>) =>
    createPlayable({ streams, versionsOf: async () => versions });

  it("is all of a video, one moment of it, or what was published", async () => {
    const playable = over(new Map([["vid_1", version]]));
    const frames = async (id: string) =>
      (await playable(id)).plan().clips.map(({ from, to }) => `${from}-${to}`);
    expect(await frames("vid_1")).toEqual(["0-500"]);
    expect(await frames("mom_vid_1_7_9")).toEqual(["7-9"]);
    await expect(playable("str_1")).rejects.toMatchObject({ code: "stream_not_found" });
    await expect(playable("mom_vid_1_9_7")).rejects.toMatchObject({ code: "stream_not_found" });
  });

  it("has another name once its video has another version", async () => {
    const [one, other] = [version, makeVersion({ n: 2 })].map((made) => over(new Map([["vid_1", made]])));
    for (const id of ["vid_1", "mom_vid_1_0_9"]) {
      expect((await one!(id)).name).toBe((await one!(id)).name);
      expect((await one!(id)).name).not.toBe((await other!(id)).name);
    }
  });

  it("is told of where its video is gone or not ready", async () => {
    await expect(over(new Map())("mom_vid_1_0_9")).rejects.toMatchObject({ status: 404 });
    const waiting = createPlayable({
      streams,
      versionsOf: async () => {
        throw new CutstreamError("video_not_ready", "It is still being ingested.");
      },
    });
    await expect(waiting("mom_vid_1_0_9")).rejects.toMatchObject({ status: 409 });
  });
});
