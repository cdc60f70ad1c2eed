import { openPgBossDispatch } from "../adapters/postgres/pg-boss-dispatch.ts";
import { openPostgresLocks } from "../adapters/postgres/postgres-locks.ts";
import { openPostgresNotices } from "../adapters/postgres/postgres-notices.ts";
import type { EngineConfig } from "../api/config.ts";
import { createJobRunner, type JobRunnerOptions } from "../jobs/job-runner.ts";
import { SharedJobQueue } from "../jobs/shared-job-queue.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { createLocalLocks, type Locks } from "../seams/locks.ts";
import { type Notices, noNotices } from "../seams/notices.ts";

/** What joins this process to others on the same database, or keeps to itself where it is alone. */
export interface Cluster {
  /** Whether there may be others. */
  readonly isShared: boolean;
  /** Milliseconds between two looks for what nodes promised that died; undefined where there are none. */
  readonly lookEvery: number | undefined;
  readonly locks: Locks;
  readonly notices: Notices;
  /** Makes the queue of jobs. Jobs run here once `work` was called. */
  openQueue(options: JobRunnerOptions & { readonly catalog: Catalog }): Promise<ClusterQueue>;
  close(): Promise<void>;
}

/** A queue, and how this process begins to run its jobs: those first that were left unfinished. */
export interface ClusterQueue {
  readonly jobs: JobQueue;
  work(): Promise<void>;
}

const LOOK_EVERY = 60_000;

/** Opens what the configuration says: a database is shared, a data folder is one process's own. */
export function openCluster({ databaseUrl: url }: Pick<EngineConfig, "databaseUrl">): Cluster {
  return url === undefined ? alone() : onDatabase(url);
}

function alone(): Cluster {
  const [locks, notices] = [createLocalLocks(), noNotices()];
  return {
    ...{ isShared: false, lookEvery: undefined, locks, notices },
    async openQueue(options) {
      const jobs = createJobRunner(options);
      return { jobs, work: async () => void (await jobs.resume()) };
    },
    close: async () => undefined,
  };
}

function onDatabase(url: string): Cluster {
  const [locks, notices] = [openPostgresLocks(url), openPostgresNotices(url)];
  return {
    ...{ isShared: true, lookEvery: LOOK_EVERY, locks, notices },
    async openQueue(options) {
      const dispatch = await openPgBossDispatch({
        url,
        kinds: Object.keys(options.handlers),
        // The driver's errors carry the whole connection.
        onTrouble: (thrown) =>
          console.error("The queue of jobs:", thrown instanceof Error ? thrown.message : thrown),
      });
      const jobs = new SharedJobQueue({ ...options, dispatch, locks, notices });
      const work = async () => {
        await jobs.resume();
        await jobs.work();
      };
      return { jobs, work };
    },
    async close() {
      await Promise.all([locks.close(), notices.close()]);
    },
  };
}
