import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { openPgBossDispatch } from "../../packages/engine/src/adapters/postgres/pg-boss-dispatch.ts";
import { openPostgresCatalog } from "../../packages/engine/src/adapters/postgres/postgres-catalog.ts";
import { openPostgresLocks } from "../../packages/engine/src/adapters/postgres/postgres-locks.ts";
import { openPostgresNotices } from "../../packages/engine/src/adapters/postgres/postgres-notices.ts";
import { SharedJobQueue } from "../../packages/engine/src/jobs/shared-job-queue.ts";
import { collectionRow, jobRow, videoRow } from "../../packages/engine/src/seams/catalog.fixtures.ts";
import type { Catalog, JobRow } from "../../packages/engine/src/seams/catalog.ts";
import { type JobQueueSetup, jobQueueContract } from "../../packages/engine/src/seams/job-queue.contract.ts";
import type { JobQueue } from "../../packages/engine/src/seams/job-queue.ts";
import { postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";

const programs = postgresPrograms();
if (!programs)
  console.warn("SKIPPED jobs that nodes share: no initdb on PATH or in /usr/lib/postgresql/*/bin");

/** Kinds of jobs of the contract. */
const KINDS = ["ingest", "heads"];

/** Milliseconds for a test, and for what closes its nodes: none takes a tenth of it on an idle machine. */
const PATIENCE = 60_000;

// Nodes talk over a database: what a busy machine does once is told, what it does again and again is red.
describe.skipIf(!programs)("jobs on PostgreSQL", { retry: 1 }, () => {
  let server: TestPostgres;
  let url: string;
  beforeAll(async () => {
    vi.setConfig({ hookTimeout: PATIENCE });
    server = await startPostgres(programs ?? "");
  });
  afterAll(() => server?.stop());

  /** What a node's queue is made of, to be cut off. */
  const killers = new WeakMap<JobQueue, () => Promise<void>>();

  /** A node of the cluster. */
  async function openNode(setup: JobQueueSetup, works = true): Promise<JobQueue> {
    const onTrouble = (thrown: unknown) => console.error("pg-boss:", thrown);
    const dispatch = await openPgBossDispatch({ url, kinds: KINDS, onTrouble });
    const [locks, notices] = [openPostgresLocks(url), openPostgresNotices(url)];
    const queue = new SharedJobQueue({ ...setup, kinds: KINDS, dispatch, locks, notices });
    if (works) await queue.work();
    const cutOff = async () => {
      await Promise.all([locks.close(), notices.close()]);
    };
    killers.set(queue, async () => {
      await dispatch.close();
      await cutOff();
    });
    const close = queue.close.bind(queue);
    let closing: Promise<void> | undefined;
    queue.close = () => {
      closing ??= close().then(cutOff);
      return closing;
    };
    return queue;
  }

  /** A catalog in a database of its own: a node that a test left behind takes no jobs of the next one. */
  async function openEmpty(): Promise<Catalog> {
    url = await server.database();
    return openPostgresCatalog({ url });
  }

  /** One that runs jobs once it was told of some, as a server does after it has looked for what was left. */
  async function openServer(setup: JobQueueSetup): Promise<JobQueue> {
    const queue = (await openNode(setup, false)) as SharedJobQueue;
    let working: Promise<void> | undefined;
    const work = () => {
      working ??= queue.work();
      return working;
    };
    const [submit, retry, resume] = [
      queue.submit.bind(queue),
      queue.retry.bind(queue),
      queue.resume.bind(queue),
    ];
    queue.submit = (row) => {
      submit(row);
      void work();
    };
    queue.retry = async (id) => {
      await work();
      return retry(id);
    };
    queue.resume = async () => {
      const resumed = await resume();
      await work();
      return resumed;
    };
    const close = queue.close.bind(queue);
    queue.close = async () => {
      await working;
      await close();
    };
    return queue;
  }

  jobQueueContract("pg-boss", openEmpty, openServer, async (queue) => killers.get(queue)?.());

  describe("of several nodes", () => {
    const nodes: JobQueue[] = [];
    let catalog: Catalog;

    async function cluster(...setups: (Omit<JobQueueSetup, "catalog"> & { works?: boolean })[]) {
      catalog = await openEmpty();
      await catalog.insertCollection(collectionRow());
      await catalog.insertVideo(videoRow(), jobRow());
      for (const { works = true, ...setup } of setups)
        nodes.push(await openNode({ ...setup, catalog }, works));
      return nodes;
    }
    afterEach(async () => {
      for (const node of nodes.splice(0)) await node.close();
      await catalog.close();
    });

    const last = async (queue: JobQueue, id = "job1"): Promise<JobRow | undefined> => {
      let row: JobRow | undefined;
      for await (row of queue.watch(id));
      return row;
    };

    test("one runs a job that another took in, and all see how far it is and how it ends", async () => {
      const gate = Promise.withResolvers<void>();
      const [api, worker] = await cluster(
        { handlers: { ingest: () => Promise.reject(new Error("not here")) }, works: false },
        {
          handlers: {
            async ingest({ report }) {
              report("encode", 0.5);
              await gate.promise;
            },
          },
        },
      );
      const seen = vi.fn();
      const watched = (async () => {
        for await (const { status, stage, progress } of api!.watch("job1")) {
          seen(`${status} ${stage} ${progress}`);
          if (stage === "encode") gate.resolve();
        }
      })();
      const everything = (async () => {
        for await (const { status } of api!.watchAll()) if (status === "done") return;
      })();
      api!.submit(jobRow());
      await Promise.all([watched, everything]);
      expect(seen).toHaveBeenCalledWith("running encode 0.5");
      expect(seen).toHaveBeenLastCalledWith("done encode 1");
      expect(await last(worker!)).toMatchObject({ status: "done", attempts: 1 });
    });

    test("each of many jobs runs once, whoever takes it", async () => {
      const ran: string[] = [];
      const handlers = {
        ingest: async ({ job }: { job: JobRow }) => void ran.push(job.id),
      };
      const [one, other] = await cluster({ handlers }, { handlers });
      const ids = Array.from({ length: 20 }, (_, n) => `many${n}`);
      for (const [n, id] of ids.entries()) await (n % 2 ? one! : other!).insert(jobRow({ id }));
      for (const id of ids) expect(await last(one!, id)).toMatchObject({ status: "done", attempts: 1 });
      expect(ran.sort()).toEqual([...ids].sort());
    });

    test("what one cancels, another gives up", async () => {
      const [api, worker] = await cluster(
        { handlers: {}, works: false },
        {
          handlers: {
            ingest: ({ signal }) =>
              new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
          },
        },
      );
      api!.submit(jobRow());
      for await (const { status } of api!.watch("job1")) if (status === "running") break;
      expect(await api!.cancel("job1")).toMatchObject({ status: "cancelled", error: { code: "cancelled" } });
      expect(await last(worker!)).toMatchObject({ status: "cancelled" });
      expect(await worker!.retry("job1")).toMatchObject({ status: "queued" });
      expect(await api!.cancel("job1")).toMatchObject({ status: "cancelled" });
    });

    test("a node that starts leaves alone what another runs, and takes over what one ran that died", async () => {
      const gate = Promise.withResolvers<void>();
      const first = vi.fn(() => new Promise<void>(() => undefined));
      const second = vi.fn(() => gate.promise);
      const [one, other] = await cluster(
        { handlers: { ingest: first } },
        { handlers: { ingest: second }, works: false },
      );
      one!.submit(jobRow());
      for await (const { status } of other!.watch("job1")) if (status === "running") break;
      expect(await other!.resume()).toBe(0);
      expect(await catalog.job("job1")).toMatchObject({ status: "running", attempts: 1 });
      await killers.get(one!)?.();
      await (other as SharedJobQueue).work();
      for await (const { status, attempts } of other!.watch("job1"))
        if (status === "running" && attempts === 2) break;
      gate.resolve();
      expect(await last(other!)).toMatchObject({ status: "done", attempts: 2 });
      expect([first.mock.calls.length, second.mock.calls.length]).toEqual([1, 1]);
      nodes.splice(0, 1);
    });
  });
});
