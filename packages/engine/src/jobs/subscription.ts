import type { JobRow } from "../seams/catalog.ts";

/** What one reader has not read yet of the changes of jobs. It ends when it is told to, or its signal is aborted. */
export abstract class Subscription implements AsyncIterable<JobRow> {
  readonly #onEnd: () => void;
  readonly #signal: AbortSignal | undefined;
  #ended = false;
  #wake: () => void = () => undefined;

  constructor(onEnd: () => void, signal: AbortSignal | undefined) {
    this.#onEnd = onEnd;
    this.#signal = signal;
    signal?.addEventListener("abort", this.end, { once: true });
  }

  /** Keeps a change, in place of those before it that a slow reader can do without. */
  protected abstract keep(job: JobRow): void;
  /** Takes the change that is to be read next, if there is one. */
  protected abstract take(): JobRow | undefined;

  push(job: JobRow): void {
    this.keep(job);
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
  [Symbol.asyncIterator](): AsyncGenerator<JobRow, void, undefined> {
    return this.changes();
  }

  protected async *changes(): AsyncGenerator<JobRow, void, undefined> {
    for (;;) {
      const job = this.take();
      if (job) yield job;
      else if (this.#ended) return;
      else {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    }
  }
}
