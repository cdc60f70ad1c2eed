import type { Engine, Observer } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import { renderEngine } from "./engine-figures.ts";
import { measuringObserver } from "./observe-engine.ts";

/** What `/metrics` shows, and what it is measured by. */
export interface ServerMetrics {
  readonly contentType: string;
  /** To be given to the engine. */
  readonly observer: Observer;
  /** Measures every request of `app`, by method, route and status: never by URL, which is personal and unbounded. */
  measureRequests(app: FastifyInstance): void;
  /** Measures an answer that took so many milliseconds. @param route as the router names it. */
  answered(method: string, route: string, status: number, ms: number): void;
  /** Counts an answer that asks to come again later. @param code of the error. */
  refused(code: string): void;
  /** Text in the exposition format of Prometheus. */
  render(engine: Pick<Engine, "metrics" | "openJobs">): Promise<string>;
}

/** Makes the metrics of one server. */
export function createMetrics(): ServerMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const durations = new Histogram({
    name: "http_request_duration_seconds",
    help: "Time from the request's arrival to the last byte of its answer.",
    labelNames: ["method", "route", "status"],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers,
  });
  const refusals = new Counter({
    name: "cutstream_refusals_total",
    help: "Requests that were asked to come again later, by the code of their error.",
    labelNames: ["code"],
    registers,
  });
  // As many as there are routes and statuses; to find their labels anew costs half of an observation.
  const known = new Map<string, ReturnType<typeof durations.labels>>();
  const answered: ServerMetrics["answered"] = (method, route, status, ms) => {
    const name = `${method} ${status} ${route}`;
    let one = known.get(name);
    if (!one) {
      one = durations.labels(method, route, String(status));
      known.set(name, one);
    }
    one.observe(ms / 1000);
  };
  return {
    contentType: registry.contentType,
    observer: measuringObserver(registry),
    answered,
    measureRequests(app) {
      app.addHook("onResponse", async (request, reply) => {
        const route = request.routeOptions.url ?? "unknown";
        answered(request.method, route, reply.raw.statusCode, reply.elapsedTime);
      });
    },
    refused: (code) => refusals.inc({ code }),
    render: async (engine) => `${await registry.metrics()}${await renderEngine(engine)}`,
  };
}
