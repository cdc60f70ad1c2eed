import type { FastifyReply, FastifyRequest } from "fastify";

/** Milliseconds that a client may go on sending what nobody will read. */
const PATIENCE = 5_000;

/**
 * Lets a client that is still sending its body read the answer. Closing at once would reset the connection under it,
 * and the answer would be lost (RFC 9112 §9.6): so what comes is thrown away for a while, then the connection is cut.
 */
export function lingerOver(request: FastifyRequest, reply: FastifyReply): void {
  const { raw } = request;
  reply.removeHeader("connection");
  reply.raw.once("finish", () => {
    if (raw.complete) return;
    raw.resume();
    const timer = setTimeout(() => raw.destroy(), PATIENCE);
    raw.once("close", () => clearTimeout(timer));
    raw.once("end", () => clearTimeout(timer));
  });
}
