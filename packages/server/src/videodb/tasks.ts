import { asCutstreamError, CutstreamError, type Engine, type JobView } from "@cutstream/engine";
import { done, type Envelope, failed } from "./envelope.ts";

/** Something that takes longer than an answer may: a job of the engine, and what becomes of it. */
export interface Task {
  /** Which result it has. */
  readonly kind: string;
  /** Id of the job. */
  readonly job: string;
  /** What else the result depends on. */
  readonly wish?: unknown;
}

/** What comes of a kind of task, once its job is done. @param video that the job worked for. */
export type Result = (video: string, wish: unknown) => Promise<Envelope>;

/** An answer that is not there yet, or is. */
export interface TaskAnswer extends Partial<Envelope> {
  readonly success: boolean;
  /** `processing` while it is not. */
  readonly status?: "processing" | "done";
  readonly request_type?: "sync";
}

/**
 * The asynchronous protocol: the SDK is given an address, and asks there until it has an answer. A task's id says all
 * that there is to know of it, so that it outlives the process, as the job does.
 */
export interface Tasks {
  /** Says what becomes of tasks of a kind. */
  define(kind: string, result: Result): void;
  /** Goes on with the callbacks that an earlier process was not done with. Call it once all kinds are defined. */
  resume(): void;
  /** The first answer to a wish. With a callback the answer is empty, and that address is told in the end. */
  begin(task: Task, baseUrl: string, callback?: string): Promise<TaskAnswer>;
  /** Waits for a task for a while. @throws CutstreamError `job_not_found` */
  wait(id: string, baseUrl: string): Promise<TaskAnswer>;
  /** What there is already; with a callback the answer is empty, and that address is told. */
  settled(body: Envelope, callback?: string): Promise<Envelope>;
}

/**
 * Milliseconds that an answer is waited for: SDKs look at once, then every five seconds, and give up on a single answer
 * after thirty.
 */
const PATIENCE = 20_000;

/** Kinds of callbacks: what comes of a task, and what was known at once. */
const OUTCOME = "videodb.task";
const KNOWN = "videodb.answer";

const hasEnded = ({ status }: JobView): boolean => status !== "queued" && status !== "running";

export function createTasks(parts: {
  readonly engine: Pick<Engine, "jobs" | "callbacks">;
  readonly closing: AbortSignal;
}): Tasks {
  const { engine, closing } = parts;
  const results = new Map<string, Result>();

  const finish = async (task: Task, { status, error, video }: JobView): Promise<Envelope> => {
    if (status === "failed" && error) return failed(error);
    if (status !== "done") return { success: false, message: "The work was cancelled." };
    const result = results.get(task.kind);
    if (!result) throw unknownTask(writeTask(task));
    try {
      return await result(video, task.wish);
    } catch (thrown) {
      return failed(asCutstreamError(thrown));
    }
  };

  const last = async (job: string, signal: AbortSignal): Promise<JobView | undefined> => {
    let seen: JobView | undefined;
    for await (const view of engine.jobs.watch(job, signal)) seen = view;
    return seen;
  };

  const processing = (task: Task, baseUrl: string, percentage = 0): TaskAnswer => {
    const id = writeTask(task);
    const data = { id, output_url: `${baseUrl}/async-response/${id}`, percentage };
    return { success: true, status: "processing", request_type: "sync", data };
  };

  /** What is told of a task in the end. @throws CutstreamError `cancelled` where the server closes before */
  const outcome = async (task: Task): Promise<Envelope> => {
    try {
      const job = await last(task.job, closing);
      if (job && hasEnded(job)) return await finish(task, job);
    } catch (thrown) {
      if (!closing.aborted) return failed(asCutstreamError(thrown));
    }
    throw new CutstreamError("cancelled", "The server closes.");
  };

  return {
    define: (kind, result) => void results.set(kind, result),

    resume() {
      engine.callbacks.define(OUTCOME, (wish) => outcome(readTask(String(wish))));
      engine.callbacks.define(KNOWN, async (wish) => wish as Envelope);
    },

    async begin(task, baseUrl, callback) {
      if (callback === undefined) return processing(task, baseUrl);
      await engine.callbacks.promise(callback, OUTCOME, writeTask(task));
      // The Python SDK breaks on anything that says "processing" here.
      return done();
    },

    async wait(id, baseUrl) {
      const task = readTask(id);
      if (!results.has(task.kind)) throw unknownTask(id);
      const job = await last(task.job, AbortSignal.any([closing, AbortSignal.timeout(PATIENCE)]));
      if (!job || !hasEnded(job)) {
        return processing(task, baseUrl, Math.round((job?.progress ?? 0) * 100));
      }
      const answer = await finish(task, job);
      return answer.success ? { ...answer, status: "done" } : answer;
    },

    async settled(body, callback) {
      if (callback === undefined) return body;
      await engine.callbacks.promise(callback, KNOWN, body);
      return done();
    },
  };
}

/** `media.job_1`, `transcript.job_1.eyJ9`: what else there is stands as JSON in base64url. */
function writeTask({ kind, job, wish }: Task): string {
  const rest = wish === undefined ? [] : [Buffer.from(JSON.stringify(wish)).toString("base64url")];
  return [kind, job, ...rest].join(".");
}

function readTask(id: string): Task {
  const [kind = "", job = "", wish] = id.split(".");
  if (wish === undefined) return { kind, job };
  try {
    return { kind, job, wish: JSON.parse(Buffer.from(wish, "base64url").toString("utf8")) };
  } catch {
    throw unknownTask(id);
  }
}

function unknownTask(id: string): CutstreamError {
  return new CutstreamError("job_not_found", `There is nothing under way called ${id.slice(0, 80)}.`);
}
