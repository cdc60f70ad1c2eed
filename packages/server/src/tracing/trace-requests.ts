import { isTracing } from "@cutstream/engine";
import {
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Asked for by machines every few seconds: nobody wants to read about it. */
const UNTRACED = new Set(["/healthz", "/readyz", "/metrics"]);

/**
 * Has each request be a span, part of the trace that its `traceparent` names (W3C Trace Context). Spans are named by
 * method and route, never by URL, which is personal and unbounded.
 */
export function traceRequests(app: FastifyInstance): void {
  const tracer = trace.getTracer("cutstream");
  const contexts = new WeakMap<FastifyRequest, Context>();
  app.addHook("onRequest", async (request) => {
    const route = request.routeOptions.url ?? "unknown";
    if (UNTRACED.has(route) || !isTracing()) return;
    const parent = propagation.extract(ROOT_CONTEXT, request.headers);
    const { method } = request;
    const attributes = {
      "http.request.method": method,
      "http.route": route,
      "cutstream.request": request.id,
    };
    const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent);
    // A caller's context that is not recorded goes on all the same: what is within is not to be recorded either.
    if (trace.isSpanContextValid(span.spanContext())) contexts.set(request, trace.setSpan(parent, span));
  });
  app.addHook("preHandler", (request, _reply, done) => {
    const within = contexts.get(request);
    if (within) context.with(within, done);
    else done();
  });
  app.addHook("onResponse", async (request, reply) => {
    const within = contexts.get(request);
    const span = within && trace.getSpan(within);
    if (!span) return;
    const { statusCode } = reply.raw;
    span.setAttribute("http.response.status_code", statusCode);
    if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
}
