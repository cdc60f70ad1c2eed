/** Least time between two writes of one job's progress, in milliseconds. */
const WRITE_INTERVAL = 250;

/**
 * Writes the latest of many values, at once where nothing was written for {@link WRITE_INTERVAL}, else when that is
 * over; never two at a time.
 */
export class ProgressWriter<T> {
  readonly #write: (value: T) => Promise<void>;
  readonly #onError: (thrown: unknown) => void;
  #pending: { readonly value: T } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(write: (value: T) => Promise<void>, onError: (thrown: unknown) => void) {
    this.#write = write;
    this.#onError = onError;
  }

  put(value: T): void {
    if (this.#stopped) return;
    this.#pending = { value };
    if (this.#timer === undefined) this.#flush();
  }

  /** Writes nothing more, and waits for a write under way. What was not written yet is the caller's to write. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    await this.#writing;
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#timer = undefined;
    if (!pending) return;
    this.#writing = this.#write(pending.value).catch(this.#onError);
    this.#timer = setTimeout(() => {
      void this.#writing.then(() => {
        if (!this.#stopped) this.#flush();
      });
    }, WRITE_INTERVAL);
  }
}
