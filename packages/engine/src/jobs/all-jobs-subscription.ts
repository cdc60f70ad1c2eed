import type { JobRow } from "../seams/catalog.ts";

/** The latest state of each job that one reader has not read yet. */
export class AllJobsSubscription implements AsyncIterable<JobRow> {
  /** By id, in the order in which they first changed: never more than there are jobs, however slow the reader. */
  readonly #unread = new Map<string, JobRow>();
  readonly #onEnd: () => void;
  readonly #signal: AbortSignal | undefined;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(onEnd: () => void, signal: AbortSignal | undefined) {
    this.#onEnd = onEnd;
    this.#signal = signal;
    signal?.addEventListener("abort", this.end, { once: true });
  }

  push(job: JobRow): void {
    this.#unread.set(job.id, job);
    this.#wake();
  }

  /** Lets the reader come to an end once it has read what there is. */
  readonly end = (): void => {
    this.#ended = true;
    this.#signal?.removeEventListener("abort", this.end);
    this.#onEnd();
    this.#wake();
  };

  /** Changes until the end; one reader only. */
  async *[Symbol.asyncIterator](): AsyncGenerator<JobRow, void, undefined> {
    for (;;) {
      for (const [id, job] of this.#unread) {
        this.#unread.delete(id);
        yield job;
      }
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
