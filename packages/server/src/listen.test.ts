import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeOnSignals } from "./close-on-signals.ts";
import { sharesPort } from "./http/acceptors.ts";
import { listen, requireKeysBeyondLoopback } from "./listen.ts";
import { createFakeEngine } from "./testing/fake-engine.ts";

describe("listening", () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "cutstream-listen-"));
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  it.each(["0.0.0.0", "::", "192.168.1.4", "example.com", "127.0.0.1.example.com"])(
    "on %s takes a key",
    async (host) => {
      const refused = listen(createFakeEngine(), { host, port: 0, dataDir });
      await expect(refused).rejects.toMatchObject({
        code: "unauthorized",
        message: expect.stringContaining("CUTSTREAM_API_KEY"),
      });
      expect(() => requireKeysBeyondLoopback({ host, apiKeys: ["k"] })).not.toThrow();
    },
  );

  it.each(["127.0.0.1", "localhost", "::1", "127.8.8.8"])("on %s takes none", (host) => {
    expect(() => requireKeysBeyondLoopback({ host })).not.toThrow();
  });

  it("hides its insides where others can reach it", async () => {
    const server = await listen(createFakeEngine(), { host: "0.0.0.0", port: 0, apiKeys: ["k"], dataDir });
    expect((await server.app.inject("/metrics")).statusCode).toBe(401);
    expect((await server.app.inject("/healthz")).statusCode).toBe(200);
    await server.close();
  });

  it("keeps uploads in the data folder", async () => {
    const server = await listen(createFakeEngine(), { port: 0, dataDir });
    expect(await readdir(dataDir)).toEqual(["uploads"]);
    await server.close();
  });

  it("stops at a signal: events end, then the engine is closed", async () => {
    const engine = createFakeEngine();
    let closed = false;
    engine.close = async () => {
      closed = true;
    };
    const { job } = await engine.videos.ingest({ source: { kind: "path", path: "/a" } });
    const server = await listen(engine, { port: 0, dataDir });
    const others = process.listeners("SIGTERM");
    closeOnSignals(server, (error) => expect(error).toBeUndefined());
    const events = await fetch(`${server.address}/v1/jobs/${job.id}/events`);
    for (const listener of process.listeners("SIGTERM")) if (!others.includes(listener)) listener("SIGTERM");
    expect(await events.text()).toContain("event: job");
    await expect.poll(() => closed).toBe(true);
    expect(process.listeners("SIGTERM")).toEqual(others);
    await expect(fetch(`${server.address}/healthz`)).rejects.toThrow();
  });

  it.skipIf(!sharesPort)("takes many connections in a turn, however long that lasts", async () => {
    const server = await listen(createFakeEngine(), { port: 0, dataDir });
    let turn = 0;
    const taken: number[] = [];
    server.app.server.on("connection", () => {
      taken[turn] = (taken[turn] ?? 0) + 1;
    });
    const port = Number(new URL(server.address).port);
    const clients = Array.from({ length: 64 }, () => connect(port, "127.0.0.1"));
    for (; taken.reduce((sum, count) => sum + (count ?? 0), 0) < clients.length; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    // The kernel spreads them at random over 32 sockets; of one socket each would take a turn.
    expect(Math.max(...taken.filter(Boolean))).toBeGreaterThan(4);
    for (const client of clients) client.destroy();
    await server.close();
  });

  it("lets answers on their way out, whichever socket took them, and ends idle connections", async () => {
    const engine = createFakeEngine();
    const server = await listen(engine, { port: 0, dataDir });
    const asked = Promise.withResolvers<void>();
    const answer = Promise.withResolvers<void>();
    let waiting = 0;
    const { health } = engine;
    engine.health = async () => {
      if (++waiting === 16) asked.resolve();
      await answer.promise;
      return health();
    };
    const agents = Array.from({ length: 16 }, () => new Agent({ keepAlive: true }));
    const statuses = agents.map((agent) => statusOf(`${server.address}/readyz`, agent));
    await asked.promise;
    let closed = false;
    const closing = server.close().then(() => {
      closed = true;
    });
    await expect(fetch(`${server.address}/healthz`)).rejects.toThrow();
    expect(closed).toBe(false);
    answer.resolve();
    expect(new Set(await Promise.all(statuses))).toEqual(new Set([200]));
    for (const agent of agents) agent.destroy();
    await closing;
  });

  it("leaves the engine to its owner where the port is taken", async () => {
    const engine = createFakeEngine();
    const first = await listen(createFakeEngine(), { port: 0, dataDir });
    const port = Number(new URL(first.address).port);
    let closed = false;
    engine.close = async () => {
      closed = true;
    };
    await expect(listen(engine, { port, dataDir })).rejects.toMatchObject({ code: "EADDRINUSE" });
    expect(closed).toBe(false);
    await first.close();
  });
});

async function statusOf(url: string, agent: Agent): Promise<number | undefined> {
  const [response] = (await once(get(url, { agent }), "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return response.statusCode;
}
