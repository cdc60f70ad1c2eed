import type { Observer } from "@cutstream/engine";
import { createJobLog } from "../http/job-log.ts";
import { createMetrics } from "./metrics.ts";

/** What is measured and logged of an engine's work, for the server over it. */
export function observeServer() {
  const metrics = createMetrics();
  const jobLog = createJobLog();
  const observer: Observer = {
    ...metrics.observer,
    jobRan(run) {
      metrics.observer.jobRan(run);
      jobLog.jobRan(run);
    },
  };
  return { metrics, jobLog, observer };
}
