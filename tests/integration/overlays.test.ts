import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lintMediaPlaylist, type MediaPlaylist, parseMediaPlaylist } from "../../packages/media/src/index.ts";
import { decodeFrames } from "../kit/decode.ts";
import { expectPlays } from "../kit/played.ts";
import {
  type CodedCut,
  clipsOf,
  expectedCodes,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Overlays and reframe from the SDK to the playlists of a real server: what is served stays shared, and plays. */

let server: TestServer;
let cuts: CodedCut[];

beforeAll(async () => {
  server = await startTestServer();
  const shapes = [
    { sourceId: 1, frameRate: "30000/1001", gopSeconds: 2, seconds: 10 },
    { sourceId: 2, frameRate: "25", gopSeconds: 1, seconds: 10, width: 480, height: 360 },
  ];
  const sources: IngestedSource[] = [];
  for (const shape of shapes) sources.push(await ingestCoded(server, shape));
  const [a, b] = sources as [IngestedSource, IngestedSource];
  cuts = [
    { source: a, from: 11, to: 130 },
    { source: b, from: 40, to: 101 },
    { source: a, from: 170, to: 260 },
  ];
});

afterAll(() => server?.close());

const plain = () => server.client.timeline(clipsOf(cuts));

/** The media playlists of a stream, by what they are called. */
async function playlistsOf(url: string): Promise<Map<string, MediaPlaylist>> {
  const index = await (await fetch(url)).text();
  const uris = [...new Set(Array.from(index.matchAll(/r\/[^"\n]+/g), ([uri]) => uri))];
  const read = async (uri: string) =>
    [uri, parseMediaPlaylist(await (await fetch(new URL(uri, url))).text())] as const;
  return new Map(await Promise.all(uris.map(read)));
}

const mediaOf = (playlists: Map<string, MediaPlaylist>) =>
  [...playlists].map(([name, { segments }]) => [
    name,
    segments.map(({ uri, map, duration }) => ({ uri, map, duration })),
  ]);

const logo = (color: string) =>
  sharp({ create: { width: 80, height: 40, channels: 4, background: color } })
    .png()
    .toBuffer()
    .then((png) => Uint8Array.from(png));

describe("a stream with a logo, a scoreboard and another shape", () => {
  it.each(["", "?form=continuous"])("shares every media segment with the plain one%s", async (form) => {
    const name = `${randomBytes(4).toString("hex")}.png`;
    await server.client.assets.upload(await logo("#ff0000"), { name });
    const dressed = plain()
      .overlay({ image: name, position: "top-right", opacity: 0.85 })
      .overlay({
        template: "{h} : {a}",
        values: [
          { at: 0, values: { h: 0, a: 0 } },
          { at: 3, values: { h: 1 } },
        ],
      })
      .overlay({ color: "#000000", clip: 1, end: 0.5, fade: { out: 0.5 } })
      .reframe({ aspect: "9:16" });
    const [one, other] = [await plain().stream(), await dressed.stream()];
    const [before, after] = [await playlistsOf(one.url + form), await playlistsOf(other.url + form)];
    expect(mediaOf(after)).toEqual(mediaOf(before));
    expect(other.plan).toMatchObject({
      segments: one.plan.segments,
      heads: { total: one.plan.heads.total },
      surface: { aspect: "9:16", fit: "crop", windows: 3, encodedBytes: 0 },
    });
    expect(other.plan.surface?.overlays.map(({ kind }) => kind)).toEqual(["image", "data", "color"]);
    for (const playlist of after.values()) {
      expect(playlist.dateRanges?.length).toBe(4);
      expect(lintMediaPlaylist(playlist).filter(({ severity }) => severity === "error")).toEqual([]);
    }
    expect([...before.values()].every(({ dateRanges = [] }) => dateRanges.length === 0)).toBe(true);
    // its first head may have been made meanwhile
    const { heads: _, ...plan } = (await server.client.streams.get(other.id)).plan;
    expect(other.plan).toMatchObject(plan);
  });

  it("has byte-identical playlists whenever it is asked for again", async () => {
    const text = async () => {
      const { url } = await plain()
        .overlay({ text: "Once more", fade: { in: 1 } })
        .reframe({ aspect: "1:1" })
        .stream();
      return (await fetch(new URL("r/v0.m3u8", url))).text();
    };
    expect(await text()).toBe(await text());
  });

  it("plays to the last frame in a player that knows nothing of it", async () => {
    const { url } = await plain().overlay({ text: "Unseen" }).reframe({ aspect: "9:16" }).stream();
    await expectPlays(`${url}?form=continuous`, cuts);
    expect((await decodeFrames(url)).length).toBeGreaterThan(expectedCodes(cuts).length / 2);
  });
});

describe("assets", () => {
  it("are served from their own address for good, and drawn from SVG without its scripts", async () => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><script>alert(1)</script><rect width="40" height="20" fill="#00ff00"/></svg>`;
    const asset = await server.client.assets.upload(new Blob([svg]), { name: "brand.svg" });
    expect(asset).toMatchObject({ format: "png", width: 2048, height: 1024 });
    const answer = await fetch(asset.url, { headers: { origin: "http://elsewhere.example" } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      "content-type": "image/png",
      "cache-control": "public, max-age=31536000, immutable",
      "access-control-allow-origin": "*",
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(bytes.length).toBe(asset.size);
    expect(bytes.includes("script")).toBe(false);
    expect((await sharp(bytes).stats()).dominant.g).toBeGreaterThan(200);
  });

  it("keep showing where they were published, though another took the name", async () => {
    const first = await server.client.assets.upload(await logo("#112233"), { name: "club.png" });
    const { url } = await plain().overlay({ image: "club.png" }).stream();
    const second = await server.client.assets.upload(await logo("#445566"), { name: "club.png" });
    const shown = async (stream: string) => (await fetch(new URL("r/v0.m3u8", stream))).text();
    expect(await shown(url)).toContain(new URL(first.url).pathname);
    expect(await shown((await plain().overlay({ image: "club.png" }).stream()).url)).toContain(
      new URL(second.url).pathname,
    );
  });
});

describe("what cannot be drawn", () => {
  it.each([
    [
      "an image that nobody uploaded",
      { image: "nowhere.png" },
      "asset_not_found",
      "timeline.overlays[0].image",
    ],
    [
      "an overlay after the end",
      { text: "late", start: 1000 },
      "invalid_overlay",
      "timeline.overlays[0].start",
    ],
    [
      "an unknown field",
      { template: "{x}", values: [{ at: 0, values: { y: 1 } }] },
      "invalid_overlay",
      "timeline.overlays[0].template",
    ],
    [
      "a font that is missing",
      { text: "a", style: { font: "Wingdings" as never } },
      "invalid_request",
      "timeline.overlays[0].style.font",
    ],
  ] as const)("is refused: %s", async (_, overlay, code, path) => {
    const error = await plain()
      .overlay(overlay)
      .plan()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(String((error as Error).message)).toContain(path);
  });

  it("is refused: a window that nothing is seen in", async () => {
    await expect(plain().reframe({ aspect: "1:11" }).plan()).rejects.toMatchObject({
      code: "invalid_reframe",
    });
  });
});
