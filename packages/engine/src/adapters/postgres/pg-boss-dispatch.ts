import { setTimeout as pause } from "node:timers/promises";
import { PgBoss } from "pg-boss";
import type { JobDispatch } from "../../seams/job-dispatch.ts";

/** Names of its tables and queues, apart from those of others who use pg-boss in the same database. */
const SCHEMA = "cutstream_pgboss";
const QUEUE_PREFIX = "cutstream.";

/** Connections: for what is offered and taken; one more listens. */
const CONNECTIONS = 3;

/** Seconds. */
const HEARTBEAT = 60;
const SUPERVISE = 20;
const POLL = 2;
/** The most that pg-boss allows a single run. */
const LONGEST_RUN = 24 * 3600;
/** What was done is only looked at by those who debug. */
const KEEP_DONE = 3600;
const KEEP_WAITING = 365 * 24 * 3600;

/** Milliseconds for which the end waits for those who took a job and do not give it up. */
const LONGEST_END = 2000;

/** How often a job may be offered again: the job itself counts how often it killed who ran it. */
const RETRIES = 1_000_000;

export interface PgBossDispatchOptions {
  /** `postgresql://user:password@host:5432/database`. */
  readonly url: string;
  /** Kinds of jobs that there are. */
  readonly kinds: readonly string[];
  /** Told of what pg-boss itself could not do. */
  readonly onTrouble: (thrown: unknown) => void;
}

/**
 * Dispatches jobs by pg-boss, in tables of its own in the same database. A ticket holds the id of a job and nothing else;
 * the job's row in the catalog stays what everybody goes by. Tickets of one job are taken one after the other, never two
 * at a time (`key_strict_fifo`), and one whose taker was not heard of for a minute is offered again.
 */
export async function openPgBossDispatch({
  url,
  kinds,
  onTrouble,
}: PgBossDispatchOptions): Promise<JobDispatch> {
  const boss = new PgBoss({
    connectionString: url,
    application_name: "cutstream",
    schema: SCHEMA,
    max: CONNECTIONS,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: SUPERVISE,
    monitorIntervalSeconds: SUPERVISE,
  });
  let closing = false;
  // What is cut off by the end is offered again.
  boss.on("error", (thrown) => {
    if (!closing) onTrouble(thrown);
  });
  await boss.start();
  for (const kind of kinds) {
    await boss.createQueue(queueOf(kind), {
      policy: "key_strict_fifo",
      notify: true,
      heartbeatSeconds: HEARTBEAT,
      expireInSeconds: LONGEST_RUN,
      retryLimit: RETRIES,
      retentionSeconds: KEEP_WAITING,
      deleteAfterSeconds: KEEP_DONE,
    });
  }

  const send = async (kind: string, id: string): Promise<void> => {
    await boss.send(queueOf(kind), { job: id }, { singletonKey: id });
  };
  const serveOne = async (kind: string, take: (id: string) => Promise<void>): Promise<void> => {
    const worker: string = await boss.work<{ job: string }>(
      queueOf(kind),
      { pollingIntervalSeconds: POLL, notifyPollingIntervalSeconds: POLL },
      async ([ticket]) => {
        try {
          if (ticket) await take(ticket.data.job);
        } finally {
          // Else it sleeps after each job, however short that was.
          boss.notifyWorker(worker);
        }
      },
    );
  };
  return {
    offer: send,

    async offerAgain(kind, id) {
      const tickets = await boss.findJobs(queueOf(kind), { key: id });
      if (tickets.length > 0)
        await boss.deleteJob(
          queueOf(kind),
          tickets.map((ticket) => ticket.id),
        );
      await send(kind, id);
    },

    async isOffered(kind, id) {
      const tickets = await boss.findJobs(queueOf(kind), { key: id });
      // One that somebody took who is gone would hold the others back.
      const states = tickets.map(({ state }) => state).filter((state) => state !== "completed");
      return states.length > 0 && states.every((state) => state === "created" || state === "retry");
    },

    async serve(concurrency, take) {
      for (const [kind, count] of Object.entries(concurrency))
        for (let n = 0; n < count; n++) await serveOne(kind, take);
    },

    // Whoever runs something has given up by now.
    async close() {
      closing = true;
      // Who takes a ticket at this moment is to give it back: cut off, it would be nobody's for a minute.
      const ended = Promise.all(kinds.map((kind) => boss.offWork(queueOf(kind), { wait: true })));
      await Promise.race([ended, pause(LONGEST_END, undefined, { ref: false })]);
      await boss.stop({ graceful: false });
    },
  };
}

const queueOf = (kind: string): string => QUEUE_PREFIX + kind;
