import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from "fastify";
import { redactLine } from "./redact.ts";
import { redactTarget } from "./url.ts";

type Logger = NonNullable<FastifyServerOptions["logger"]>;

/** Where a log's lines go. */
export interface LogStream {
  write(line: string): void;
}

/** How requests look in logs: without query, signature or headers, any of which may be a secret. */
const SERIALIZERS = {
  req: (request: FastifyRequest) => ({ method: request.method, url: redactTarget(request.url) }),
};

/** Fastify's logger, whose lines name requests as answers do and hold no secrets, whatever brought them there. */
export function redactingLogger(logger: Logger): Logger {
  if (logger === false) return false;
  const options = logger === true ? {} : logger;
  const { stream = process.stdout } = options as { readonly stream?: LogStream };
  return {
    ...options,
    serializers: SERIALIZERS,
    stream: { write: (line: string) => void stream.write(redactLine(line)) },
  };
}

/** Logs a line a request; those of players, which are many and alike, at level `debug`. */
export function logRequests(app: FastifyInstance): void {
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "";
    const level = /^\/[mu]\//.test(route) && reply.raw.statusCode < 400 ? "debug" : "info";
    request.log[level](
      { req: request, status: reply.raw.statusCode, ms: Math.round(reply.elapsedTime) },
      "answered",
    );
  });
}
