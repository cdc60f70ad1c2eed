import { once } from "node:events";
import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { CutstreamError } from "@cutstream/engine";
import { describe, expect, it, onTestFinished } from "vitest";
import { mediaResponse } from "../testing/fake-origin.ts";
import { createRig, type Rig } from "../testing/rig.ts";

const BYTES = Buffer.from("0123456789");
const LARGE = Buffer.alloc(6_000_000, "a segment ");
const PATIENT = { timeout: 10_000 };

async function mediaRig(): Promise<Rig & { port: number }> {
  const rig = await createRig();
  const { files } = rig.engine.origin;
  files.set("v/1.m4s", () => mediaResponse(BYTES, BYTES.length));
  files.set("v/pieces.m4s", () => mediaResponse([BYTES.subarray(0, 3), BYTES.subarray(3)], BYTES.length));
  files.set("v/stream.m4s", () => mediaResponse(Readable.from([BYTES]), BYTES.length));
  files.set("v/short.m4s", () => mediaResponse(Readable.from([BYTES]), BYTES.length + 1));
  files.set("v/large.m4s", () => mediaResponse(LARGE, LARGE.length));
  const { port } = new URL(await rig.listen());
  return Object.assign(rig, { port: Number(port) });
}

function open(port: number): Socket {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  return socket;
}

const get = (path: string, ...fields: string[]): string =>
  `${[`GET ${path} HTTP/1.1`, "Host: a", ...fields].join("\r\n")}\r\n\r\n`;

/** Reads from a connection until what came ends so. */
async function readUntil(socket: Socket, end: string): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += (chunk as Buffer).toString("latin1");
    if (text.endsWith(end)) break;
  }
  return text;
}

const statuses = (text: string): string[] =>
  Array.from(text.matchAll(/HTTP\/1\.1 (\d+)/g), ([, code]) => code ?? "");

/** Over one kept connection. */
async function fetchOver(agent: Agent, port: number, path: string, method = "GET") {
  const request = httpRequest({ agent, port, host: "127.0.0.1", path, method });
  const [response] = (await once(request.end(), "response")) as [IncomingMessage];
  const body = Buffer.concat(await Array.fromAsync(response as AsyncIterable<Buffer>));
  return { status: response.statusCode, body: body.toString("latin1"), reused: request.reusedSocket };
}

