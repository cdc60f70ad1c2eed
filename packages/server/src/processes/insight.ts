import type { Engine, Health } from "@cutstream/engine";
import type { ServerMetrics } from "../metrics/metrics.ts";
import type { Peers } from "./member.ts";
import { mergeHealth } from "./merge-health.ts";
import { mergeMetrics } from "./merge-metrics.ts";

/** What a server tells of itself. */
export interface Insight {
  health(): Promise<Health>;
  /** In the exposition format of Prometheus. */
  metrics(): Promise<string>;
}

/**
 * What a server tells of its engine, or of those of all processes where there are several: whichever is asked then tells
 * the same.
 * @param tenant whose engine it is, where not the default one's.
 */
export function insightOf(
  engine: Pick<Engine, "health" | "metrics" | "openJobs">,
  metrics: Pick<ServerMetrics, "render">,
  peers: Peers | undefined,
  tenant = "",
): Insight {
  const own: Insight = { health: () => engine.health(), metrics: () => metrics.render(engine) };
  if (!peers) return own;
  const [health, figures] = [`health ${tenant}`, `metrics ${tenant}`];
  peers.answer(health, async () => JSON.stringify(await own.health()));
  peers.answer(figures, own.metrics);
  return {
    health: async () => mergeHealth(await peers.gather(health)),
    metrics: async () => mergeMetrics(await peers.gather(figures)),
  };
}
