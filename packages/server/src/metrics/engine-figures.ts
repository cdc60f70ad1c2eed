import type { Engine } from "@cutstream/engine";
import { Counter, Gauge, Registry } from "prom-client";
import { ENGINE_FIGURES } from "./definitions.ts";

/** What an engine counts itself, as it is now. */
export async function renderEngine(engine: Pick<Engine, "metrics" | "openJobs">): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  const { counters, gauges } = engine.metrics();
  for (const [name, value] of Object.entries(counters)) {
    const help = ENGINE_FIGURES[name] ?? `${name}, since start.`;
    new Counter({ name: `cutstream_${metricName(name)}_total`, help, registers }).inc(value);
  }
  for (const [name, value] of Object.entries(gauges)) {
    const help = ENGINE_FIGURES[name] ?? `${name}, now.`;
    new Gauge({ name: `cutstream_${metricName(name)}`, help, registers }).set(value);
  }
  const jobs = new Gauge({
    name: "cutstream_jobs",
    help: "Jobs that wait or run, of all processes that share the catalog.",
    labelNames: ["kind", "status"],
    registers,
  });
  const oldest = new Gauge({
    name: "cutstream_job_oldest_age_seconds",
    help: "How long the job that has waited, or run, longest does so.",
    labelNames: ["kind", "status"],
    registers,
  });
  for (const { kind, status, count, since } of await engine.openJobs()) {
    jobs.labels(kind, status).set(count);
    oldest.labels(kind, status).set(Math.max(0, Date.now() - since) / 1000);
  }
  return registry.metrics();
}

/** `segmentCache.hits` as `segment_cache_hits`. */
function metricName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^a-zA-Z0-9_]/g, "_")
    .replace(/_total$/, "")
    .toLowerCase();
}
