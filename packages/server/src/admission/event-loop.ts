import { monitorEventLoopDelay } from "node:perf_hooks";

/** How late the event loop is, and how many requests come. */
export interface EventLoop {
  /** Milliseconds, mean over the last sample. */
  readonly lateness: () => number;
  /** Requests a second, over the last sample. */
  readonly rate: () => number;
  /** Counts a request. */
  count(): void;
  stop(): void;
}

/** Milliseconds between two of the looks that a sample is the mean of. */
const RESOLUTION = 20;
/** Milliseconds of a sample: short beside what players have buffered. */
const SAMPLE = 500;

/** Watches the event loop of this thread until it is stopped. */
export function watchEventLoop(): EventLoop {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION });
  delays.enable();
  let [lateness, rate, requests, since] = [0, 0, 0, performance.now()];
  const sample = (): void => {
    const now = performance.now();
    // NaN where nothing was seen
    lateness = Math.max(0, (delays.mean || 0) / 1e6 - RESOLUTION);
    rate = (requests * 1000) / (now - since);
    requests = 0;
    since = now;
    delays.reset();
  };
  const timer = setInterval(sample, SAMPLE).unref();
  return {
    lateness: () => lateness,
    rate: () => rate,
    count() {
      requests++;
    },
    stop() {
      clearInterval(timer);
      delays.disable();
    },
  };
}
