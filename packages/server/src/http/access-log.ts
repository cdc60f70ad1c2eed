import type { FastifyInstance, FastifyRequest } from "fastify";
import { redactTarget } from "./url.ts";

/** How requests look in logs: without query, signature or headers, any of which may be a secret. */
export const LOG_SERIALIZERS = {
  req: (request: FastifyRequest) => ({ method: request.method, url: redactTarget(request.url) }),
};

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
