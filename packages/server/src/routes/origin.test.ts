import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { mediaResponse } from "../testing/fake-origin.ts";
import { createRig } from "../testing/rig.ts";

const BYTES = Buffer.from("0123456789");
const IMMUTABLE = "public, max-age=31536000, immutable";

async function withMedia() {
  const rig = await createRig();
  rig.engine.origin.files.set("v/whole.m4s", () => mediaResponse(BYTES, BYTES.length));
  rig.engine.origin.files.set("v/stream.m4s", () =>
    mediaResponse(
      Readable.from([BYTES.subarray(0, 4), BYTES.subarray(4)], { objectMode: false }),
      BYTES.length,
    ),
  );
  return rig;
}

describe.each(["/m/v/whole.m4s", "/m/v/stream.m4s"])("media %s", (url) => {
  it("is served whole, immutable, and to any page", async () => {
    await using rig = await withMedia();
    const answer = await rig.app.inject(url);
    expect([answer.statusCode, answer.body]).toEqual([200, "0123456789"]);
    expect(answer.headers).toMatchObject({
      "content-type": "video/mp4",
      "content-length": "10",
      "cache-control": IMMUTABLE,
      etag: '"m1"',
      "accept-ranges": "bytes",
      "access-control-allow-origin": "*",
      "access-control-expose-headers": expect.stringMatching(/Content-Length.*Content-Range.*ETag/),
    });
    expect(answer.headers["content-encoding"]).toBeUndefined();
  });

  it("answers HEAD with the headers of GET", async () => {
    await using rig = await withMedia();
    const answer = await rig.app.inject({ method: "HEAD", url, headers: { range: "bytes=0-1" } });
    expect([answer.statusCode, answer.body, answer.headers["content-length"]]).toEqual([200, "", "10"]);
  });

  it.each([
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=-4", 206, "6789", "bytes 6-9/10"],
    ["bytes=3-", 206, "3456789", "bytes 3-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
    ["bytes=1-2,4-5", 200, "0123456789", undefined],
  ])("answers %s with %i", async (range, status, body, contentRange) => {
    await using rig = await withMedia();
    const answer = await rig.app.inject({ url, headers: { range } });
    expect([answer.statusCode, answer.body, answer.headers["content-range"]]).toEqual([
      status,
      body,
      contentRange,
    ]);
    expect(answer.headers["content-length"]).toBe(String(body.length));
  });

  it("is conditional", async () => {
    await using rig = await withMedia();
    const get = (headers: Record<string, string>) => rig.app.inject({ url, headers });
    for (const tag of ['"m1"', 'W/"m1"', '"x", "m1"', "*"]) {
      const answer = await get({ "if-none-match": tag });
      expect([answer.statusCode, answer.body, answer.headers.etag]).toEqual([304, "", '"m1"']);
    }
    expect((await get({ "if-none-match": '"x"' })).statusCode).toBe(200);
    expect((await get({ "if-range": '"x"', range: "bytes=0-1" })).statusCode).toBe(200);
    expect((await get({ "if-range": '"m1"', range: "bytes=0-1" })).statusCode).toBe(206);
  });
});

describe("media", () => {
  it("that is not there is 404, and readable by pages", async () => {
    await using rig = await withMedia();
    const answer = await rig.app.inject("/m/none");
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "media_not_found"]);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });

  it("answers preflights", async () => {
    await using rig = await withMedia();
    const headers = {
      origin: "https://a.b",
      "access-control-request-method": "GET",
      "access-control-request-headers": "range",
    };
    const answer = await rig.app.inject({ method: "OPTIONS", url: "/m/v/whole.m4s", headers });
    expect([answer.statusCode, answer.headers["access-control-allow-headers"]]).toEqual([204, "range"]);
  });

  it("goes at the client's pace, and is let go of when the client leaves", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    let sent = 0;
    const size = 500_000_000;
    const body = new Readable({
      read() {
        sent += 65_536;
        this.push(Buffer.alloc(65_536));
      },
    });
    rig.engine.origin.files.set("big", () => mediaResponse(body, size));
    const client = httpRequest(`${origin}/m/big`).end();
    const [answer] = await once(client, "response");
    await once(answer, "readable"); // one read, and no more
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBeLessThan(50_000_000);
    client.destroy();
    await new Promise((resolve) => body.once("close", resolve));
  });

  it("does not end as if whole when its source breaks off", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    rig.engine.origin.files.set("torn", () =>
      mediaResponse(
        Readable.from(
          (async function* () {
            yield BYTES;
            throw new Error("disk");
          })(),
          { objectMode: false },
        ),
        1000,
      ),
    );
    const torn = fetch(`${origin}/m/torn`).then((answer) => answer.arrayBuffer());
    await expect(torn).rejects.toThrow();
  });
});