describe("a connection", () => {
  it.each(["v/1.m4s", "v/pieces.m4s", "v/stream.m4s"])(
    "brings all of %s, one answer after the other",
    async (path) => {
      await using rig = await mediaRig();
      const socket = open(rig.port);
      for (let n = 0; n < 3; n++) {
        socket.write(get(`/m/${path}`));
        expect(await readUntil(socket, "0123456789")).toMatch(
          /^HTTP\/1\.1 200 OK\r\n.*content-length: 10\r\n/s,
        );
      }
    },
  );

  it("goes on to Node's server with the first request that is not the lane's, and stays there", async () => {
    await using rig = await mediaRig();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const asked = ["/m/v/1.m4s", "/healthz", "/m/v/1.m4s", "/m/none.m4s", "/m/v/1.m4s"];
    const answers = [];
    for (const path of asked) answers.push(await fetchOver(agent, rig.port, path));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404, 200]);
    expect(answers.slice(1).every(({ reused }) => reused)).toBe(true);
    expect((await fetchOver(agent, rig.port, "/m/v/1.m4s", "HEAD")).body).toBe("");
  });

  it("tells the failure that the lane met, and tries no second time", async () => {
    await using rig = await mediaRig();
    let tries = 0;
    rig.engine.origin.files.set("v/busy.m4s", () => {
      tries++;
      return new CutstreamError("encoder_busy", "All encoders are busy.", { retryAfter: 2 });
    });
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const { status, body } = await fetchOver(agent, rig.port, "/m/v/busy.m4s");
    expect([status, JSON.parse(body).error.code, tries]).toEqual([503, "encoder_busy", 1]);
    // The failure is that request's alone.
    expect((await fetchOver(agent, rig.port, "/m/v/1.m4s")).status).toBe(200);
  });

  it("takes what comes in any pieces, at any time, in order", async () => {
    await using rig = await mediaRig();
    const all = [
      get("/m/v/1.m4s"),
      get("/m/none.m4s"),
      get("/m/v/pieces.m4s"),
      get("/healthz"),
      get("/m/v/1.m4s"),
    ];
    const text = all.join("");
    const first = all[0]?.length ?? 0;
    for (const cuts of [[], [10], [first], [first - 1], [first, first + 5], [first * 2, text.length - 3]]) {
      const socket = open(rig.port);
      const read = readUntil(socket, "0123456789\u0000");
      for (const [n, cut] of [0, ...cuts].entries()) {
        socket.write(text.slice(cut, cuts[n]));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      socket.end();
      expect(statuses(await read), String(cuts)).toEqual(["200", "404", "200", "200", "200"]);
    }
  });

  it("takes requests that come while an answer is being made", async () => {
    await using rig = await mediaRig();
    const gate = Promise.withResolvers<void>();
    const { media } = rig.engine.origin;
    rig.engine.origin.media = async (path) => {
      if (path === "v/pieces.m4s") await gate.promise;
      return media(path);
    };
    const socket = open(rig.port);
    socket.write(get("/m/v/pieces.m4s"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    socket.write(get("/m/v/1.m4s"));
    socket.write(get("/m/v/stream.m4s"));
    socket.end(get("/m/none.m4s"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    gate.resolve();
    expect(statuses(await readUntil(socket, "\u0000"))).toEqual(["200", "200", "200", "404"]);
  });

  it("hears a client out that has ended its side", async () => {
    await using rig = await mediaRig();
    for (const [path, status] of [
      ["/m/v/large.m4s", "200"],
      ["/m/none.m4s", "404"],
      ["/healthz", "200"],
    ] as const) {
      const socket = open(rig.port);
      socket.end(get(path));
      const text = await readUntil(socket, "\u0000");
      expect(statuses(text), path).toEqual([status]);
      if (path === "/m/v/large.m4s") expect(text.length).toBeGreaterThan(LARGE.length);
    }
  });

  it("breaks off where a body ends too early", async () => {
    await using rig = await mediaRig();
    const socket = open(rig.port);
    socket.on("error", () => undefined);
    socket.write(get("/m/v/short.m4s"));
    await expect
      .poll(() => socket.closed || socket.readableEnded || socket.resume().closed, PATIENT)
      .toBe(true);
  });

  it("takes a body that follows", async () => {
    await using rig = await mediaRig();
    const socket = open(rig.port);
    socket.write(get("/m/v/1.m4s"));
    await readUntil(socket, "0123456789");
    const body = JSON.stringify({ timeline: { clips: [] } });
    socket.write(
      `POST /v1/plan HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.end(`\r\n${body}`);
    expect(await readUntil(socket, "\u0000")).toContain('"code"');
  });

  it("ends when the server closes: at once where nothing is asked, else with its answer", async () => {
    const rig = await mediaRig();
    const idle = open(rig.port);
    idle.write(get("/m/v/1.m4s"));
    await readUntil(idle, "0123456789");
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const { media } = rig.engine.origin;
    rig.engine.origin.media = async (path) => {
      begun.resolve();
      await gate.promise;
      return media(path);
    };
    const busy = open(rig.port);
    busy.write(get("/m/v/1.m4s"));
    await begun.promise;
    const closed = rig[Symbol.asyncDispose]();
    expect(await readUntil(idle, "\u0000")).toBe("");
    gate.resolve();
    expect(await readUntil(busy, "\u0000")).toMatch(/^HTTP\/1\.1 200.*connection: close\r\n.*0123456789$/s);
    await closed;
  });

  it("ends when nothing is taken of an answer for as long", async () => {
    await using rig = await mediaRig();
    rig.app.server.keepAliveTimeout = 1000;
    const endless = Buffer.alloc(64_000_000);
    rig.engine.origin.files.set("v/endless.m4s", () => mediaResponse(endless, endless.length));
    const closed = once(rig.app.server, "connection").then(([socket]) => once(socket as Socket, "close"));
    const socket = open(rig.port);
    socket.on("error", () => undefined);
    socket.write(get("/m/v/endless.m4s"));
    await closed;
  });

  it("ends when nothing comes for as long as the server keeps connections", async () => {
    await using rig = await mediaRig();
    rig.app.server.keepAliveTimeout = 1000;
    const socket = open(rig.port);
    socket.write(get("/m/v/1.m4s"));
    expect(await readUntil(socket, "\u0000")).toContain("keep-alive: timeout=");
  });
});
