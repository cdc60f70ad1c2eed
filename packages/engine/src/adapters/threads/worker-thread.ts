import { Worker } from "node:worker_threads";
import PQueue from "p-queue";
import { CutstreamError, type ErrorCode } from "../../errors.ts";
import type { Answer, Call } from "./serve-calls.ts";

/** What a thread runs, and how its failures are told. */
export interface WorkerThreadOptions {
  /** Script that hands its functions to `serveCalls`. */
  readonly script: URL;
  /** The script's `workerData`. */
  readonly data?: unknown;
  /** Code and message of the error when the thread itself fails: its modules, its memory. */
  readonly failure: { readonly code: ErrorCode; readonly message: string };
}

/** How one call is made. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** Calls that wait are made in this order, higher first. Default 0. */
  readonly priority?: number;
  /** Buffers that are given away to the thread, not copied. */
  readonly transfer?: readonly ArrayBuffer[];
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: CutstreamError): void;
}

/**
 * A worker thread for heavy work, so that the event loop stays free. It starts with the first call, makes one call at
 * a time, starts anew after it broke, and never keeps the process alive unless a call is under way.
 */
export class WorkerThread {
  readonly #options: WorkerThreadOptions;
  readonly #queue = new PQueue({ concurrency: 1 });
  readonly #closing = new AbortController();
  #worker: Worker | undefined;
  #pending: Pending | undefined;

  constructor(options: WorkerThreadOptions) {
    this.#options = options;
  }

  /**
   * Calls one of the script's functions.
   * @throws CutstreamError `cancelled` as soon as the signal fires or the thread is closed, though the thread may
   * still be at it; what the function throws; the configured failure where the thread breaks.
   */
  async call<Result>(task: string, input: unknown, options: CallOptions = {}): Promise<Result> {
    const { signal, priority = 0, transfer = [] } = options;
    const stop = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const cancel = () => reject(new CutstreamError("cancelled", "The work was cancelled."));
    if (stop.aborted) cancel();
    stop.addEventListener("abort", cancel, { once: true });
    const run = async () => {
      if (!stop.aborted) resolve((await this.#run({ task, input }, transfer)) as Result);
    };
    this.#queue.add(run, { priority }).catch(reject);
    try {
      return await promise;
    } finally {
      stop.removeEventListener("abort", cancel);
    }
  }

  /** Stops the thread; calls under way and later ones throw `cancelled`. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#worker?.terminate();
  }

  async #run(call: Call, transfer: readonly ArrayBuffer[]): Promise<unknown> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#pending = { resolve, reject };
    worker.ref();
    try {
      worker.postMessage(call, [...transfer]);
      return await promise;
    } finally {
      this.#pending = undefined;
      worker.unref();
    }
  }

  #start(): Worker {
    // The flags of a test runner or a loader are not the thread's.
    const worker = new Worker(this.#options.script, { workerData: this.#options.data, execArgv: [] });
    worker.on("message", (answer: Answer) => {
      if ("error" in answer) this.#pending?.reject(this.#explain(answer.error));
      else this.#pending?.resolve(answer.result);
    });
    const broken = (cause: unknown) => {
      if (this.#worker === worker) this.#worker = undefined;
      this.#pending?.reject(this.#failure(cause));
    };
    worker.on("error", broken);
    worker.on("exit", (code) => broken(new Error(`The thread ended with ${code}.`)));
    return worker;
  }

  #explain(error: Extract<Answer, { error: unknown }>["error"]): CutstreamError {
    const cause = new Error(error.message);
    if (error.stack !== undefined) cause.stack = error.stack;
    return error.code === null ? this.#failure(cause) : new CutstreamError(error.code, error.message);
  }

  #failure(cause: unknown): CutstreamError {
    const { code, message } = this.#options.failure;
    return new CutstreamError(code, message, { cause });
  }
}