describe("thumbnails", () => {
  const url = "/t/v1/320/7.jpg";

  it("are pictures for any page, immutable and conditional", async () => {
    await using rig = await createRig();
    const answer = await rig.app.inject(url);
    expect([answer.statusCode, answer.body]).toEqual([200, "frame 7"]);
    expect(answer.headers).toMatchObject({
      "content-type": "image/jpeg",
      "content-length": "7",
      "cache-control": IMMUTABLE,
      etag: '"v1/320/7.jpg"',
      "access-control-allow-origin": "*",
      "x-content-type-options": "nosniff",
    });
    const headers = { "if-none-match": '"v1/320/7.jpg"' };
    expect((await rig.app.inject({ url, headers })).statusCode).toBe(304);
    const head = await rig.app.inject({ method: "HEAD", url });
    expect([head.body, head.headers["content-length"]]).toEqual(["", "7"]);
  });

  it.each(["/t/", "/t/v2/320/7.jpg", "/t/v1/320/7.png"])("%s are not there", async (url) => {
    await using rig = await createRig();
    const answer = await rig.app.inject(url);
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "media_not_found"]);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });

  it.each(["/t/../../etc/passwd", "/t/v1/..%2f..%2fetc/passwd", "/t/v1/%2e%2e/x.jpg"])(
    "%s climb nowhere",
    async (path) => {
      await using rig = await createRig();
      const asked: string[] = [];
      rig.engine.origin.thumbnail = async (path) => {
        asked.push(path);
        throw new Error("nobody is to be asked");
      };
      // As it is: clients that tidy paths up first would hide what is tried.
      const { hostname, port } = new URL(await rig.listen());
      const request = httpRequest({ hostname, port, path }).end();
      const [answer] = await once(request, "response");
      answer.resume();
      expect(answer.statusCode).toBe(400);
      expect(asked).toEqual([]);
    },
  );
});

describe("playlists", () => {
  const url = "/u/ann/s1/good/a.m3u8";

  it("carry the viewer's path to the engine", async () => {
    await using rig = await createRig();
    const answer = await rig.app.inject("/u/ann%20b/s1/good/r/v720.m3u8?form=continuous");
    expect(answer.body).toContain("#stream=s1 file=r/v720.m3u8 form=continuous");
    expect((await rig.app.inject(url)).body).toContain("form=default");
  });

  it("are compressed for those who take it, with a tag of their own", async () => {
    await using rig = await createRig();
    const plain = await rig.app.inject(url);
    expect(plain.headers).toMatchObject({ vary: "Accept-Encoding", "cache-control": "private, max-age=60" });
    expect(plain.headers["content-length"]).toBe(String(plain.rawPayload.length));
    const packed = await rig.app.inject({ url, headers: { "accept-encoding": "gzip, br" } });
    expect(packed.headers["content-encoding"]).toBe("gzip");
    expect(packed.headers["content-length"]).toBe(String(packed.rawPayload.length));
    expect(gunzipSync(packed.rawPayload)).toEqual(plain.rawPayload);
    expect(packed.headers.etag).not.toBe(plain.headers.etag);
    const headers = { "accept-encoding": "gzip", "if-none-match": String(packed.headers.etag) };
    expect((await rig.app.inject({ url, headers })).statusCode).toBe(304);
    const head = await rig.app.inject({ method: "HEAD", url, headers: { "accept-encoding": "gzip" } });
    expect([head.body, head.headers["content-length"]]).toEqual(["", packed.headers["content-length"]]);
  });

  it.each([
    ["forged", 403, "stream_forged"],
    ["expired", 410, "stream_expired"],
    ["revoked", 410, "stream_revoked"],
  ])("with a signature that is %s are %i", async (signature, status, code) => {
    await using rig = await createRig();
    const answer = await rig.app.inject(`/u/ann/s1/${signature}/a.m3u8`);
    expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
    expect(answer.headers["cache-control"]).toBe("no-store");
  });
});
