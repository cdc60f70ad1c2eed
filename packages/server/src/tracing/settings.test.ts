import { describe, expect, it } from "vitest";
import { readTracing } from "./settings.ts";

const OTEL = { OTEL_EXPORTER_OTLP_ENDPOINT: "https://user:pass@collector:4318/?token=1" };

describe("tracing", () => {
  it("is off where nobody asked for it, or it was turned off", () => {
    expect(readTracing({})).toBeUndefined();
    expect(readTracing({ OTEL_SERVICE_NAME: "x" })).toBeUndefined();
    expect(readTracing({ ...OTEL, OTEL_SDK_DISABLED: "true" })).toBeUndefined();
    expect(readTracing({ ...OTEL, OTEL_TRACES_EXPORTER: "none" })).toBeUndefined();
  });

  it("goes where the endpoint is, which is shown without its secrets", () => {
    const sampler = { byParent: true, ratio: 1 };
    expect(readTracing(OTEL)).toEqual({ exporter: "otlp", sampler, target: "https://collector:4318" });
    expect(readTracing({ OTEL_TRACES_EXPORTER: "otlp" })?.target).toBe("http://localhost:4318");
    expect(readTracing({ OTEL_TRACES_EXPORTER: "console" })?.exporter).toBe("console");
    expect(readTracing({ ...OTEL, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://t:1/v1/traces" })?.target).toBe(
      "http://t:1/v1/traces",
    );
  });

  it("keeps the share that the sampler says", () => {
    const sampler = (name: string, argument?: string) =>
      readTracing({ ...OTEL, OTEL_TRACES_SAMPLER: name, OTEL_TRACES_SAMPLER_ARG: argument })?.sampler;
    expect(sampler("always_off")).toEqual({ byParent: false, ratio: 0 });
    expect(sampler("parentbased_traceidratio", "0.25")).toEqual({ byParent: true, ratio: 0.25 });
    expect(sampler("traceidratio")).toEqual({ byParent: false, ratio: 1 });
  });

  it.each([
    { ...OTEL, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" },
    { ...OTEL, OTEL_TRACES_SAMPLER: "jaeger_remote" },
    { ...OTEL, OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "2" },
    { OTEL_TRACES_EXPORTER: "zipkin" },
    { OTEL_EXPORTER_OTLP_ENDPOINT: "collector" },
  ])("refuses what there is not: %o", (environment) => {
    expect(() => readTracing(environment)).toThrow(/OTEL_/);
  });
});
