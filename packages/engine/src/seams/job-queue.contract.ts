import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CutstreamError } from "../errors.ts";
import { collectionRow, jobRow, videoRow } from "./catalog.fixtures.ts";
import type { Catalog, JobRow } from "./catalog.ts";
import type { JobContext, JobHandler, JobQueue } from "./job-queue.ts";

/** What a queue under test is made of. */
export interface JobQueueSetup {
  readonly catalog: Catalog;
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly concurrency?: Readonly<Record<string, number>>;
  readonly onFailed?: (job: JobRow, error: CutstreamError) => Promise<void>;
}

/**
 * What every job queue does. `openCatalog` opens an empty catalog, `create` makes a queue over one, `kill` has a queue
 * be as that of a process which was killed.
 */
export function jobQueueContract(
  name: string,
  openCatalog: () => Promise<Catalog>,
  create: (setup: JobQueueSetup) => JobQueue | Promise<JobQueue>,
  kill: (queue: JobQueue) => Promise<void> = async () => undefined,
): void {
  describe(`job queue contract: ${name}`, () => {
    let catalog: Catalog;
    const queues: JobQueue[] = [];
    beforeEach(async () => {
      catalog = await openCatalog();
      await catalog.insertCollection(collectionRow());
      await catalog.insertVideo(videoRow(), jobRow());
    });
    afterEach(async () => {
      for (const queue of queues.splice(0)) await queue.close();
      await catalog.close();
    });
    /** Makes a queue; a second one over the same catalog is the process that starts after the first. */
    async function start(
      handlers: Record<string, JobHandler>,
      rest: Omit<Partial<JobQueueSetup>, "handlers"> = {},
    ) {
      const queue = await create({ catalog, handlers, ...rest });
      queues.push(queue);
      return queue;
    }

    describe("a job", () => {
      test("runs, and is done", async () => {
        const contexts: JobContext[] = [];
        const queue = await start({ ingest: async (context) => void contexts.push(context) });
        queue.submit(jobRow());
        expect(await ended(queue)).toMatchObject({ status: "done", progress: 1, attempts: 1, error: null });
        expect(await catalog.job("job1")).toEqual(await ended(queue));
        expect(contexts).toHaveLength(1);
        expect(contexts[0]!.job).toMatchObject({
          ...jobRow(),
          status: "running",
          attempts: 1,
          updatedAt: expect.anything(),
        });
        expect(contexts[0]!.signal.aborted).toBe(false);
      });

      test("is inserted and run", async () => {
        const queue = await start({ heads: async () => undefined });
        await queue.insert(jobRow({ id: "job2", kind: "heads" }));
        expect(await ended(queue, "job2")).toMatchObject({ status: "done" });
        await expect(queue.insert(jobRow({ id: "job3", video: "gone" }))).rejects.toMatchObject({
          code: "video_not_found",
        });
      });

      test("that is submitted twice runs once", async () => {
        const gate = Promise.withResolvers<void>();
        const handler = vi.fn(() => gate.promise);
        const queue = await start({ ingest: handler });
        queue.submit(jobRow());
        queue.submit(jobRow());
        gate.resolve();
        await ended(queue);
        await settle();
        expect(handler).toHaveBeenCalledTimes(1);
      });

      test("is running in the catalog before its handler is called", async () => {
        const queue = await start({
          ingest: async () =>
            expect(await catalog.job("job1")).toMatchObject({ status: "running", attempts: 1 }),
        });
        queue.submit(jobRow());
        expect(await ended(queue)).toMatchObject({ status: "done" });
      });

      test("that fails keeps its error, its stage and how far it came", async () => {
        const told: [JobRow, CutstreamError][] = [];
        const queue = await start(
          {
            async ingest({ report }) {
              report("probe", 0.25);
              throw new CutstreamError("source_unreadable", "The file is cut short.");
            },
          },
          {
            onFailed: async (job, error) => {
              // Told first: a process that dies in between runs the job again, and tells again.
              expect(await catalog.job(job.id)).toMatchObject({ status: "running" });
              told.push([job, error]);
            },
          },
        );
        queue.submit(jobRow());
        const row = await ended(queue);
        expect(row).toMatchObject({
          status: "failed",
          stage: "probe",
          progress: 0.25,
          error: {
            code: "source_unreadable",
            message: "The file is cut short.",
            remedy: expect.stringContaining("plays elsewhere"),
          },
        });
        expect(await catalog.job("job1")).toEqual(row);
        expect(told).toEqual([[expect.objectContaining({ id: "job1" }), expect.any(CutstreamError)]]);
      });

      test.each([
        [
          "throws what is no CutstreamError",
          { ingest: () => Promise.reject(new TypeError("x is not a function")) },
        ],
        [
          "throws before it returns a promise",
          {
            ingest: () => {
              throw new TypeError("at once");
            },
          },
        ],
        ["is not there", {}],
      ])("whose handler %s fails as internal", async (_, handlers) => {
        const queue = await start(handlers);
        queue.submit(jobRow());
        expect(await ended(queue)).toMatchObject({ status: "failed", error: { code: "internal" } });
      });
    });

    describe("concurrency", () => {
      test("is kept for each kind by itself, and jobs start in order", async () => {
        const running = { ingest: 0, heads: 0 };
        const most = { ingest: 0, heads: 0 };
        const order: string[] = [];
        const full = Promise.withResolvers<void>();
        const handler =
          (kind: "ingest" | "heads"): JobHandler =>
          async ({ job }) => {
            order.push(job.id);
            most[kind] = Math.max(most[kind], ++running[kind]);
            if (running.heads === 3) full.resolve();
            await (kind === "heads" ? full.promise : settle(3));
            await settle(1);
            running[kind]--;
          };
        const queue = await start(
          { ingest: handler("ingest"), heads: handler("heads") },
          { concurrency: { heads: 3 } },
        );
        const ids = Array.from({ length: 20 }, (_, index) => `${index % 2 ? "ingest" : "heads"}-${index}`);
        for (const id of ids) await catalog.insertJob(jobRow({ id, kind: id.split("-")[0]! }));
        for (const id of ids) queue.submit((await catalog.job(id))!);
        for (const id of ids) expect(await ended(queue, id)).toMatchObject({ status: "done" });
        expect(most).toEqual({ ingest: 1, heads: 3 });
        const oneByOne = (id: string) => id.startsWith("ingest");
        expect(order.filter(oneByOne)).toEqual(ids.filter(oneByOne));
        expect(order.toSorted()).toEqual(ids.toSorted());
      });
    });

    describe("cancelling", () => {
      test("a running job aborts it, waits for it, and is told to the owner", async () => {
        const onFailed = vi.fn(async () => undefined);
        let gaveUp = false;
        const queue = await start(
          {
            async ingest({ signal }) {
              await aborted(signal);
              await settle(2);
              gaveUp = true;
              throw new Error("ffmpeg was killed");
            },
          },
          { onFailed },
        );
        queue.submit(jobRow());
        await reaches(queue, (row) => row.status === "running");
        const row = await queue.cancel("job1");
        expect(gaveUp).toBe(true);
        expect(row).toMatchObject({ status: "cancelled", error: { code: "cancelled" } });
        expect(await catalog.job("job1")).toEqual(row);
        expect(onFailed).toHaveBeenCalledExactlyOnceWith(
          expect.objectContaining({ id: "job1" }),
          expect.objectContaining({ code: "cancelled" }),
        );
      });

      test("a job that waits ends it at once, and it never runs", async () => {
        const gate = Promise.withResolvers<void>();
        const ran: string[] = [];
        const queue = await start({
          async ingest({ job }) {
            ran.push(job.id);
            await gate.promise;
          },
        });
        for (const id of ["job2", "job3"]) await catalog.insertJob(jobRow({ id }));
        for (const id of ["job1", "job2", "job3"]) queue.submit((await catalog.job(id))!);
        expect(await queue.cancel("job2")).toMatchObject({ status: "cancelled", attempts: 0 });
        gate.resolve();
        await ended(queue, "job3");
        expect(ran).toEqual(["job1", "job3"]);
      });

      test("a job whose handler is done all the same leaves it done", async () => {
        const queue = await start({ ingest: ({ signal }) => aborted(signal) });
        queue.submit(jobRow());
        await reaches(queue, (row) => row.status === "running");
        expect(await queue.cancel("job1")).toMatchObject({ status: "done" });
      });

      test("twice at a time, or what has ended, changes nothing", async () => {
        const queue = await start({ ingest: ({ signal }) => aborted(signal, true) });
        queue.submit(jobRow());
        const [one, other] = await Promise.all([queue.cancel("job1"), queue.cancel("job1")]);
        expect(one).toEqual(other);
        expect(one).toMatchObject({ status: "cancelled" });
        expect(await queue.cancel("job1")).toEqual(one);
        await expect(queue.cancel("nope")).rejects.toMatchObject({ code: "job_not_found" });
      });

      test("a job that was not resumed cancels it", async () => {
        const queue = await start({});
        expect(await queue.cancel("job1")).toMatchObject({ status: "cancelled" });
        expect(await queue.resume()).toBe(0);
      });
    });

    describe("retrying", () => {
      test("a failed job runs it again, as new", async () => {
        let runs = 0;
        const queue = await start({
          async ingest({ job, report }) {
            expect(job.attempts).toBe(1);
            report("encode", 0.5);
            if (++runs === 1) throw new Error("first");
          },
        });
        queue.submit(jobRow());
        await ended(queue);
        expect(await queue.retry("job1")).toMatchObject({
          status: "queued",
          progress: 0,
          attempts: 0,
          error: null,
        });
        expect(await ended(queue)).toMatchObject({ status: "done", error: null, attempts: 1 });
        expect(runs).toBe(2);
      });

      test("any other job is refused", async () => {
        const queue = await start({ ingest: ({ signal }) => aborted(signal, true) });
        const refused = { code: "job_not_retryable" };
        await expect(queue.retry("job1")).rejects.toMatchObject(refused);
        queue.submit(jobRow());
        await reaches(queue, (row) => row.status === "running");
        await expect(queue.retry("job1")).rejects.toMatchObject(refused);
        await expect(queue.retry("nope")).rejects.toMatchObject({ code: "job_not_found" });
        await queue.cancel("job1");
        expect(await queue.retry("job1")).toMatchObject({ status: "queued" });
      });
    });

    describe("watching", () => {
      test("sees each stage in order, and ends with the job", async () => {
        const queue = await start({
          async ingest({ report }) {
            for (const stage of ["fetch", "probe", "copy"]) {
              report(stage, 0.5);
              await settle();
            }
          },
        });
        const watched = collect(queue);
        await settle();
        queue.submit(jobRow());
        const rows = await watched;
        const seen = rows.map((row) => `${row.status} ${row.stage}`);
        expect(seen.filter((entry, index) => entry !== seen[index - 1])).toEqual([
          "queued queued",
          "running queued",
          "running fetch",
          "running probe",
          "running copy",
          "done copy",
        ]);
      });

      test("a slow reader sees the latest progress, each stage, and the end", async () => {
        const queue = await start({
          async ingest({ report }) {
            for (let step = 0; step < 10_000; step++) report(step < 5000 ? "fetch" : "encode", step / 10_000);
          },
        });
        const rows = queue.watch("job1")[Symbol.asyncIterator]();
        await rows.next();
        queue.submit(jobRow());
        await vi.waitFor(
          async () => expect(await catalog.job("job1")).toMatchObject({ status: "done" }),
          15_000,
        );
        await settle();
        const seen: string[] = [];
        for (let row = await rows.next(); !row.done; row = await rows.next()) {
          seen.push(`${row.value.status} ${row.value.stage} ${row.value.progress}`);
        }
        expect(seen.slice(-3)).toEqual(["running fetch 0.4999", "running encode 0.9999", "done encode 1"]);
        expect(seen.length).toBeLessThan(8);
      });

      test("a job that has ended shows its end", async () => {
        const queue = await start({ ingest: async () => undefined });
        queue.submit(jobRow());
        await ended(queue);
        expect(await collect(queue)).toEqual([await catalog.job("job1")]);
      });

      test("progress that is no share of one is made one", async () => {
        const gate = Promise.withResolvers<void>();
        const queue = await start({
          async ingest({ report }) {
            for (const [stage, progress] of [
              ["a", -1],
              ["b", 7],
              ["c", Number.NaN],
              ["d", 0.5],
            ] as const) {
              report(stage, progress);
            }
            await gate.promise;
          },
        });
        const watched = collect(queue);
        await settle();
        queue.submit(jobRow());
        await reaches(queue, (row) => row.stage === "d");
        gate.resolve();
        const progress = new Map((await watched).map((row) => [row.stage + row.status, row.progress]));
        expect(Object.fromEntries(progress)).toMatchObject({
          arunning: 0,
          brunning: 1,
          crunning: 0,
          drunning: 0.5,
        });
      });

      test("of all jobs begins with those that have not ended, and goes on with each that changes", async () => {
        const gates = { ingest: Promise.withResolvers<void>(), heads: Promise.withResolvers<void>() };
        const queue = await start({ ingest: () => gates.ingest.promise, heads: () => gates.heads.promise });
        queue.submit(jobRow());
        await reaches(queue, (row) => row.status === "running");
        const seen: string[] = [];
        for await (const { id, status } of queue.watchAll()) {
          if (seen.at(-1) !== `${id} ${status}`) seen.push(`${id} ${status}`);
          if (seen.length === 1) await queue.insert(jobRow({ id: "job2", kind: "heads" }));
          if (`${id} ${status}` === "job2 running") gates.heads.resolve();
          if (`${id} ${status}` === "job2 done") gates.ingest.resolve();
          if (`${id} ${status}` === "job1 done") break;
        }
        expect(seen[0]).toBe("job1 running");
        expect(seen.slice(-3)).toEqual(["job2 running", "job2 done", "job1 done"]);
        const late: string[] = [];
        const abort = new AbortController();
        setTimeout(() => abort.abort(), 10);
        for await (const { id } of queue.watchAll(abort.signal)) late.push(id);
        expect(late).toEqual([]);
      });

      test("ends where the reader leaves, aborts, or the queue closes; others go on", async () => {
        const gate = Promise.withResolvers<void>();
        const queue = await start({ ingest: () => gate.promise });
        queue.submit(jobRow());
        for await (const row of queue.watch("job1")) {
          expect(row.id).toBe("job1");
          break;
        }
        const abort = new AbortController();
        const aborting = collect(queue, "job1", abort.signal);
        const other = collect(queue);
        await settle();
        abort.abort();
        expect((await aborting).at(-1)).toMatchObject({ id: "job1" });
        expect(await collect(queue, "job1", abort.signal)).toHaveLength(1);
        gate.resolve();
        expect((await other).at(-1)).toMatchObject({ status: "done" });
        await expect(collect(queue, "nope")).rejects.toMatchObject({ code: "job_not_found" });
        await catalog.insertJob(jobRow({ id: "job2" }));
        const idle = collect(queue, "job2");
        await settle();
        await queue.close();
        expect(await idle).toEqual([jobRow({ id: "job2" })]);
      });
    });

    describe("starting again", () => {
      test("after closing runs what had not ended, and no run counts that was cut off", async () => {
        let runs = 0;
        const handlers = {
          ingest: async ({ signal, report }: JobContext) => {
            runs++;
            report("encode", 0.5);
            if (runs <= 5) await aborted(signal, true);
          },
        };
        await catalog.insertJob(jobRow({ id: "job2" }));
        // More often than crashes are forgiven.
        for (let restart = 1; restart <= 5; restart++) {
          const queue = await start(handlers);
          expect(await queue.resume()).toBe(2);
          await reaches(queue, (row) => row.status === "running" && row.stage === "encode");
          await queue.close();
          expect(await catalog.job("job1")).toMatchObject({ status: "queued", attempts: 0, stage: "encode" });
          expect(await catalog.job("job2")).toEqual(jobRow({ id: "job2" }));
        }
        const queue = await start(handlers);
        expect(await queue.resume()).toBe(2);
        expect(await ended(queue)).toMatchObject({ status: "done", attempts: 1 });
        expect(await ended(queue, "job2")).toMatchObject({ status: "done", attempts: 1 });
        expect(await queue.resume()).toBe(0);
      });

      test("closing lets a handler that is done all the same be done, and takes no more", async () => {
        const handler = vi.fn(({ signal }: JobContext) => aborted(signal));
        const queue = await start({ ingest: handler });
        queue.submit(jobRow());
        await reaches(queue, (row) => row.status === "running");
        await catalog.insertJob(jobRow({ id: "job2" }));
        await Promise.all([queue.close(), queue.close()]);
        expect(await catalog.job("job1")).toMatchObject({ status: "done" });
        queue.submit(jobRow({ id: "job2" }));
        await settle(5);
        expect(handler).toHaveBeenCalledTimes(1);
        expect(await catalog.job("job2")).toMatchObject({ status: "queued" });
      });

      test("a job that is cancelled while the queue closes is not resumed", async () => {
        const queue = await start({
          async ingest({ signal }) {
            await aborted(signal);
            await settle(5);
            throw new Error("gave up");
          },
        });
        queue.submit(jobRow());
        await reaches(queue, (row) => row.status === "running");
        const closing = queue.close();
        expect(await queue.cancel("job1")).toMatchObject({
          status: "cancelled",
          error: { message: "The job was cancelled." },
        });
        await closing;
      });

      test("after crashes runs a job again, three times at most", async () => {
        const hang: JobHandler = () => new Promise(() => undefined);
        for (let crash = 1; crash <= 3; crash++) {
          // Left as it stands, as by a process that was killed: it is never closed.
          const killed = await create({ catalog, handlers: { ingest: hang } });
          try {
            expect(await killed.resume()).toBe(1);
            await vi.waitFor(
              async () =>
                expect(await catalog.job("job1")).toMatchObject({ status: "running", attempts: crash }),
              { timeout: 15_000 },
            );
          } finally {
            await kill(killed);
          }
        }
        const onFailed = vi.fn(async () => undefined);
        const queue = await start({ ingest: ({ signal }) => aborted(signal, true) }, { onFailed });
        expect(await queue.resume()).toBe(0);
        const row = await catalog.job("job1");
        expect(row).toMatchObject({
          status: "failed",
          attempts: 3,
          error: { code: "internal", message: expect.stringContaining("died 3 times") },
        });
        expect(onFailed).toHaveBeenCalledTimes(1);
        expect(await queue.retry("job1")).toMatchObject({ status: "queued", attempts: 0 });
        await queue.cancel("job1").catch(() => undefined);
      });
    });
  });
}

/** Rows that a watcher sees, to the end. */
async function collect(queue: JobQueue, id = "job1", signal?: AbortSignal): Promise<JobRow[]> {
  const rows: JobRow[] = [];
  for await (const row of queue.watch(id, signal)) rows.push(row);
  return rows;
}

const ended = async (queue: JobQueue, id = "job1"): Promise<JobRow> => (await collect(queue, id)).at(-1)!;

/** Waits until the job is as wanted. */
async function reaches(queue: JobQueue, wanted: (row: JobRow) => boolean, id = "job1"): Promise<void> {
  for await (const row of queue.watch(id)) if (wanted(row)) return;
  throw new Error("The job ended without it.");
}

/** Resolves, or rejects, once the signal is aborted. */
const aborted = (signal: AbortSignal, rejecting = false): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = () => (rejecting ? reject(signal.reason) : resolve());
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  });

/** Lets all that is ready go on. */
const settle = (milliseconds = 1): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
