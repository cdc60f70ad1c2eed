import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { adDecisionContract, adSlot } from "../../seams/ad-decision.contract.ts";
import { createGuardedClient } from "../http/guarded-request.ts";
import { createHttpDecider } from "./http-decider.ts";
import { createListDecider } from "./list-decider.ts";
import { createVastDecider } from "./vast-decider.ts";

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const inline = (
  id: string,
) => `<Ad id="${id}"><InLine><AdSystem>t</AdSystem><AdTitle>${id}</AdTitle><Impression>https://t.test/${id}</Impression>
  <Creatives><Creative><UniversalAdId idRegistry="x">${id}-uid</UniversalAdId><Linear><Duration>00:00:10</Duration><MediaFiles>
  <MediaFile delivery="progressive" type="video/mp4" width="640" height="360">https://cdn.test/${id}-360.mp4</MediaFile>
  <MediaFile delivery="progressive" type="video/mp4" width="1280" height="720">https://cdn.test/${id}-720.mp4</MediaFile>
  <MediaFile delivery="streaming" type="application/x-mpegURL" width="1280" height="720">https://cdn.test/${id}.m3u8</MediaFile>
  </MediaFiles></Linear></Creative></Creatives></InLine></Ad>`;
const vast = (ads: string) => `<VAST version="4.2">${ads}</VAST>`;
const wrapper = (url: string) =>
  `<Ad><Wrapper><VASTAdTagURI><![CDATA[${url}]]></VASTAdTagURI><Impression>https://w.test/i</Impression></Wrapper></Ad>`;
const ok: Answer = ({ url }, response) =>
  void response.end(
    url?.startsWith("/vast")
      ? vast(inline("a") + inline("b"))
      : JSON.stringify({ ads: ["vid_a", { url: "https://cdn.test/b.mp4", id: "b" }] }),
  );

