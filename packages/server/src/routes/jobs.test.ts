import { describe, expect, it } from "vitest";
import { readEvents } from "../../../client/src/sse.ts";
import { writeEvents } from "../http/event-stream.ts";
import { createRig } from "../testing/rig.ts";

async function withJob() {
  const rig = await createRig();
  await rig.app.inject({ method: "POST", url: "/v1/videos", body: { path: "/a.mp4" } });
  return rig;
}

describe("jobs", () => {
  it("are shown, cancelled and retried", async () => {
    await using rig = await withJob();
    const post = (url: string) => rig.app.inject({ method: "POST", url });
    expect((await rig.app.inject("/v1/jobs/j1")).json().status).toBe("queued");
    expect((await post("/v1/jobs/j1/retry")).json().error.code).toBe("job_not_retryable");
    expect((await post("/v1/jobs/j1/cancel")).json().status).toBe("cancelled");
    expect((await post("/v1/jobs/j1/retry")).json()).toMatchObject({ status: "queued", attempts: 1 });
    expect((await post("/v1/jobs/j9/cancel")).statusCode).toBe(404);
  });

  it("are followed to their end", async () => {
    await using rig = await withJob();
    const answer = await fetch(`${await rig.listen()}/v1/jobs/j1/events`);
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    setTimeout(() => rig.engine.jobs.change("j1", { status: "running", progress: 0.5 }), 10);
    setTimeout(() => rig.engine.finish("v1"), 20);
    const events = (await answer.text()).trim().split("\n\n");
    expect(events.every((event) => event.startsWith("event: job\ndata: {"))).toBe(true);
    const progress = events.map((event) => JSON.parse(event.split("data: ")[1] ?? "").progress);
    expect(progress).toEqual([0, 0.5, 1]);
  });

  it("that are not there have no events but an error", async () => {
    await using rig = await withJob();
    const answer = await rig.app.inject("/v1/jobs/j9/events");
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "job_not_found"]);
  });

  it("are followed all at once: those that have not ended, then each that changes", async () => {
    await using rig = await withJob();
    await rig.app.inject({ method: "POST", url: "/v1/jobs/j1/cancel" });
    await rig.app.inject({ method: "POST", url: "/v1/videos", body: { path: "/b.mp4" } });
    const leave = new AbortController();
    const { body } = await fetch(`${await rig.listen()}/v1/jobs/events`, { signal: leave.signal });
    const seen: string[] = [];
    for await (const { data } of readEvents(body as ReadableStream<Uint8Array>)) {
      const job = JSON.parse(data);
      if (seen.push(`${job.id} ${job.status}`) === 1) rig.engine.finish("v2");
      if (seen.length === 2) await rig.app.inject({ method: "POST", url: "/v1/jobs/j1/retry" });
      if (seen.length === 3) break;
    }
    leave.abort();
    expect(seen).toEqual(["j2 queued", "j2 done", "j1 queued"]);
  });

  it("stop being followed when the client leaves, or the server closes", async () => {
    await using rig = await withJob();
    const signals: AbortSignal[] = [];
    const { watch } = rig.engine.jobs;
    rig.engine.jobs.watch = (id, signal) => {
      if (signal) signals.push(signal);
      return watch(id, signal);
    };
    const origin = await rig.listen();
    const leave = new AbortController();
    await fetch(`${origin}/v1/jobs/j1/events`, { signal: leave.signal });
    leave.abort();
    await expect.poll(() => signals[0]?.aborted).toBe(true);
    const stays = await fetch(`${origin}/v1/jobs/j1/events`);
    await rig.app.close();
    expect(await stays.text()).toContain("event: job");
  });

  it("keep the connection alive when nothing happens", async () => {
    const written: string[] = [];
    const waited = Promise.withResolvers<void>();
    const response = {
      write: (text: string) => {
        if (written.push(text) === 2) waited.resolve();
        return true;
      },
    };
    async function* quiet() {
      await waited.promise;
      yield 1;
    }
    await writeEvents(response as never, "job", quiet(), new AbortController().signal, 5);
    expect(written.slice(0, 2).every((text) => text.startsWith(":"))).toBe(true);
    expect(written.at(-1)).toBe("event: job\ndata: 1\n\n");
  });
});
