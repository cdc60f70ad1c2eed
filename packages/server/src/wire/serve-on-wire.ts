import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { FastifyBaseLogger } from "fastify";
import { keepFailure } from "../origin/failures.ts";
import type { FastLane } from "../origin/fast-lane.ts";
import { type Connection, serveConnection } from "./connection.ts";
import { createFlush } from "./flush.ts";

export interface WireParts {
  readonly lane: FastLane;
  readonly log: Pick<FastifyBaseLogger, "error">;
  /** Whether the server takes its leave. */
  readonly closing: AbortSignal;
}

/**
 * Has a server's connections begin with the lane, and come to the server itself with the first request that is not the
 * lane's. What the server is told to close, it closes of both kinds.
 */
export function serveOnWire(server: Server, { lane, log, closing }: WireParts): void {
  const [own] = server.listeners("connection") as ((socket: Socket) => void)[];
  if (!own) return;
  const flush = createFlush();
  const connections = new Map<Socket, Connection>();
  const handOver = (socket: Socket, failure: unknown): void => {
    connections.delete(socket);
    if (failure !== undefined) keepFailure(socket, failure);
    // https://nodejs.org/api/http.html#event-connection
    own.call(server, socket);
  };
  server.off("connection", own);
  server.on("connection", (socket: Socket) => {
    const parts = { lane, flush, log, closing, handOver, keepAlive: server.keepAliveTimeout };
    connections.set(socket, serveConnection(socket, parts));
    socket.once("close", () => connections.delete(socket));
  });
  const { closeIdleConnections, closeAllConnections } = server;
  server.closeIdleConnections = () => {
    for (const connection of connections.values()) connection.endIdle();
    closeIdleConnections.call(server);
  };
  server.closeAllConnections = () => {
    for (const socket of connections.keys()) socket.destroy();
    closeAllConnections.call(server);
  };
}
