import type { UsageService } from "@cutstream/engine";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** Counts the bytes that are written in answer to requests of `app`: for a stream's user where the address has one. */
export function countBytes(app: FastifyInstance, usage: Pick<UsageService, "sent">): void {
  const begun = new WeakMap<FastifyRequest, number>();
  app.addHook("onRequest", async (request) => void begun.set(request, request.raw.socket.bytesWritten ?? 0));
  app.addHook("onResponse", async (request, reply) => {
    const bytes = (request.raw.socket.bytesWritten ?? 0) - (begun.get(request) ?? 0);
    const { user, stream } = (request.params ?? {}) as { user?: string; stream?: string };
    // Whose address is forged is told nothing, and counts for nobody.
    const own = user !== undefined && stream !== undefined && reply.raw.statusCode < 400;
    if (bytes > 0) usage.sent(bytes, own ? { user, stream } : undefined);
  });
}
