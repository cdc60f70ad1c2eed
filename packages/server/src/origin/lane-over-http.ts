import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { FastifyBaseLogger } from "fastify";
import { failureOf, keepFailure } from "./failures.ts";
import type { FastLane } from "./fast-lane.ts";
import { replyOverHttp } from "./reply.ts";

/** Answers a request where the lane is its way, and leaves all others, and what the lane cannot answer, to `next`. */
export type LaneOverHttp = (
  request: IncomingMessage,
  response: ServerResponse,
  next: RequestListener,
) => void;

/** The lane for requests that Node's own server has read. */
export function createLaneOverHttp(lane: FastLane, log: Pick<FastifyBaseLogger, "error">): LaneOverHttp {
  return (request, response, next) => {
    const answer = failureOf(request) === undefined ? lane.visit(request) : undefined;
    if (!answer) return next(request, response);
    const { socket } = request;
    const before = socket.bytesWritten;
    answer((ended) => {
      response.once("close", () => ended(response.statusCode, (socket.bytesWritten ?? 0) - before));
      return replyOverHttp(response, log);
    }).catch((thrown: unknown) => {
      keepFailure(request, thrown);
      next(request, response);
    });
  };
}
