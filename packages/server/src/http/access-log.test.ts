import { currentRequest, withRequest } from "@cutstream/engine";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";
import { createJobLog } from "./job-log.ts";

type Line = Record<string, unknown>;

function collect() {
  const lines: string[] = [];
  const stream = { write: (line: string) => void lines.push(line) };
  return {
    lines,
    logger: { level: "debug", stream },
    parsed: () => lines.map((line) => JSON.parse(line) as Line),
  };
}

describe("a request's id", () => {
  it("is the caller's where it is well formed, in the answer and every line of the log", async () => {
    const { logger, parsed } = collect();
    await using rig = await createRig({ logger });
    rig.engine.streams.publish = async () => Promise.reject(new Error("broken"));
    const answer = await rig.app.inject({
      method: "POST",
      url: "/v1/streams",
      headers: { host: "localhost", "x-request-id": "caller-0001" },
      payload: { timeline: { clips: [{ video: "v1", start: 0, end: 1 }] } },
    });
    expect(answer.headers["x-request-id"]).toBe("caller-0001");
    expect(answer.json().error.requestId).toBe("caller-0001");
    const lines = parsed();
    expect(lines.map(({ msg }) => msg)).toEqual(["Something unexpected went wrong.", "answered"]);
    expect(lines.every(({ requestId }) => requestId === "caller-0001")).toBe(true);
  });

  it.each(["short", "x".repeat(65), "with space", 'a"quote"b', "ünïcödéd", "line\\nbreak1"])(
    "is made where the caller's is not: %s",
    async (given) => {
      await using rig = await createRig();
      const { headers } = await rig.app.inject({ url: "/healthz", headers: { "x-request-id": given } });
      expect(headers["x-request-id"]).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  it("goes with what the handler does, through the dialect too", async () => {
    await using rig = await createRig();
    const seen: unknown[] = [];
    const { list } = rig.engine.collections;
    rig.engine.collections.list = () => {
      seen.push(currentRequest());
      return list();
    };
    const headers = { host: "localhost", "x-request-id": "caller-0002" };
    await rig.app.inject({ url: "/v1/collections", headers });
    const origin = await rig.listen();
    await fetch(`${origin}/videodb/collection`, { headers: { "x-request-id": "caller-0003" } });
    expect(seen).toEqual([
      { id: "caller-0002", key: null },
      { id: "caller-0003", key: null },
    ]);
  });

  it("comes with the name of the key, and the log has neither key nor signature", async () => {
    const { lines, logger } = collect();
    await using rig = await createRig({ logger, apiKeys: ["a-very-secret-key"] });
    let key: string | null | undefined;
    rig.engine.collections.list = async () => {
      key = currentRequest()?.key;
      throw new Error("https://store.example/a?token=a-very-secret-key failed");
    };
    const headers = { host: "localhost", authorization: "Bearer a-very-secret-key" };
    await rig.app.inject({ url: "/v1/collections?key=a-very-secret-key", headers });
    await rig.app.inject({ url: "/u/ann/s1/a-very-secret-key/a.m3u8" });
    expect(key).toMatch(/^key_[0-9a-f]{12}$/);
    expect(lines.length).toBeGreaterThan(2);
    expect(lines.join("")).not.toContain("a-very-secret-key");
  });
});

describe("the log of jobs", () => {
  it("keeps what ran before there was a log, and names the request", async () => {
    const { logger, parsed } = collect();
    const log = createJobLog();
    const run = { kind: "ingest", video: "v1", attempt: 1, waited: 0.5, seconds: 2 } as const;
    log.jobRan({ ...run, id: "job_1", outcome: "done", request: "caller-0001" });
    await using rig = await createRig({ logger });
    log.to(rig.app.log);
    withRequest(undefined, () => log.jobRan({ ...run, id: "job_2", outcome: "failed", error: "internal" }));
    expect(parsed()).toMatchObject([
      { level: 30, msg: "job ran", job: "job_1", requestId: "caller-0001", waitedMs: 500, ms: 2000 },
      { level: 40, msg: "job ran", job: "job_2", outcome: "failed", error: "internal" },
    ]);
  });
});
