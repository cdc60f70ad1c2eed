import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openSqliteCatalog } from "../adapters/sqlite/sqlite-catalog.ts";
import { collectionRow, jobRow, videoRow } from "../seams/catalog.fixtures.ts";
import type { Catalog } from "../seams/catalog.ts";
import { jobQueueContract } from "../seams/job-queue.contract.ts";
import { createJobRunner } from "./job-runner.ts";

jobQueueContract("in process", () => openSqliteCatalog({ path: ":memory:" }), createJobRunner);

describe("job runner", () => {
  let catalog: Catalog;
  beforeEach(async () => {
    catalog = await openSqliteCatalog({ path: ":memory:" });
    await catalog.insertCollection(collectionRow());
    await catalog.insertVideo(videoRow(), jobRow());
  });
  afterEach(() => catalog.close());

  test("writes progress a few times a second, and tells of it at once", async () => {
    const updateJob = vi.spyOn(catalog, "updateJob");
    const runner = createJobRunner({
      catalog,
      handlers: {
        async ingest({ report }) {
          for (let step = 1; step <= 60; step++) {
            report("encode", step / 100);
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        },
      },
    });
    const changes = runner.watch("job1")[Symbol.asyncIterator]();
    await changes.next();
    const begun = performance.now();
    runner.submit(jobRow());
    const seen = new Set<number>();
    for (let row = await changes.next(); !row.done; row = await changes.next()) seen.add(row.value.progress);
    // 0, the sixty, and 1 when done.
    expect(seen.size).toBe(62);
    const written = updateJob.mock.calls.map(([, change]) => change);
    // Running, progress at 0, 250 and 500 ms and so on, done.
    expect(written.length).toBeGreaterThanOrEqual(4);
    expect(written.length).toBeLessThanOrEqual(4 + (performance.now() - begun) / 250);
    expect(written.at(-1)).toMatchObject({ status: "done", stage: "encode", progress: 1 });
    await runner.close();
  });

  test("takes the time from the clock that it is given", async () => {
    let time = 5000;
    const runner = createJobRunner({
      catalog,
      handlers: { ingest: async () => undefined },
      now: () => time++,
    });
    runner.submit(jobRow());
    await expect.poll(() => catalog.job("job1")).toMatchObject({ status: "done", updatedAt: 5001 });
    await runner.close();
  });

  test("a report after the end changes nothing", async () => {
    let late: () => void = () => undefined;
    const runner = createJobRunner({
      catalog,
      handlers: {
        async ingest({ report }) {
          late = () => report("late", 0.1);
        },
      },
    });
    runner.submit(jobRow());
    await expect.poll(() => catalog.job("job1")).toMatchObject({ status: "done" });
    late();
    await runner.close();
    expect(await catalog.job("job1")).toMatchObject({ status: "done", stage: "queued", progress: 1 });
  });

  test("a hook that fails is told of, and the job keeps its own error", async () => {
    const onTrouble = vi.fn();
    const trouble = new Error("the hook broke");
    const runner = createJobRunner({
      catalog,
      handlers: { ingest: () => Promise.reject(new Error("first")) },
      onFailed: () => Promise.reject(trouble),
      onTrouble,
    });
    runner.submit(jobRow());
    await expect.poll(() => catalog.job("job1")).toMatchObject({ status: "failed" });
    expect(onTrouble).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ id: "job1" }), trouble);
    await runner.close();
  });

  test("an end that cannot be written is told of, and the next start does the job again", async () => {
    const onTrouble = vi.fn();
    const full = new Error("full");
    const broken: typeof catalog.updateJob = async (id, change) => {
      if (change.status === "done" || change.stage === "encode") throw full;
      await catalog.updateJob(id, change);
    };
    const runner = createJobRunner({
      catalog: { ...catalog, updateJob: broken },
      handlers: { ingest: async ({ report }) => report("encode", 0.5) },
      onTrouble,
    });
    runner.submit(jobRow());
    await expect.poll(() => onTrouble.mock.calls.length).toBe(2);
    expect(onTrouble).toHaveBeenCalledWith(expect.objectContaining({ id: "job1" }), full);
    await runner.close();
    expect(await catalog.job("job1")).toMatchObject({ status: "running", attempts: 1 });
    const next = createJobRunner({ catalog, handlers: { ingest: async () => undefined } });
    expect(await next.resume()).toBe(1);
    await expect.poll(() => catalog.job("job1")).toMatchObject({ status: "done", attempts: 2 });
    await next.close();
  });
});
