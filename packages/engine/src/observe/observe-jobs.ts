import type { VideoView } from "../api/videos.ts";
import { asCutstreamError } from "../errors.ts";
import type { JobContext, JobHandler } from "../seams/job-queue.ts";
import type { Observer } from "./observer.ts";
import { withRequest } from "./request-context.ts";
import { tracedFrom } from "./traced.ts";

/** Milliseconds that only go forward, whatever the clock is set to. */
const stopwatch = (): number => performance.now();

/**
 * Handlers that run as part of the request that queued their jobs, whose id and trace they carry on, and that tell of
 * each run.
 * @param now milliseconds since 1970.
 * @param elapsed milliseconds since any moment.
 */
export function observeJobs<Kinds extends string>(
  handlers: Readonly<Record<Kinds, JobHandler>>,
  observer: Observer,
  now: () => number,
  elapsed: () => number = stopwatch,
): Readonly<Record<Kinds, JobHandler>> {
  const observed = Object.entries<JobHandler>(handlers).map(([kind, handler]) => [
    kind,
    (context: JobContext) => run(handler, context, { observer, now, elapsed }),
  ]);
  return Object.fromEntries(observed) as Record<Kinds, JobHandler>;
}

/**
 * The handler of ingest jobs that tells how fast videos were taken in.
 * @param show a video as it is once it was taken in.
 * @param elapsed milliseconds since any moment.
 */
export function observeIngest(
  ingest: JobHandler,
  show: (video: string) => Promise<Pick<VideoView, "mode" | "duration">>,
  observer: Observer,
  elapsed: () => number = stopwatch,
): JobHandler {
  return async (context) => {
    const begun = elapsed();
    await ingest(context);
    const { mode, duration } = await show(context.job.video);
    if (mode !== null && duration !== null) observer.ingested(mode, duration, (elapsed() - begun) / 1000);
  };
}

async function run(
  handler: JobHandler,
  context: JobContext,
  { observer, now, elapsed }: { observer: Observer; now: () => number; elapsed: () => number },
): Promise<void> {
  const { id, kind, video, attempts, origin, createdAt } = context.job;
  const [waited, begun] = [Math.max(0, now() - createdAt), elapsed()];
  const request = origin?.request === undefined ? undefined : { id: origin.request, key: origin.key ?? null };
  const facts = { "cutstream.job": id, "cutstream.attempt": attempts };
  let outcome: "done" | "failed" | "stopped" = "done";
  let error: string | undefined;
  observer.jobBegan(kind);
  try {
    await withRequest(request, () => tracedFrom(origin?.trace, `job ${kind}`, facts, () => handler(context)));
  } catch (thrown) {
    outcome = context.signal.aborted ? "stopped" : "failed";
    error = asCutstreamError(thrown).code;
    throw thrown;
  } finally {
    observer.jobRan({
      ...{ id, kind, video, outcome, attempt: attempts },
      ...(error !== undefined && { error }),
      waited: waited / 1000,
      seconds: (elapsed() - begun) / 1000,
      ...(request && { request: request.id }),
    });
  }
}
