import type { EngineMetrics } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What `/metrics` shows. */
export interface ServerMetrics {
  readonly contentType: string;
  /** Text in the exposition format of Prometheus. */
  render(engine: EngineMetrics): Promise<string>;
}

/** Measures every request of `app`, by method, route and status: never by URL, which is personal and unbounded. */
export function measureRequests(app: FastifyInstance): ServerMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the request's arrival to the last byte of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unknown";
    durations.labels(request.method, route, String(reply.raw.statusCode)).observe(reply.elapsedTime / 1000);
  });
  return {
    contentType: registry.contentType,
    render: async (engine) => `${await registry.metrics()}${await renderEngine(engine)}`,
  };
}

async function renderEngine({ counters, gauges }: EngineMetrics): Promise<string> {
  const registry = new Registry();
  const registers = [registry];
  for (const [name, value] of Object.entries(counters)) {
    new Counter({
      name: `cutstream_${metricName(name)}_total`,
      help: `${name}, since start.`,
      registers,
    }).inc(value);
  }
  for (const [name, value] of Object.entries(gauges)) {
    new Gauge({ name: `cutstream_${metricName(name)}`, help: `${name}, now.`, registers }).set(value);
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
