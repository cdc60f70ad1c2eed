import { context, diag, propagation, trace } from "@opentelemetry/api";
import type { Sampler, SpanExporter, SpanProcessor } from "@opentelemetry/sdk-trace";
import { type Environment, readTracing, type SamplerSettings, type TracingSettings } from "./settings.ts";

/** Tracing that is on, for the whole process. */
export interface Tracing {
  readonly settings: TracingSettings;
  /** Says what of it goes wrong: a collector that does not answer, spans that are dropped. */
  report(warn: (message: string) => void): void;
  /** Sends what is left, and turns it off. */
  stop(): Promise<void>;
}

/**
 * Turns tracing on where the environment asks for it. The SDK is read only then; without it every span is nothing.
 * @throws CutstreamError `invalid_request` where a variable asks for what there is not.
 */
export async function startTracing(environment: Environment = process.env): Promise<Tracing | undefined> {
  const settings = readTracing(environment);
  if (!settings) return undefined;
  const [sdk, { AsyncLocalStorageContextManager }, resources, core] = await Promise.all([
    import("@opentelemetry/sdk-trace"),
    import("@opentelemetry/context-async-hooks"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/core"),
  ]);
  // Not the process's command line: it may hold keys.
  const { envDetector, serviceInstanceIdDetector } = resources;
  const found = resources.detectResources({ detectors: [serviceInstanceIdDetector, envDetector] });
  const resource = resources
    .defaultResource()
    .merge(resources.resourceFromAttributes({ "service.name": "cutstream" }))
    .merge(found);
  const provider = new sdk.TracerProvider({
    resource,
    sampler: toSampler(settings.sampler, sdk),
    spanProcessors: [await processorOf(settings, environment, sdk)],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  return {
    settings,
    report(warn) {
      const silent = () => {};
      diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent });
    },
    async stop() {
      await provider.shutdown().catch(() => undefined);
      for (const api of [trace, context, propagation, diag]) api.disable();
    },
  };
}

type Sdk = typeof import("@opentelemetry/sdk-trace");

async function processorOf(
  { exporter }: TracingSettings,
  environment: Environment,
  sdk: Sdk,
): Promise<SpanProcessor> {
  const target: SpanExporter =
    exporter === "console"
      ? new sdk.ConsoleSpanExporter()
      : // It reads the other OTEL_EXPORTER_OTLP_* itself: endpoint, headers, timeout, compression, certificates.
        new (await import("@opentelemetry/exporter-trace-otlp-http")).OTLPTraceExporter();
  const delay = Number(environment.OTEL_BSP_SCHEDULE_DELAY);
  return new sdk.BatchSpanProcessor({
    exporter: target,
    ...(delay > 0 && { scheduledDelayMillis: delay }),
  });
}

function toSampler({ byParent, ratio }: SamplerSettings, sdk: Sdk): Sampler {
  const root = new sdk.TraceIdRatioBasedSampler(ratio);
  return byParent ? new sdk.ParentBasedSampler({ root }) : root;
}
