import { setTimeout as pause } from "node:timers/promises";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { JobDispatch } from "../seams/job-dispatch.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import type { HeldLock, Locks } from "../seams/locks.ts";
import type { Notices } from "../seams/notices.ts";
import { CRASH_LIMIT, crashed, JobExecution, type JobExecutionOptions } from "./job-execution.ts";
import { hasEnded } from "./job-feed.ts";
import { KnownJobs } from "./known-jobs.ts";
import type { LiveJob } from "./live-job.ts";
import { RemoteChanges } from "./remote-changes.ts";

export interface SharedJobQueueOptions extends JobExecutionOptions {
  readonly catalog: Pick<Catalog, "insertJob" | "job" | "jobs" | "jobsById" | "updateJob">;
  readonly dispatch: JobDispatch;
  readonly locks: Locks;
  readonly notices: Notices;
  /** Kinds that this node takes; those without a handler fail. Default: those that have one. */
  readonly kinds?: readonly string[];
  /** How many jobs of a kind run on this node at a time; 1 where it is not said. */
  readonly concurrency?: Readonly<Record<string, number>>;
}

/** Topics of notices: a job changed; the node that runs it is to give it up. */
const CHANGED = "job.changed";
const CANCEL = "job.cancel";

/** Milliseconds between two looks for jobs whose node died. */
const LOOK_EVERY = 5000;
/** Looks between two of which it is seen to that every job which waits is offered. */
const OFFERS_EVERY = 12;
/** Milliseconds between two attempts to cancel a job that another node runs, and to take one that somebody has. */
const AGAIN = 500;

/**
 * A queue that many nodes share: rows lie in the catalog, a dispatch hands them out, and whoever runs a job, or
 * ends it unrun, holds its lock meanwhile. The lock goes with the connection of the process that has it: where a node
 * dies, another takes the job over within seconds, and none ever runs it beside it. Jobs run on nodes that
 * {@link work}.
 */
