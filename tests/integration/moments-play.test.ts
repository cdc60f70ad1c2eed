import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadSigningKeys } from "../../packages/engine/src/keys/signing-keys.ts";
import { createSigner } from "../../packages/engine/src/stream/address/signature.ts";
import { ANYONE } from "../../packages/engine/src/stream/address/stream-url.ts";
import { thumbnailUrl } from "../../packages/engine/src/stream/address/thumbnail-path.ts";
import { momentStreamUrl } from "../../packages/engine/src/stream/published/moment-stream.ts";
import { decodeFrames } from "../kit/decode.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

let server: TestServer;
let source: IngestedSource;

beforeAll(async () => {
  server = await startTestServer();
  source = await ingestCoded(server, { sourceId: 3, frameRate: "30000/1001", seconds: 6, gopSeconds: 2 });
});
afterAll(() => server.close());

async function streamOf(from: number, to: number): Promise<string> {
  const signer = createSigner(await loadSigningKeys(join(server.folder, "data")));
  const { video } = source;
  return momentStreamUrl({
    publicUrl: server.url,
    signer,
    user: ANYONE,
    video: video.id,
    from,
    to,
    name: "m",
  }).url;
}

const pictureOf = (frame: number): string =>
  thumbnailUrl({ publicUrl: server.url, version: source.video.versions[0] ?? "", frame });

const stored = (): Promise<string[]> => readdir(join(server.folder, "data/blobs/t"), { recursive: true });

describe("a moment", () => {
  it.each([
    [0, 40],
    [61, 62],
    [47, 133],
    [100, 179],
  ])("plays frames %i to %i and no other", async (from, to) => {
    const frames = await decodeFrames(await streamOf(from, to));
    expect(frames.map(({ code }) => code)).toEqual(
      Array.from({ length: to - from }, (_, n) => ({ source: 3, frame: from + n })),
    );
  });

  it.each([0, 1, 60, 61, 178])("has a picture of frame %i", async (frame) => {
    const answer = await fetch(pictureOf(frame));
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("image/jpeg");
    const path = join(server.folder, "picture.jpg");
    await writeFile(path, new Uint8Array(await answer.arrayBuffer()));
    expect((await decodeFrames(path)).map(({ code }) => code)).toEqual([{ source: 3, frame }]);
  });

  it("has no picture of what is not there", async () => {
    for (const frame of [source.frameCount, 999_999_999]) {
      expect((await fetch(pictureOf(frame))).status).toBe(404);
    }
  });

  it("goes with its video, and its pictures too", async () => {
    const [stream, picture] = [await streamOf(0, 10), pictureOf(0)];
    expect((await fetch(stream)).status).toBe(200);
    expect((await stored()).filter((name) => name.endsWith(".jpg"))).not.toEqual([]);
    await server.client.videos.delete(source.video.id);
    expect((await fetch(stream)).status).toBe(404);
    expect((await fetch(pictureOf(100))).status).toBe(404);
    expect((await fetch(picture.replace("/320/", "/640/"))).status).toBe(404);
    expect((await stored().catch(() => [])).filter((name) => name.endsWith(".jpg"))).toEqual([]);
  });
});
