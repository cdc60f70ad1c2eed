import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { CutstreamError } from "../errors.ts";

/** Does nothing until somebody registers an SDK; from then on its spans are theirs. */
const tracer = trace.getTracer("cutstream");

/** Whether somebody has registered an SDK: before that, spans and their contexts are made for nobody. */
export function isTracing(): boolean {
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer("cutstream") !== undefined;
}

/**
 * Does work inside a span. Names say what is done; attributes are few and bounded, and never say who watches.
 * @throws what the work throws; the span says its code.
 */
export async function traced<T>(name: string, attributes: Attributes, work: () => Promise<T>): Promise<T> {
  if (!isTracing()) return work();
  return tracer.startActiveSpan(name, { attributes }, (span) => endWith(span, work));
}

/** As {@link traced}, as part of the trace that a W3C `traceparent` names, where it names one. */
export async function tracedFrom<T>(
  traceParent: string | undefined,
  name: string,
  attributes: Attributes,
  work: () => Promise<T>,
): Promise<T> {
  const parent = remoteContext(traceParent);
  return tracer.startActiveSpan(name, { attributes }, parent, (span) => endWith(span, work));
}

/** `traceparent` of the span that is open here (W3C Trace Context §3.2); undefined where nothing is traced. */
export function activeTraceParent(): string | undefined {
  const active = trace.getActiveSpan()?.spanContext();
  if (!active || !isSpanContextValid(active)) return undefined;
  const flags = active.traceFlags.toString(16).padStart(2, "0");
  return `00-${active.traceId}-${active.spanId}-${flags}`;
}

async function endWith<T>(span: Span, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const code = thrown instanceof CutstreamError ? thrown.code : "internal";
    span.setAttribute("error.type", code).setStatus({ code: SpanStatusCode.ERROR });
    throw thrown;
  } finally {
    span.end();
  }
}

function remoteContext(traceParent: string | undefined): Context {
  const match = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceParent ?? "");
  const [, traceId = "", spanId = "", flags = ""] = match ?? [];
  const parent = { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED };
  if (!match || !isSpanContextValid(parent)) return ROOT_CONTEXT;
  return trace.setSpanContext(context.active(), { ...parent, isRemote: true });
}
