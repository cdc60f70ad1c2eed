import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { CutstreamError } from "../errors.ts";
import { newJob } from "../jobs/new-job.ts";
import type { JobRow } from "../seams/catalog.ts";
import { createEncoderPool } from "../stream/encoding/encoder-pool.ts";
import { observeIngest, observeJobs } from "./observe-jobs.ts";
import { type JobRun, NOBODY, type Observer } from "./observer.ts";
import { currentRequest, withRequest } from "./request-context.ts";
import { createSteps } from "./step.ts";

const ann = { id: "request-of-ann", key: "key_1" };
const bob = { id: "request-of-bob", key: null };

const contextOf = (job: JobRow, signal = new AbortController().signal) => ({ job, signal, report: () => {} });

describe("the request that is served", () => {
  it("is known to whatever is done for it, and to nothing else", async () => {
    const seen = async (): Promise<string | undefined> => {
      await sleep(1);
      return currentRequest()?.id;
    };
    expect(await Promise.all([withRequest(ann, seen), withRequest(bob, seen), seen()])).toEqual([
      ann.id,
      bob.id,
      undefined,
    ]);
  });

  it("goes with the jobs that it queues", () => {
    const job = withRequest(ann, () => newJob("ingest", "v1", {}, 5));
    expect(job.origin).toEqual({ request: ann.id, key: "key_1" });
    expect(newJob("ingest", "v1", {}, 5)).not.toHaveProperty("origin");
  });

  it("is that of who asked, where an encoder was waited for behind others", async () => {
    const pool = createEncoderPool(1);
    const encode = async () => {
      await sleep(1);
      return currentRequest()?.id;
    };
    const asked = [
      withRequest(ann, () => pool.demand(encode)),
      withRequest(bob, () => pool.demand(encode)),
      pool.demand(encode),
      withRequest(bob, () => pool.anticipate("later", encode, "idle")),
    ];
    expect(await Promise.all(asked)).toEqual([ann.id, bob.id, undefined, bob.id]);
  });
});

describe("steps", () => {
  it("are timed, those that fail too", async () => {
    const told: unknown[] = [];
    const step = createSteps({ ...NOBODY, timed: (...facts) => told.push(facts) });
    expect(await step("segment", "video", async () => 7)).toBe(7);
    await expect(
      step("publish", "", async () => {
        throw new CutstreamError("internal", "no");
      }),
    ).rejects.toThrow("no");
    expect(told).toEqual([
      ["segment", "video", expect.any(Number), false],
      ["publish", "", expect.any(Number), true],
    ]);
  });
});

describe("runs of jobs", () => {
  const setUp = () => {
    const runs: JobRun[] = [];
    const observer: Observer = { ...NOBODY, jobRan: (run) => runs.push(run) };
    return { runs, observer };
  };

  it("work for the request that queued them, and tell how they went", async () => {
    const { runs, observer } = setUp();
    let seen: unknown;
    // The clock is set back while it runs.
    const clock = { now: 61_000 };
    let elapsed = 0;
    const handlers = observeJobs(
      {
        heads: async () => {
          seen = currentRequest();
          clock.now -= 86_400_000;
          elapsed += 2000;
        },
      },
      observer,
      () => clock.now,
      () => elapsed,
    );
    const job = { ...withRequest(ann, () => newJob("heads", "v1", {}, 1000)), attempts: 1 };
    await withRequest(bob, () => handlers.heads(contextOf(job)));
    expect(seen).toEqual(ann);
    expect(runs).toEqual([
      {
        ...{ id: job.id, kind: "heads", video: "v1", outcome: "done", attempt: 1 },
        ...{ waited: 60, seconds: 2, request: ann.id },
      },
    ]);
  });

  it("tell what failed from what was stopped", async () => {
    const { runs, observer } = setUp();
    const fail = async () => {
      throw new CutstreamError("encoder_failed", "no");
    };
    const handlers = observeJobs({ heads: fail }, observer, () => 0);
    const job = newJob("heads", "v1", {}, 0);
    await expect(handlers.heads(contextOf(job))).rejects.toThrow("no");
    await expect(handlers.heads(contextOf(job, AbortSignal.abort()))).rejects.toThrow("no");
    expect(runs.map(({ outcome, error }) => [outcome, error])).toEqual([
      ["failed", "encoder_failed"],
      ["stopped", "encoder_failed"],
    ]);
  });

  it("of ingest tell how long the video lasts", async () => {
    const told: unknown[] = [];
    const observer: Observer = { ...NOBODY, ingested: (...facts) => told.push(facts) };
    const clock = { now: 0 };
    const ingest = observeIngest(
      async () => {
        clock.now += 500;
      },
      async () => ({ mode: "copy", duration: 120 }),
      observer,
      () => clock.now,
    );
    await ingest(contextOf(newJob("ingest", "v1", {}, 0)));
    expect(told).toEqual([["copy", 120, 0.5]]);
  });
});
