import type { Observer, TimedStep } from "@cutstream/engine";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { type HistogramDefinition, JOB_HISTOGRAMS, STEP_HISTOGRAMS } from "./definitions.ts";

/** An observer of an engine that counts and measures into a registry. */
export function measuringObserver(registry: Registry): Observer {
  const registers = [registry];
  const histogram = ({ name, help, labels, buckets }: HistogramDefinition) =>
    new Histogram({ name, help, labelNames: [...labels], buckets: [...buckets], registers });
  const steps = new Map(
    Object.entries<HistogramDefinition>(STEP_HISTOGRAMS).map(([step, definition]) => [
      step as TimedStep,
      { byKind: definition.labels.includes("kind"), histogram: histogram(definition) },
    ]),
  );
  const [duration, wait, speed] = [
    histogram(JOB_HISTOGRAMS.duration),
    histogram(JOB_HISTOGRAMS.wait),
    histogram(JOB_HISTOGRAMS.speed),
  ];
  const lookups = new Counter({
    name: "cutstream_cache_lookups_total",
    help: "Look-ups in caches in memory, by whether what was looked for was there.",
    labelNames: ["cache", "result"],
    registers,
  });
  const running = new Gauge({
    name: "cutstream_jobs_running",
    help: "Jobs that this process runs.",
    labelNames: ["kind"],
    registers,
  });
  return {
    timed(step, kind, seconds, failed) {
      const outcome = failed ? "failed" : "done";
      const known = steps.get(step);
      known?.histogram.observe(known.byKind ? { kind, outcome } : { outcome }, seconds);
    },
    looked: (cache, found) => lookups.inc({ cache, result: found ? "hit" : "miss" }),
    jobBegan: (kind) => running.inc({ kind }),
    jobRan({ kind, outcome, attempt, waited, seconds }) {
      running.dec({ kind });
      duration.observe({ kind, outcome }, seconds);
      if (attempt === 1) wait.observe({ kind }, waited);
    },
    ingested: (mode, lasts, seconds) => speed.observe({ mode }, lasts / Math.max(seconds, 0.001)),
  };
}