let answer: Answer = ok;
let asked: { url: string; body: string }[] = [];
let server: Server;
let client: ReturnType<typeof createGuardedClient>;
const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const signal = (ms = 20_000) => AbortSignal.timeout(ms);

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    asked.push({ url: request.url ?? "", body });
    answer(request, response, body);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  client = createGuardedClient({ hosts: [new URL(base()).host], allowPrivate: false });
});
afterAll(async () => {
  await client.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
afterEach(() => {
  answer = ok;
  asked = [];
});

const http = () => createHttpDecider(`${base()}/decide`, client);
const tag = () =>
  createVastDecider(`${base()}/vast?pos=[BREAKPOSITION]&at=[CONTENTPLAYHEAD]&x=[OTHER]`, client);

adDecisionContract("list", () =>
  createListDecider([{ video: "vid_a" }, { video: "vid_b", start: 1, end: 3 }]),
);
adDecisionContract("HTTP", http);
adDecisionContract("VAST", tag);

describe("a list", () => {
  it("is shown by turns", async () => {
    const decider = createListDecider([{ video: "a" }, { video: "b" }, { video: "c" }]);
    const first = async (slot: number) => (await decider.decide(adSlot({ slot }), signal()))[0]?.video;
    expect([await first(0), await first(1), await first(2), await first(3)]).toEqual(["a", "b", "c", "a"]);
    expect(await createListDecider([]).decide(adSlot(), signal())).toEqual([]);
  });
});

describe("a server that decides", () => {
  it("is sent the slot, and may answer in short or in full", async () => {
    const tracking = [{ event: "impression", url: "https://t.test/i" }];
    const full = { video: "vid_c", start: 1, end: 2.5, metadata: { brand: "tea" }, tracking };
    answer = (_, response) => response.end(JSON.stringify(["https://cdn.test/x.mp4", full]));
    const offers = await http().decide(adSlot(), signal());
    expect(offers).toMatchObject([
      { video: null, urls: ["https://cdn.test/x.mp4"] },
      { ...full, urls: [] },
    ]);
    expect(JSON.parse(asked[0]!.body)).toEqual(adSlot());
  });

  it.each<[string, Answer]>([
    ["204", (_, response) => response.writeHead(204).end()],
    ["an empty list", (_, response) => response.end("[]")],
  ])("has no ad: %s", async (_, none) => {
    answer = none;
    expect(await http().decide(adSlot(), signal())).toEqual([]);
  });

  it.each<[string, Answer, RegExp]>([
    ["an error", (_, response) => response.writeHead(500).end(), /answers with status 500/],
    ["no JSON", (_, response) => response.end("<html>"), /no JSON/],
    ["no list", (_, response) => response.end('{"ad": 1}'), /no list of ads/],
    ["too much", (_, response) => response.end("x".repeat(300_000)), /more than 262144 bytes/],
    ["nothing", (request) => request.socket.destroy(), /cannot be reached/],
    [
      "a way into the house",
      (_, response) => response.writeHead(302, { location: "http://10.0.0.1/" }).end(),
      /10\.0\.0\.1 is not a public address/,
    ],
    [
      "a circle",
      (_, response) => response.writeHead(302, { location: "/again" }).end(),
      /redirects more than 5 times/,
    ],
  ])("fails with what it said: %s", async (_, bad, message) => {
    answer = bad;
    await expect(http().decide(adSlot(), signal())).rejects.toMatchObject({
      code: "ad_decision_failed",
      message: expect.stringMatching(message),
    });
  });

  it.each(["hang before", "hang within"])("is not waited for: %s", async (how) => {
    answer = (_, response) => void (how === "hang within" && response.writeHead(200).write("["));
    const before = performance.now();
    await expect(http().decide(adSlot(), signal(100))).rejects.toMatchObject({
      message: expect.stringMatching(/in time/),
    });
    expect(performance.now() - before).toBeLessThan(10_000);
  });

  it("is not asked where it is a private address that nobody allowed", async () => {
    const careful = createGuardedClient({ hosts: ["127.0.0.1:1"], allowPrivate: false });
    const decide = (url: string) => createHttpDecider(url, careful).decide(adSlot(), signal());
    await expect(decide(`${base()}/`)).rejects.toMatchObject({
      message: expect.stringMatching(/not a public address/),
    });
    await expect(decide(`http://localhost:${new URL(base()).port}/`)).rejects.toMatchObject({
      code: "ad_decision_failed",
      message: expect.stringMatching(/not a public address/),
    });
    await expect(decide("file:///etc/passwd")).rejects.toMatchObject({ code: "ad_decision_failed" });
    expect(asked).toEqual([]);
    await careful.close();
  });
});

describe("VAST", () => {
  it("is asked with the slot's macros, and offers progressive files, tallest first", async () => {
    const [offer] = await tag().decide(adSlot(), signal());
    expect(asked[0]!.url).toBe("/vast?pos=2&at=00%3A01%3A01.500&x=[OTHER]");
    expect(offer).toMatchObject({
      id: "a-uid",
      names: ["a-uid"],
      urls: ["https://cdn.test/a-720.mp4", "https://cdn.test/a-360.mp4"],
      metadata: { title: "a", adSystem: "t", duration: 10 },
      tracking: [{ event: "impression", url: "https://t.test/a" }],
    });
  });

  it("follows wrappers, and lets each be told", async () => {
    answer = ({ url }, response) => {
      const left = Number(url?.split("/").at(-1));
      response.end(vast(left > 0 ? wrapper(`/vast/${left - 1}`) : inline("a")));
    };
    const offers = await createVastDecider(`${base()}/vast/5`, client).decide(adSlot(), signal());
    expect(offers[0]?.tracking.map(({ url }) => url)).toEqual([
      ...Array(5).fill("https://w.test/i"),
      "https://t.test/a",
    ]);
    await expect(createVastDecider(`${base()}/vast/6`, client).decide(adSlot(), signal())).rejects.toThrow(
      /more than 5 VAST wrappers/,
    );
  });

  it.each<[string, () => string, RegExp]>([
    ["loops", () => vast(wrapper(`${base()}/vast/loop`)), /wrapper that loops/],
    ["is broken", () => "<VAST><Ad>", /VAST that cannot be read/],
    ["is huge", () => vast(`<!--${"x".repeat(1_100_000)}-->`), /more than 1048576 bytes/],
    ["grows", () => `<!DOCTYPE VAST [<!ENTITY a "aa">]>${vast("&a;")}`, /VAST that cannot be read/],
    ["leads inside", () => vast(wrapper("http://192.168.0.1/vast")), /not a public address/],
    [
      "multiplies",
      () => vast(Array.from({ length: 90 }, (_, n) => wrapper(`/vast/x${n}?${asked.length}`)).join("")),
      /VAST/,
    ],
  ])("fails where it %s", async (_, text, message) => {
    answer = (_request, response) => response.end(text());
    await expect(
      createVastDecider(`${base()}/vast/loop`, client).decide(adSlot(), signal(5000)),
    ).rejects.toMatchObject({
      code: "ad_decision_failed",
      message: expect.stringMatching(message),
    });
    expect(asked.length).toBeLessThanOrEqual(20);
  });

  it("has other ads where one wrapper leads nowhere", async () => {
    answer = ({ url }, response) =>
      response.end(url === "/vast/0" ? vast(wrapper("/vast/0") + inline("b")) : vast(""));
    const offers = await createVastDecider(`${base()}/vast/0`, client).decide(adSlot(), signal());
    expect(offers.map(({ id }) => id)).toEqual(["b-uid"]);
  });
});
