import { CutstreamError } from "./errors.ts";
import { type Http, segment } from "./http.ts";
import { pause } from "./pause.ts";
import { readEvents } from "./sse.ts";
import type { Cancellable, Job } from "./types.ts";

/** Jobs: work that takes a while. */
export interface Jobs {
  /** @throws CutstreamError `job_not_found` */
  get(id: string, options?: Cancellable): Promise<Job>;
  /**
   * The job now and after each change, until it ends, however long that takes: a connection that breaks is made anew.
   * @example
   * ```ts
   * for await (const { stage, progress } of cs.jobs.progress(job.id)) console.log(stage, Math.round(progress * 100));
   * ```
   */
  progress(id: string, options?: Cancellable): AsyncGenerator<Job, void, undefined>;
  /**
   * All jobs that have not ended, then any job after each change: whatever the server does, over one connection. Ends
   * when the connection does: watch anew then, and look again at what you show, since jobs may have ended meanwhile.
   * @param options.onOpen called once the server answers.
   */
  watch(options?: Cancellable & { readonly onOpen?: () => void }): AsyncGenerator<Job, void, undefined>;
  /**
   * Waits for the job to end.
   * @throws CutstreamError with the job's own code where it failed, `cancelled` where it was cancelled.
   */
  done(id: string, options?: Cancellable): Promise<Job>;
  cancel(id: string, options?: Cancellable): Promise<Job>;
  /** Runs a failed or cancelled job again. @throws CutstreamError `job_not_retryable` */
  retry(id: string, options?: Cancellable): Promise<Job>;
}

const ENDED: ReadonlySet<string> = new Set(["done", "failed", "cancelled"]);

/** Connections in a row that may bring nothing before it is given up. */
const ATTEMPTS = 5;

/** Jobs over HTTP. */
export function createJobs(http: Http): Jobs {
  const path = (id: string, rest = "") => `/v1/jobs/${segment(id)}${rest}`;
  const progress: Jobs["progress"] = (id, options) => followJob(http, path(id, "/events"), options);
  return {
    get: (id, options) => http.json(path(id), options),
    progress,
    watch: ({ onOpen, ...options } = {}) => jobEvents(http, "/v1/jobs/events", options, onOpen),
    done: async (id, options) => {
      let last: Job | undefined;
      for await (const job of progress(id, options)) last = job;
      if (last?.status === "done") return last;
      throw failureOf(last);
    },
    cancel: (id, options) => http.json(path(id, "/cancel"), { ...options, method: "POST" }),
    retry: (id, options) => http.json(path(id, "/retry"), { ...options, method: "POST" }),
  };
}

async function* followJob(
  http: Http,
  path: string,
  options: Cancellable = {},
): AsyncGenerator<Job, void, undefined> {
  let last = "";
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    try {
      for await (const job of jobEvents(http, path, options)) {
        attempt = 1;
        // A new connection begins with where the old one was.
        const seen = JSON.stringify(job);
        if (seen !== last) yield job;
        last = seen;
        if (ENDED.has(job.status)) return;
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      if (!isBroken(error) || attempt === ATTEMPTS) throw error;
    }
    await pause(100 * 2 ** attempt, options.signal);
  }
  throw new CutstreamError("The job's events ended before the job did.", {
    code: "unreachable",
    remedy: "Check that the server is up, then follow the job again.",
  });
}

async function* jobEvents(
  http: Http,
  path: string,
  options: Cancellable,
  onOpen: () => void = () => {},
): AsyncGenerator<Job, void, undefined> {
  const response = await http.send(path, { ...options, headers: { accept: "text/event-stream" } });
  onOpen();
  if (response.body === null) return;
  for await (const { event, data } of readEvents(response.body)) {
    if (event === "job") yield JSON.parse(data) as Job;
  }
}

/** A connection that broke may be made again; an answer that says no may not. */
function isBroken(error: unknown): boolean {
  return !(error instanceof CutstreamError) || error.code === "unreachable";
}

function failureOf(job: Job | undefined): CutstreamError {
  if (job?.error) return new CutstreamError(job.error.message, job.error);
  const remedy = "Retry the job to start again.";
  return new CutstreamError(`The job was ${job?.status ?? "lost"}.`, { code: "cancelled", remedy });
}
