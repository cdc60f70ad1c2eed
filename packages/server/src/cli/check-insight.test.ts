import { expect, test } from "vitest";
import { checkMetrics, checkTraces } from "./check-insight.ts";

test("traces are off, on, or asked for in a way that there is not", () => {
  expect(checkTraces({})).toMatchObject({ state: "good", detail: expect.stringContaining("off") });
  const on = {
    OTEL_EXPORTER_OTLP_ENDPOINT: "http://u:p@collector:4318",
    OTEL_TRACES_SAMPLER: "traceidratio",
  };
  expect(checkTraces({ ...on, OTEL_TRACES_SAMPLER_ARG: "0.1" })).toMatchObject({
    state: "good",
    detail: "on, to http://collector:4318: 10 % of those that begin here",
  });
  expect(checkTraces({ ...on, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" })).toMatchObject({
    state: "missing",
    detail: expect.stringContaining("OTEL_EXPORTER_OTLP_PROTOCOL"),
  });
});

test("metrics need a key beyond loopback", () => {
  expect(checkMetrics("127.0.0.1", 8720).detail).toContain("for this machine");
  expect(checkMetrics("0.0.0.0", 8720).detail).toContain("with an API key");
});
