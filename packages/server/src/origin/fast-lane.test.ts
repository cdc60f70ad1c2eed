import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { CutstreamError } from "@cutstream/engine";
import { describe, expect, it } from "vitest";
import { mediaResponse } from "../testing/fake-origin.ts";
import { createRig, type Rig } from "../testing/rig.ts";

const BYTES = Buffer.from("0123456789");
const PLAYLIST = "/u/ann/s1/good/r/v0.m3u8";
const PATIENT = { timeout: 10_000 };

async function mediaRig(): Promise<Rig> {
  const rig = await createRig();
  rig.engine.origin.files.set("v/1.m4s", () => mediaResponse(BYTES, BYTES.length));
  rig.engine.origin.files.set("v/busy.m4s", () => {
    return new CutstreamError("encoder_busy", "All encoders are busy.", { retryAfter: 2 });
  });
  return rig;
}

/** An answer as it comes over a connection, whose server has the lane before its router. */
async function overHttp(url: string, path: string, headers: Record<string, string>) {
  const { hostname, port } = new URL(url);
  const [answer] = await once(httpRequest({ hostname, port, path, headers }).end(), "response");
  const body = Buffer.concat(await Array.fromAsync(answer as AsyncIterable<Buffer>));
  return { status: answer.statusCode as number, headers: answer.headers, body };
}

/** What differs with the connection, not with who answers. */
const ofConnection = new Set(["date", "connection", "keep-alive", "transfer-encoding"]);
const told = (headers: object) => Object.entries(headers).filter(([name]) => !ofConnection.has(name));

describe("the lane", () => {
  it.each<[string, Record<string, string>]>([
    ["/m/v/1.m4s", {}],
    ["/m/v/1.m4s", { range: "bytes=2-4" }],
    ["/m/v/1.m4s", { range: "bytes=99-" }],
    ["/m/v/1.m4s", { "if-none-match": '"m1"' }],
    ["/m/v/1.m4s?token=1", {}],
    ["/m/none.m4s", {}],
    ["/m/v/busy.m4s", {}],
    ["/m/", {}],
    [PLAYLIST, {}],
    [PLAYLIST, { "accept-encoding": "gzip" }],
    [`${PLAYLIST}?form=continuous`, {}],
    [`${PLAYLIST}?form=continuous&form=continuous`, {}],
    ["/u/ann%20b/s1/good/r/v0.m3u8", {}],
    ["/u/ann/s1/expired/r/v0.m3u8", {}],
    ["/u/ann/s1/forged/r/v0.m3u8", {}],
    ["/u/ann/s1/good/film.mp4", {}],
    ["/u/ann/s1", {}],
  ])("answers %s with %o as the router does", async (path, headers) => {
    await using rig = await mediaRig();
    const sent = { ...headers, "x-request-id": "the-same-for-both" };
    const byLane = await overHttp(await rig.listen(), path, sent);
    const byRouter = await rig.app.inject({ url: path, headers: sent });
    expect(byLane.status).toBe(byRouter.statusCode);
    expect(new Map(told(byLane.headers))).toEqual(new Map(told(byRouter.headers)));
    expect(byLane.body.equals(byRouter.rawPayload)).toBe(true);
  });

  it.each(["/m/v/../../etc/passwd", "/m/%2e%2e/1.m4s", "/u/a/../good/r/v0.m3u8"])(
    "leads nowhere by %s",
    async (path) => {
      await using rig = await mediaRig();
      // As it is: what tests ask the router alone for is tidied up first.
      expect((await overHttp(await rig.listen(), path, {})).status).toBe(400);
    },
  );

  it("lets go of a body's memory once the system has all of its pieces, and not of one that broke off", async () => {
    await using rig = await mediaRig();
    const large = Buffer.alloc(48_000_000, "a segment ");
    let done = 0;
    rig.engine.origin.files.set("v/large.m4s", () => ({
      ...mediaResponse([large.subarray(0, 7), large.subarray(7)], large.length),
      done: () => {
        done++;
      },
    }));
    const url = new URL("/m/v/large.m4s", await rig.listen());
    const begin = async () => (await once(httpRequest(url).end(), "response"))[0] as IncomingMessage;
    const left = await begin();
    left.destroy();
    const slow = await begin();
    await once(slow, "readable");
    expect(done).toBe(0);
    const body = Buffer.concat(await Array.fromAsync(slow as AsyncIterable<Buffer>));
    expect(body.equals(large)).toBe(true);
    await expect.poll(() => done, PATIENT).toBe(1);
  });

  it("is measured and counted as the router's answers are", async () => {
    await using rig = await mediaRig();
    const url = await rig.listen();
    for (const path of ["/m/v/1.m4s?CMCD=bs", "/m/none.m4s?CMCD=bs", PLAYLIST]) await overHttp(url, path, {});
    const measured = async () => (await fetch(`${url}/metrics`)).text();
    const counts =
      /http_request_duration_seconds_count\{method="GET",route="\/([mu])\/[^}]*status="(\d+)"\} (\d+)/g;
    await expect
      .poll(
        async () => Array.from((await measured()).matchAll(counts), ([, ...found]) => found.join(" ")),
        PATIENT,
      )
      .toEqual(expect.arrayContaining(["m 200 1", "m 404 1", "u 200 1"]));
    await expect
      .poll(() => rig.engine.usage.told.map(({ user }) => user), PATIENT)
      .toEqual(expect.arrayContaining([undefined, "ann"]));
  });
});
