import { connect } from "node:net";
import { parseMediaPlaylist, parseMultivariantPlaylist } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { continuous, expectPlays } from "../kit/played.ts";
import { expectError, sendRaw } from "../kit/raw-request.ts";
import {
  type CodedCut,
  clipsOf,
  fetchWhole,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

let server: TestServer;
let cuts: CodedCut[];
/** Playlist of a published stream, and addresses of media that it names. */
let url: URL;
let media: { version: string; rendition: string; audio: string; segments: number };

beforeAll(async () => {
  server = await startTestServer();
  const source = await ingestCoded(server, { sourceId: 3, frameRate: "30", seconds: 6, gopSeconds: 1 });
  cuts = [
    { source, from: 0, to: 60 },
    { source, from: 90, to: 150 },
  ];
  const stream = await server.client
    .timeline(clipsOf(cuts))
    .stream({ user: "ann", name: "highlights", ttl: "1h" });
  url = new URL(stream.url);
  const { variants, renditions } = parseMultivariantPlaylist(await text(url.href));
  const video = parseMediaPlaylist(await text(new URL(variants[0]!.uri, url).href));
  const [version = "", rendition = ""] = /\/m\/(\w+)\/(\w+)\//.exec(video.segments[0]!.uri)!.slice(1);
  media = { version, rendition, audio: "a0", segments: await fetchWhole(url.href) };
  expect(renditions).toHaveLength(1);
});
afterAll(() => server.close());

const text = async (address: string) => (await fetch(address)).text();
const publish = (options: object = {}) => server.client.timeline(clipsOf(cuts)).stream(options);

describe("paths that climb", () => {
  const climbs = [
    "..",
    "%2e%2e",
    "%2E.",
    ".%2e",
    "..%2f..",
    "..%2F",
    "%2e%2e%2f%2e%2e%2f",
    "..%5c..",
    "..\\",
    "%252e%252e",
    "....//",
    "%c0%ae%c0%ae",
    "%00",
    "a%00.mp4",
    "%",
    "%zz",
    "~",
    "",
    "/",
  ];
  const below = [
    "/m/",
    "/u/",
    "/u/ann/",
    "/v1/videos/",
    "/v1/streams/",
    "/v1/uploads/",
    "/v1/jobs/",
    "/player/",
    "/",
  ];
  it.each(below)("below %s lead nowhere", async (root) => {
    for (const climb of climbs) {
      for (const rest of ["/catalog.sqlite", "/../../etc/passwd", ""]) {
        const target = `${root}${climb}${rest}`;
        const answer = await sendRaw(server, target);
        // Some of these are lists or the player's page, reached by another spelling; none is a file, none a crash.
        expect([200, 301, 302, 400, 403, 404, 412], `${target}: ${answer.text}`).toContain(answer.status);
        expect(answer.text, target).not.toMatch(/root:|SQLite format/);
        if (root === "/m/" || root === "/u/") {
          expect([400, 403, 404], `${target}: ${answer.text}`).toContain(answer.status);
        }
      }
    }
  });

  it("that are overlong are refused", async () => {
    for (const root of ["/m/", "/u/ann/", "/v1/videos/", "/"]) {
      const answer = await sendRaw(server, root + "a".repeat(9000));
      expect([400, 403, 404, 414], answer.text).toContain(answer.status);
      const endless = await sendRaw(server, root + "a".repeat(200_000)).catch(() => undefined);
      expect(endless === undefined || endless.status === 431).toBe(true);
    }
  });

  it.each(["GET /m/\0 HTTP/1.1\r\nhost: localhost\r\n\r\n", "GET / HTTP/9\r\n\r\n", "\x16\x03\x01\x02"])(
    "and what is no HTTP are refused: %j",
    async (bytes) => {
      const answer = await new Promise<string>((resolve) => {
        const socket = connect(Number(url.port), url.hostname, () => socket.end(bytes));
        let received = "";
        socket.on("data", (chunk) => (received += chunk)).on("error", () => undefined);
        socket.on("close", () => resolve(received));
      });
      expect(answer).toMatch(/^HTTP\/1.1 400 /);
    },
  );
});

describe("media that is made up", () => {
  const ranges = [
    "0-181.m4s",
    "180-181.m4s",
    "500-600.m4s",
    "0-0.m4s",
    "60-30.m4s",
    "0-999999999.m4s",
    "999999998-999999999.m4s",
    "9999999999-1.m4s",
    "-1-5.m4s",
    "00-60.m4s",
    "0-60.mp4",
    "0-60",
    "0-60_at-1.m4s",
    "0-60_at9999999999999999.m4s",
    "1e1-20.m4s",
    "init-avc1.mp4",
    "index",
    "c0",
  ];
  it.each(ranges)("video %s", async (file) => {
    const answer = await sendRaw(server, `/m/${media.version}/${media.rendition}/${file}`);
    expectError(answer, { status: 404, code: "media_not_found" });
  });

  it.each([
    "0_0_0.m4s",
    "0_-1_0.m4s",
    "0_28126_0.m4s",
    "0_999999_0.m4s",
    "0_99999999_0.m4s",
    // a bed of music is stamped far from its own time, but never before zero, nor after a month
    "0_10_-48100000.m4s",
    "0_10_130000000000.m4s",
    "0_10_1300000000000.m4s",
    "0_10_NaN.m4s",
    "-0_10_0.m4s",
    "0_10.m4s",
    "-999999999_10_0.m4s",
    "999999999_10_0.m4s",
    "-4500000_10_0.m4s",
  ])("audio %s", async (file) => {
    const answer = await sendRaw(server, `/m/${media.version}/${media.audio}/${file}`);
    expectError(answer, { status: 404, code: "media_not_found" });
  });

  it.each(["0-30~400_10_0", "60-30~0_10_0", "0-30~0_0_0", "0-30~-999999999_10_0", "0-30~0_30_60000"])(
    "transport %s",
    async (file) => {
      const { version, rendition, audio } = media;
      const answer = await sendRaw(server, `/m/ts/${version}~${rendition}~${version}~${audio}/${file}.ts`);
      expectError(answer, { status: 404, code: "media_not_found" });
    },
  );

  it("of versions and renditions that are not there", async () => {
    const { version, rendition } = media;
    for (const path of [
      `${"0".repeat(24)}/${rendition}/init.mp4`,
      `${version}/v9999/init.mp4`,
      `${version}/a1/init.mp4`,
      `${version}/a0/0-30.m4s`,
      `${version}/${rendition}/0_10_0.m4s`,
      `silence/v180/init.mp4`,
      `${version}/manifest.json`,
      `${version.toUpperCase()}/${rendition}/init.mp4`,
      `${version}//init.mp4`,
      "constructor/v180/init.mp4",
    ]) {
      expectError(await sendRaw(server, `/m/${path}`), { status: 404, code: "media_not_found" });
    }
  });

  it("leaves what is there as it was", async () => {
    expect(await fetchWhole(url.href)).toBe(media.segments);
    await expectPlays(continuous(url.href), cuts);
  });
});

describe("signatures", () => {
  const part = (address: string, n: number) => new URL(address).pathname.split("/")[n] ?? "";

  it("are for one user and one stream, as they are written", async () => {
    const other = await publish({ user: "bob" });
    const again = await publish({ user: "ann" });
    const [id, signature] = [part(url.href, 3), part(url.href, 4)];
    const dot = signature.indexOf(".");
    const forged = [
      ["bob", id, signature],
      ["ann", id, part(other.url, 4)],
      ["ann", id, part(again.url, 4)],
      ["ann", other.id, signature],
      ["ANN", id, signature],
      ["ann ", id, signature],
      ["ann", id, signature.slice(0, -1)],
      ["ann", id, `${signature}A`],
      ["ann", id, signature.toLowerCase()],
      ["ann", id, signature.slice(dot + 1)],
      ["ann", id, `${signature.slice(0, dot + 1)}${"A".repeat(32)}`],
      ["ann", id, "-"],
      ["ann", id, "x".repeat(2000)],
      ["ann", "str_000000000000000000000000", signature],
      ["anyone", cuts[0]!.source.video.id, signature],
    ];
    for (const [user = "", stream = "", given = ""] of forged) {
      for (const file of ["highlights.m3u8", "r/v0.m3u8"]) {
        const answer = await sendRaw(server, `/u/${encodeURIComponent(user)}/${stream}/${given}/${file}`);
        expectError(answer, { status: 403, code: "stream_forged" });
      }
    }
  });

  it("open the playlists of their stream only", async () => {
    const base = url.pathname.slice(0, url.pathname.lastIndexOf("/"));
    for (const file of [
      "r/v1.m3u8",
      "r/a1.m3u8",
      "r/v0.m3u",
      "r/../x.m3u8x",
      "r/v00.m3u8",
      "x.mov",
      "r/x.mp4",
      "",
    ]) {
      const answer = await sendRaw(server, `${base}/${file}`);
      expect([400, 404], `${file}: ${answer.text}`).toContain(answer.status);
    }
    const answer = await sendRaw(server, `${base}/any-other-name.m3u8?form=other`);
    expect([answer.status, answer.text.slice(0, 7)]).toEqual([200, "#EXTM3U"]);
  });
});

describe("streams", () => {
  const playlists = (address: string) => {
    const path = new URL(address).pathname;
    return [
      path,
      `${path}?form=continuous`,
      path.replace(/[^/]+$/, "r/v0.m3u8"),
      path.replace(/[^/]+$/, "r/a0.m3u8"),
    ];
  };

  it("that are over answer 410 until they are renewed", async () => {
    const stream = await publish({ ttl: "1h" });
    await expectPlays(continuous(stream.url), cuts);
    const { expiresAt } = await server.client.streams.renew(stream.id, { ttl: 1 });
    await new Promise((resolve) => setTimeout(resolve, Math.max(1, Date.parse(expiresAt) - Date.now() + 5)));
    for (const target of playlists(stream.url)) {
      const message = new RegExp(expiresAt);
      expectError(await sendRaw(server, target), { status: 410, code: "stream_expired", message });
    }
    const renewed = await server.client.streams.renew(stream.id, { ttl: "1h" });
    expect(renewed.url).toBe(stream.url);
    expect(await fetchWhole(stream.url)).toBe(media.segments);
  });

  it("that were revoked answer 410 at once and for good, though a player is in the middle", async () => {
    const stream = await publish({ ttl: "1h" });
    const [first = "", ...rest] = playlists(stream.url);
    expect((await sendRaw(server, first)).status).toBe(200);
    const { segments } = parseMediaPlaylist(await text(new URL("r/v0.m3u8", stream.url).href));
    expect((await fetch(new URL(segments[0]!.uri, stream.url))).status).toBe(200);

    const revoked = await server.client.streams.revoke(stream.id);
    expect(revoked.revoked).toBe(true);
    for (const target of [first, ...rest]) {
      const answer = await sendRaw(server, target, { headers: { "if-none-match": "*" } });
      expectError(answer, { status: 410, code: "stream_revoked" });
      expect(answer.headers["cache-control"]).toBe("no-store");
    }
    // Media is everyone's: what the player was fetching comes to its end.
    expect((await fetch(new URL(segments[1]!.uri, stream.url))).status).toBe(200);
    const renewal = server.client.streams.renew(stream.id);
    await expect(renewal).rejects.toMatchObject({ status: 410, code: "stream_revoked" });
    expect((await server.client.streams.revoke(stream.id)).revoked).toBe(true);
    expect((await server.client.streams.get(stream.id)).revoked).toBe(true);
  });
});
