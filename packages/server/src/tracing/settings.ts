import { CutstreamError } from "@cutstream/engine";

/** The environment, as `process.env` has it. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What share of traces is kept, as `OTEL_TRACES_SAMPLER` names it. */
export interface SamplerSettings {
  /** Whether a caller's decision counts where there is one. */
  readonly byParent: boolean;
  /** 0 to 1, of traces that begin here. */
  readonly ratio: number;
}

/** How traces are sent, as the standard variables say (OpenTelemetry, SDK environment variables). */
export interface TracingSettings {
  readonly exporter: "otlp" | "console";
  readonly sampler: SamplerSettings;
  /** Where to, for people: without its query. */
  readonly target: string;
}

const SAMPLERS: Readonly<Record<string, (ratio: number) => SamplerSettings>> = {
  always_on: () => ({ byParent: false, ratio: 1 }),
  always_off: () => ({ byParent: false, ratio: 0 }),
  traceidratio: (ratio) => ({ byParent: false, ratio }),
  parentbased_always_on: () => ({ byParent: true, ratio: 1 }),
  parentbased_always_off: () => ({ byParent: true, ratio: 0 }),
  parentbased_traceidratio: (ratio) => ({ byParent: true, ratio }),
};

/**
 * Reads whether and how to trace: on where an OTLP endpoint or an exporter is named, off otherwise.
 * @throws CutstreamError `invalid_request` where a variable asks for what there is not.
 */
export function readTracing(environment: Environment): TracingSettings | undefined {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  if (read("OTEL_SDK_DISABLED")?.toLowerCase() === "true") return undefined;
  const endpoint = read("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") ?? read("OTEL_EXPORTER_OTLP_ENDPOINT");
  const exporter = read("OTEL_TRACES_EXPORTER") ?? (endpoint === undefined ? "none" : "otlp");
  if (exporter === "none") return undefined;
  const sampler = readSampler(read("OTEL_TRACES_SAMPLER"), read("OTEL_TRACES_SAMPLER_ARG"));
  if (exporter === "console") return { exporter, sampler, target: "the console" };
  if (exporter !== "otlp") throw unknown("OTEL_TRACES_EXPORTER", exporter, "otlp, console or none");
  const protocol =
    read("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") ?? read("OTEL_EXPORTER_OTLP_PROTOCOL") ?? "http/json";
  // What takes one over HTTP takes the other: the content type tells which it is.
  if (protocol !== "http/json" && protocol !== "http/protobuf")
    throw unknown("OTEL_EXPORTER_OTLP_PROTOCOL", protocol, "http/json; collectors take it at port 4318");
  return { exporter, sampler, target: shown(endpoint ?? "http://localhost:4318") };
}

function readSampler(name = "parentbased_always_on", argument = "1"): SamplerSettings {
  const sampler = SAMPLERS[name];
  if (!sampler) throw unknown("OTEL_TRACES_SAMPLER", name, Object.keys(SAMPLERS).join(", "));
  const ratio = Number(argument);
  if (!(ratio >= 0 && ratio <= 1)) throw unknown("OTEL_TRACES_SAMPLER_ARG", argument, "a number from 0 to 1");
  return sampler(ratio);
}

/** An address without what may be secret in it. */
function shown(endpoint: string): string {
  if (!URL.canParse(endpoint)) throw unknown("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint, "an http(s) URL");
  const { protocol, host, pathname } = new URL(endpoint);
  return `${protocol}//${host}${pathname.replace(/\/$/, "")}`;
}

const unknown = (name: string, value: string, wanted: string): CutstreamError =>
  new CutstreamError("invalid_request", `${name} is "${value}"; give ${wanted}.`, { path: name });
