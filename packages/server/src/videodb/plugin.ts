import type { FastifyInstance } from "fastify";
import { createDialect, type DialectOptions } from "./dialect.ts";

/**
 * VideoDB's HTTP API over this engine, for their published SDKs as they are: mounted at a prefix, which is their base
 * URL. It has a router of its own inside, with their habits of addresses and bodies; nothing of that touches other routes.
 */
export async function videodb(
  app: FastifyInstance,
  { prefix, ...options }: Omit<DialectOptions, "mountedAt"> & { readonly prefix: string },
): Promise<void> {
  const dialect = createDialect({ ...options, mountedAt: prefix, logger: app.log });
  await dialect.ready();
  app.addHook("onClose", () => dialect.close());
  // The router inside reads bodies.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.all("/*", { schema: { hide: true } }, async (request, reply) => {
    request.raw.headers["x-request-id"] = request.id;
    reply.hijack();
    dialect.routing(request.raw, reply.raw);
  });
}
