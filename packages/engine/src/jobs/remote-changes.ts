import { LRUCache } from "lru-cache";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import { hasEnded, type JobFeed } from "./job-feed.ts";

/** Milliseconds after which watched jobs are looked at although nobody told of a change. */
const LOOK_EVERY = 2000;
/** Jobs of which is kept what was told last. */
const KNOWN = 10_000;

export interface RemoteChangesParts {
  readonly catalog: Pick<Catalog, "jobs" | "jobsById">;
  readonly feed: JobFeed;
  /** Whether a job runs here: what the catalog says of it is older. */
  readonly isOurs: (id: string) => boolean;
  readonly onTrouble: (thrown: unknown) => void;
}

/**
 * Tells those who watch jobs here how jobs go that other nodes run: it reads their rows when it is told of a change, and
 * every two seconds in case it was not told. Reads one time after the other, and nothing that nobody watches.
 */
export class RemoteChanges {
  readonly #parts: RemoteChangesParts;
  readonly #told = new LRUCache<string, string>({ max: KNOWN });
  readonly #timer: NodeJS.Timeout;
  #asked = new Set<string>();
  /** Jobs that changed here while rows were read. */
  #newer: Set<string> | undefined;
  #reading: Promise<void> = Promise.resolve();
  #isReading = false;
  #closed = false;

  constructor(parts: RemoteChangesParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY).unref();
  }

  /** A job is said to have changed on another node. */
  hear(id: string): void {
    const { ids, all } = this.#parts.feed.watched();
    if (all || ids.includes(id)) this.#ask([id]);
  }

  /** A job changed here: rows that are read now may be older than this. */
  changedHere(row: JobRow): void {
    this.#newer?.add(row.id);
    this.#told.set(row.id, printOf(row));
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.#reading;
  }

  #look(): void {
    const { ids, all } = this.#parts.feed.watched();
    this.#ask(ids);
    if (!all) return;
    const { catalog, onTrouble } = this.#parts;
    // Open ones, and those that were open when they were last told of.
    const open = [...this.#told].flatMap(([id, print]) => (print.startsWith("open") ? [id] : []));
    catalog
      .jobs({ status: ["queued", "running"] })
      .then((rows) => this.#ask([...open, ...rows.map((row) => row.id)]), onTrouble);
  }

  #ask(ids: readonly string[]): void {
    for (const id of ids) this.#asked.add(id);
    if (this.#asked.size === 0 || this.#isReading || this.#closed) return;
    this.#isReading = true;
    this.#reading = this.#readAsked()
      .catch(this.#parts.onTrouble)
      .finally(() => {
        this.#isReading = false;
        this.#newer = undefined;
      });
  }

  async #readAsked(): Promise<void> {
    const { catalog, feed, isOurs } = this.#parts;
    while (this.#asked.size > 0 && !this.#closed) {
      const ids = [...this.#asked].filter((id) => !isOurs(id));
      this.#asked = new Set();
      const newer = new Set<string>();
      this.#newer = newer;
      for (const row of (await catalog.jobsById(ids)).values()) {
        const print = printOf(row);
        if (newer.has(row.id) || isOurs(row.id) || this.#told.get(row.id) === print) continue;
        this.#told.set(row.id, print);
        feed.publish(row);
      }
    }
  }
}

/** What of a job those who watch it can tell from another state of it. */
const printOf = (row: JobRow): string =>
  `${hasEnded(row) ? "ended" : "open"} ${row.status} ${row.attempts} ${row.progress} ${row.updatedAt} ${row.stage}`;
