import { withRequest } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";

declare module "fastify" {
  interface FastifyRequest {
    /** Name under which the request's API key counts, set by the gate that let it in; null: none was needed. */
    keyId: string | null;
  }
}

/** Has handlers work for their requests: what they queue and use carries the request's id and its key's name. */
export function serveInContext(app: FastifyInstance): void {
  app.decorateRequest("keyId", null);
  // The last hook before handlers: reading a body loses the context that an earlier one would have begun.
  app.addHook("preHandler", (request, _reply, done) =>
    withRequest({ id: request.id, key: request.keyId }, done),
  );
}
