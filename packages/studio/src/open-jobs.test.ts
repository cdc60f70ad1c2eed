import type { Job } from "cutstream";
import { expect, test } from "vitest";
import { activityOf, type OpenJobs, withJob } from "./open-jobs.ts";

const job = (change: Partial<Job>): Job => ({
  id: "job_1",
  kind: "ingest",
  video: "vid_1",
  status: "running",
  stage: "encode",
  progress: 0.25,
  attempts: 1,
  createdAt: "",
  updatedAt: "",
  ...change,
});

const after = (...changes: readonly Partial<Job>[]): OpenJobs =>
  changes.map(job).reduce(withJob, new Map() as OpenJobs);

test("jobs that end are open no more", () => {
  const jobs = after({}, { id: "job_2" }, { status: "failed" });
  expect([...jobs.keys()]).toEqual(["job_2"]);
});

test("what runs is told before what waits, and what is first done first", () => {
  expect(activityOf("vid_1", after({}))).toEqual({ text: "Taking in: encode", share: 0.25 });
  const waiting = { status: "queued", stage: "queued" } as const;
  const jobs = after({ id: "a", kind: "heads", ...waiting }, { id: "b", kind: "index", stage: "speech" });
  expect(activityOf("vid_1", jobs)?.text).toBe("Analysing: speech");
  expect(activityOf("vid_1", after({ kind: "index", ...waiting }))?.text).toBe(
    "Analysing: waiting for its turn",
  );
  expect(activityOf("vid_2", jobs)).toBeUndefined();
});
