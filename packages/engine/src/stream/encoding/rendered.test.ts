import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import type { PublishRequest } from "../../api/streams.ts";
import { keys } from "../../library/keys.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";
import type { PlannedImage } from "../../timeline/surface.ts";

const HASH = "ab".repeat(32);
const logo: PlannedImage = { hash: HASH, format: "png", width: 40, height: 20 };

async function open(options: { queue?: number } = {}) {
  const blobs = createMemoryBlobStore();
  await blobs.put(keys.asset(HASH), new Uint8Array(8));
  const versions = [makeVersion({ gops: Array<number>(20).fill(50), chunkFrames: 50, heights: [360, 180] })];
  const images = new Map([["logo", logo]]);
  return { ...(await createMadeEngine({ versions, blobs, images, ...options })), blobs };
}

const dressed = (user: string, start = 0, end = 600): PublishRequest => ({
  user,
  render: "segments",
  timeline: {
    clips: [{ video: "v0", start: { frame: start }, end: { frame: end } }],
    overlays: [{ kind: "image", image: "logo", end: 10 }],
  },
});

type Made = Awaited<ReturnType<typeof open>>;

async function playlist({ origin }: Made, url: string, file = "r/v0.m3u8"): Promise<string> {
  const [user, stream, signature] = new URL(url).pathname.split("/").slice(2) as [string, string, string];
  const { body } = await origin.playlist({ user, stream, signature, file, form: "default" });
  return new TextDecoder().decode(body as Uint8Array);
}

const paths = (text: string) => [...text.matchAll(/^\/m\/(.+)$/gm)].map(([, path]) => path ?? "");
const idle = () => new Promise((resolve) => setTimeout(resolve, 20));

describe("rendered segments", () => {
  it("have the same addresses for all who see the same, and are encoded once", async () => {
    const made = await open();
    const [one, other] = [
      await made.streams.publish(dressed("ann")),
      await made.streams.publish(dressed("ben")),
    ];
    const [first, second] = [await playlist(made, one.url), await playlist(made, other.url)];
    expect(second).toBe(first);
    for (const path of paths(first)) await made.origin.media(path);
    const { encoded } = made.rendered.stats;
    expect(encoded).toBe(one.plan.rendered?.segments);
    for (const path of paths(second)) await made.origin.media(path);
    expect(made.rendered.stats.encoded).toBe(encoded);
    expect((await made.streams.get(other.id)).plan.rendered?.ready).toBe(encoded);
  });

  it("are shared by cuts that differ, in all whole chunks but those that a stream begins with", async () => {
    const made = await open();
    const [one, other] = [dressed("ann", 20, 600), dressed("ann", 80, 580)];
    const of = async (request: PublishRequest) =>
      paths(await playlist(made, (await made.streams.publish(request)).url)).filter((path) =>
        path.includes("/x"),
      );
    const [a, b] = [await of(one), await of(other)];
    expect(b.filter((path) => a.includes(path)).length).toBeGreaterThanOrEqual(2);
  });

  it("are only those that something is drawn into; the others are the source's own", async () => {
    const made = await open();
    const { url, plan } = await made.streams.publish(dressed("ann"));
    const media = paths(await playlist(made, url));
    expect(media.filter((path) => /\/x[0-9a-f]{40}\//.test(path)).length).toBe(5);
    expect(plan.rendered).toEqual({ segments: 5, ready: 0, seconds: 10 });
    expect(media.slice(5).every((path) => /\/v360\/\d+-\d+\.m4s$/.test(path))).toBe(true);
    expect(made.transcoder.renders).toEqual([]);
  });

  it("are made ahead of whoever plays: the first with the playlist, the next three with each", async () => {
    const made = await open();
    const { url } = await made.streams.publish(dressed("ann"));
    const media = paths(await playlist(made, url));
    await idle();
    expect(made.transcoder.renders.length).toBe(4);
    await made.origin.media(media[1] ?? "");
    await idle();
    expect(made.transcoder.renders.length).toBe(5);
    expect(made.transcoder.renders.filter(({ urgency }) => urgency === "now").length).toBe(1);
    expect(made.transcoder.renders.every(({ count }) => count === 50)).toBe(true);
  });

  it("are refused for a while where too many wait", async () => {
    const made = await open({ queue: 1 });
    const { promise, resolve } = Promise.withResolvers<void>();
    made.transcoder.gate = promise;
    const { url } = await made.streams.publish(dressed("ann"));
    const media = paths(await playlist(made, url));
    const asked = media.slice(0, 5).map((path) =>
      made.origin.media(path).then(
        () => "made",
        ({ code }) => code,
      ),
    );
    await idle();
    resolve();
    expect(await Promise.all(asked)).toContain("encoder_busy");
  });

  it("outlive the asset that they show", async () => {
    const made = await open();
    const { url } = await made.streams.publish(dressed("ann"));
    const [path = ""] = paths(await playlist(made, url));
    await made.blobs.deletePrefix(keys.asset(HASH));
    expect((await made.origin.media(path)).size).toBeGreaterThan(0);
  });

  it("carry no dates: what is in the pictures is not drawn again", async () => {
    const made = await open();
    const text = await playlist(made, (await made.streams.publish(dressed("ann"))).url);
    expect(text).not.toContain("DATERANGE");
    expect(text).not.toContain("PROGRAM-DATE-TIME");
    expect(text).toContain("/x640x360/init.mp4");
  });
});
