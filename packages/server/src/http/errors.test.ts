import { once } from "node:events";
import { connect } from "node:net";
import { CutstreamError } from "@cutstream/engine";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const json = { "content-type": "application/json" };

describe("errors", () => {
  it("answer malformed JSON, a wrong type of content and a missing body", async () => {
    await using rig = await createRig();
    const cases = [
      { payload: "{", headers: json },
      { payload: "", headers: json },
      { payload: '{"__proto__": {"name": "x"}, "name": "y"}', headers: json },
      { payload: "name=x", headers: { "content-type": "text/plain" } },
      { payload: "name=x", headers: { "content-type": "application/x-www-form-urlencoded" } },
    ];
    for (const request of cases) {
      const answer = await rig.app.inject({ method: "POST", url: "/v1/collections", ...request });
      expect([answer.statusCode, answer.json().error.code], request.payload).toEqual([
        400,
        "invalid_request",
      ]);
    }
  });

  it("answer routes and methods that are not there", async () => {
    await using rig = await createRig();
    for (const [method, url] of [
      ["GET", "/"],
      ["GET", "/v1/nothing"],
      ["PUT", "/v1/videos"],
      ["GET", "/u/a/b"],
    ] as const) {
      const answer = await rig.app.inject({ method, url });
      expect([answer.statusCode, answer.json().error.code], url).toEqual([404, "not_found"]);
    }
  });

  it.each([
    "/m/../../etc/passwd",
    "/m/%2e%2e/%2e%2e/etc/passwd",
    "/m/..%2f..%2fetc%2fpasswd",
    "/m/a/..",
    "/m/a\\..\\b",
    "/m/a%5c..%5cb",
    "/u/a/b/good/../../x.m3u8",
    "/player/../../package.json",
    "/v1/uploads/..%2f..%2fx",
    "/m/%00",
    "/m/%zz",
  ])("refuse the path %s", async (path) => {
    await using rig = await createRig();
    // A socket of our own: clients tidy such paths up.
    const { port } = new URL(await rig.listen());
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"invalid_request"');
  });

  it("refuse a body of 100 MB before it is sent", async () => {
    await using rig = await createRig();
    const { port } = new URL(await rig.listen());
    const socket = connect(Number(port), "127.0.0.1");
    socket.write("POST /v1/plan HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n");
    socket.write("Content-Length: 100000000\r\n\r\n");
    const [head] = await once(socket, "data");
    expect(String(head)).toMatch(/^HTTP\/1\.1 413 /);
    expect(String(head)).toContain('"code":"body_too_large"');
    socket.destroy();
  });

  it("let a client that sends all of it, its length given or not, read the refusal", async () => {
    await using rig = await createRig();
    const url = `${await rig.listen()}/v1/plan`;
    const chunk = new Uint8Array(1024 * 1024).fill(0x20);
    const endless = () => {
      let left = 100;
      return new ReadableStream({
        pull: (controller) => (left-- > 0 ? controller.enqueue(chunk) : controller.close()),
      });
    };
    for (const body of [new Blob(Array.from({ length: 100 }, () => chunk)), endless()]) {
      const init = { method: "POST", headers: json, body, duplex: "half" } as RequestInit;
      const answer = await fetch(url, init);
      expect(answer.status).toBe(413);
      expect(await answer.json()).toMatchObject({ error: { code: "body_too_large" } });
    }
  });

  it("carry Retry-After", async () => {
    await using rig = await createRig();
    const busy = new CutstreamError("encoder_busy", "All encoders are busy.", { retryAfter: 1.2 });
    rig.engine.origin.files.set("a", () => busy);
    const answer = await rig.app.inject("/m/a");
    expect([answer.statusCode, answer.headers["retry-after"]]).toEqual([503, "2"]);
    expect(answer.headers["access-control-allow-origin"]).toBe("*");
  });

  it("hide what is unexpected behind a request id, and log it", async () => {
    const lines: string[] = [];
    await using rig = await createRig({
      logger: { level: "info", stream: { write: (line: string) => lines.push(line) } },
    });
    rig.engine.videos.get = async () => {
      throw new Error("secret cause");
    };
    const answer = await rig.app.inject({ url: "/v1/videos/v1", headers: { "x-request-id": "abcd-1234" } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([500, "internal"]);
    expect(answer.body).not.toContain("secret cause");
    expect(answer.json().error.requestId).toBe("abcd-1234");
    expect(lines.find((line) => line.includes("abcd-1234") && line.includes("secret cause"))).toBeDefined();
  });

  it("log no key, signature or query", async () => {
    const lines: string[] = [];
    await using rig = await createRig({
      apiKeys: ["k-secret"],
      logger: { level: "debug", stream: { write: (line: string) => lines.push(line) } },
    });
    await rig.app.inject("/u/ann/s1/good/a.m3u8?form=continuous");
    await rig.app.inject("/u/ann/s1/sig-forged/a.m3u8");
    await rig.app.inject({ url: "/v1/videos?cursor=hidden", headers: { authorization: "Bearer k-secret" } });
    const log = lines.join("");
    expect(log).toContain("/u/ann/s1/…/a.m3u8");
    expect(log).not.toMatch(/good|sig-forged|k-secret|hidden|continuous/);
  });
});
