import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";

/** By request, and by connection for the next request that is read from it; gone with them. */
const kept = new WeakMap<IncomingMessage | Socket, unknown>();

/** Keeps why a lane could not answer a request, or the next one that Node's server reads from a connection. */
export function keepFailure(of: IncomingMessage | Socket, thrown: unknown): void {
  kept.set(of, thrown);
}

/**
 * Why a lane could not answer a request that it left to the router after all, so that errors are told in one place;
 * undefined where no lane tried it.
 */
export function failureOf(request: IncomingMessage): unknown {
  const { socket } = request;
  if (kept.has(socket)) {
    kept.set(request, kept.get(socket));
    kept.delete(socket);
  }
  return kept.get(request);
}