export class SharedJobQueue implements JobQueue {
  readonly #options: SharedJobQueueOptions;
  readonly #execution: JobExecution;
  readonly #now: () => number;
  readonly #known: KnownJobs;
  readonly #held = new WeakMap<LiveJob, HeldLock>();
  /** Runs that the database broke off: jobs by id, with the number of the run. */
  readonly #cutOff = new Map<string, number>();
  readonly #remote: RemoteChanges;
  readonly #endings: (() => void)[] = [];
  /** Offers go out one after the other: jobs start in the order in which they came. */
  #offering: Promise<void> = Promise.resolve();
  #looking: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(options: SharedJobQueueOptions) {
    const { catalog, notices, now = Date.now } = options;
    this.#options = options;
    this.#now = now;
    this.#known = new KnownJobs({ catalog, now });
    this.#execution = new JobExecution(options, {
      changed: (row) => this.#publish(row),
      stored: ({ id }) => notices.send(CHANGED, id),
      isOurs: async (job) => (await this.#held.get(job)?.isHeld()) ?? false,
      released: (job) => this.#release(job),
    });
    this.#remote = new RemoteChanges({
      ...{ catalog, feed: this.#known.feed },
      isOurs: (id) => this.#known.live(id) !== undefined,
      onTrouble: (thrown) => console.error("Jobs of other nodes were not looked at:", thrown),
    });
    this.#endings.push(
      notices.on(CHANGED, (id) => this.#remote.hear(id)),
      notices.on(CANCEL, (id) => this.#known.live(id)?.stop("cancel")),
    );
  }

  /** Begins to run jobs here, and to look after those of nodes that die. */
  async work(): Promise<void> {
    const { dispatch, handlers, kinds = Object.keys(handlers), concurrency = {} } = this.#options;
    const counts = kinds.map((kind) => [kind, concurrency[kind] ?? 1] as const);
    await dispatch.serve(Object.fromEntries(counts), (id) => this.#take(id));
    let looks = 0;
    const lookAgain = () => {
      this.#timer = setTimeout(() => {
        looks++;
        this.#looking = this.#takeOver({ offers: looks % OFFERS_EVERY === 0 })
          .catch((thrown) => console.error("Jobs of nodes that died were not looked for:", thrown))
          .then(() => {
            if (!this.#closed) lookAgain();
          });
      }, LOOK_EVERY).unref();
    };
    lookAgain();
  }

  submit(row: JobRow): void {
    if (this.#closed || this.#known.live(row.id)) return;
    this.#publish(row);
    this.#options.notices.send(CHANGED, row.id);
    this.#offer(row, () => this.#options.dispatch.offer(row.kind, row.id));
  }

  async insert(row: JobRow): Promise<void> {
    await this.#options.catalog.insertJob(row);
    this.submit(row);
  }

  async cancel(id: string): Promise<JobRow> {
    for (;;) {
      const job = this.#known.live(id);
      if (job) {
        job.stop("cancel");
        const last = await job.settled;
        if (hasEnded(last) || this.#closed) return last;
      }
      const row = await this.#known.find(id);
      if (hasEnded(row) || this.#closed) return row;
      const ended = await this.#endUnrun(row.id, (found) => {
        found.stop("cancel");
        return this.#execution.conclude(found, undefined);
      });
      if (ended) return ended;
      // Another node has it, or one of our own that goes on or gives it up in a moment.
      this.#options.notices.send(CANCEL, id);
      await pause(AGAIN);
    }
  }

  async retry(id: string): Promise<JobRow> {
    const row = await this.#known.renew(id);
    this.submit(row);
    return row;
  }

  watch(id: string, signal?: AbortSignal): AsyncIterable<JobRow> {
    return this.#known.watch(id, signal);
  }

  async *watchAll(signal?: AbortSignal): AsyncIterable<JobRow> {
    // The changes first: what happens from now on is not missed.
    const changes = this.#known.feed.subscribeAll(signal);
    try {
      for (const row of await this.#options.catalog.jobs({ status: ["queued", "running"] })) {
        yield this.#known.live(row.id)?.row ?? row;
      }
      yield* changes;
    } finally {
      changes.end();
    }
  }

  resume(): Promise<number> {
    return this.#takeOver({ offers: true });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const end of this.#endings) end();
    const jobs = this.#known.allLive();
    for (const job of jobs) job.stop("close");
    await Promise.all(jobs.map((job) => job.settled));
    await Promise.all([this.#looking, this.#offering]);
    await this.#options.dispatch.close();
    await this.#remote.close();
    this.#known.feed.close();
  }

  /** Runs a job that was handed to this node. @throws where it is to be handed out again */
  async #take(id: string): Promise<void> {
    const lock = this.#closed ? undefined : await this.#options.locks.tryTake(lockOf(id));
    if (!lock) {
      // Somebody ends it unrun, or is about to find out that it was taken over.
      if (!this.#closed) await pause(AGAIN);
      throw new Error(`Somebody else has job ${id}.`);
    }
    let last: JobRow;
    try {
      const row = await this.#options.catalog.job(id);
      if (!row || hasEnded(row)) return;
      const job = this.#adopt(row, lock);
      if (this.#closed) job.stop("close");
      if (killsNodes(row)) await this.#execution.conclude(job, crashed(row));
      else if (this.#closed) await this.#execution.conclude(job, undefined);
      else await this.#execution.run(job);
      last = job.row;
    } finally {
      await lock.release();
    }
    if (hasEnded(last)) return;
    await this.#offerUnended(last);
    throw new Error(`Job ${id} was cut short.`);
  }

  /**
   * Queues what runs nowhere any more although the catalog says so.
   * @param options.offers whether to see to it that every job which waits is offered
   * @returns how many jobs wait now that were looked at.
   */
  async #takeOver({ offers }: { readonly offers: boolean }): Promise<number> {
    const { catalog, dispatch } = this.#options;
    let waiting = 0;
    // What was submitted here a moment ago is to be found offered.
    await this.#offering;
    const open = await catalog.jobs({ status: offers ? ["queued", "running"] : ["running"] });
    for (const row of open) {
      if (this.#closed || this.#known.live(row.id)) continue;
      const isOffered = row.status === "queued" && (await dispatch.isOffered(row.kind, row.id));
      if (isOffered || (await this.#recover(row.id))) waiting++;
    }
    return waiting;
  }

  /**
   * Offers a job that somebody ran, or was about to run, who is gone; unless it is what kills them.
   * @returns whether it waits now
   */
  async #recover(id: string): Promise<boolean> {
    const { catalog, dispatch, locks } = this.#options;
    const lock = await locks.tryTake(lockOf(id));
    if (!lock) return false;
    try {
      const row = await catalog.job(id);
      if (!row || hasEnded(row)) return false;
      // No node died of a run that the database broke off.
      const counts = row.status !== "running" || this.#cutOff.get(id) !== row.attempts;
      const attempts = counts ? row.attempts : row.attempts - 1;
      if (killsNodes({ ...row, attempts })) {
        await this.#execution.conclude(this.#adopt(row, lock), crashed(row));
        return false;
      }
      if (row.status === "running")
        await catalog.updateJob(id, { status: "queued", attempts, updatedAt: this.#now() });
      await dispatch.offerAgain(row.kind, id);
      this.#options.notices.send(CHANGED, id);
      return true;
    } finally {
      await lock.release();
    }
  }

  /**
   * Has a job offered again that was not brought to an end here since the database went, as soon as that answers. The run
   * does not count, unless another node is quicker, to which this one seems dead.
   */
  async #offerUnended({ id, attempts }: JobRow): Promise<void> {
    this.#cutOff.set(id, attempts);
    while (!this.#closed) {
      try {
        const row = await this.#options.catalog.job(id);
        const isAsLeft = row && !hasEnded(row) && row.attempts === attempts;
        if (!isAsLeft || (await this.#recover(id))) break;
      } catch {
        // It does not answer yet.
      }
      await pause(AGAIN);
    }
    this.#cutOff.delete(id);
  }

  /** Ends a job that nobody runs. @returns it; undefined where somebody has it */
  async #endUnrun(id: string, end: (job: LiveJob) => Promise<void>): Promise<JobRow | undefined> {
    const lock = await this.#options.locks.tryTake(lockOf(id));
    if (!lock) return undefined;
    try {
      const row = await this.#known.find(id);
      if (hasEnded(row)) return row;
      const job = this.#adopt(row, lock);
      await end(job);
      return job.row;
    } finally {
      await lock.release();
    }
  }

  #offer(row: JobRow, offer: () => Promise<void>): void {
    this.#offering = this.#offering.then(offer).catch((thrown) => {
      // It waits in the catalog: nodes that run jobs look for such.
      const { onTrouble } = this.#options;
      if (onTrouble) onTrouble(row, thrown);
      else console.error(`Job ${row.id} was not offered yet:`, thrown);
    });
  }

  #adopt(row: JobRow, lock: HeldLock): LiveJob {
    const job = this.#known.adopt(row);
    this.#held.set(job, lock);
    lock.lost.addEventListener("abort", () => job.stop("lost"), { once: true });
    return job;
  }

  #publish(row: JobRow): void {
    this.#remote.changedHere(row);
    this.#known.feed.publish(row);
  }

  #release(job: LiveJob): void {
    this.#known.release(job);
    this.#publish(job.row);
    this.#options.notices.send(CHANGED, job.row.id);
    job.settle();
  }
}

const lockOf = (id: string): string => `job ${id}`;

const killsNodes = (row: JobRow): boolean => row.status === "running" && row.attempts >= CRASH_LIMIT;
