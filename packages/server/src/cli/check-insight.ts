import { isLoopback } from "../http/auth.ts";
import { type Environment, readTracing } from "../tracing/settings.ts";
import type { Finding } from "./checks.ts";

/** Says where traces go, by the standard variables. */
export function checkTraces(environment: Environment): Finding {
  const name = "traces";
  try {
    const settings = readTracing(environment);
    if (!settings) return { name, state: "good", detail: "off; OTEL_EXPORTER_OTLP_ENDPOINT turns them on" };
    const { ratio, byParent } = settings.sampler;
    const share = `${ratio * 100} % of those that begin here${byParent ? ", and what callers trace" : ""}`;
    return { name, state: "good", detail: `on, to ${settings.target}: ${share}` };
  } catch (error) {
    const remedy = "Set the variable as the message says, or unset it: a server does not start with it.";
    return { name, state: "missing", detail: (error as Error).message, remedy };
  }
}

/** Says where metrics are, and who may read them. */
export function checkMetrics(host: string, port: number): Finding {
  const readers = isLoopback(host) ? "for this machine" : "with an API key";
  return { name: "metrics", state: "good", detail: `on, at http://${host}:${port}/metrics, ${readers}` };
}
