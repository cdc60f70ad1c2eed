import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { parse } from "node:querystring";
import { type Engine, isTracing, withRequest } from "@cutstream/engine";
import type { FastifyBaseLogger } from "fastify";
import { requestId } from "../http/request-id.ts";
import type { ServerMetrics } from "../metrics/metrics.ts";
import { cmcdOf } from "./cmcd.ts";
import type { GzipCache } from "./gzip.ts";
import { type Exchange, sendMedia, sendPlaylist } from "./send.ts";

/** Routes that the lane answers for, as the router, metrics and logs name them. */
export const PLAYLIST_ROUTE = "/u/:user/:stream/:signature/*";
export const MEDIA_ROUTE = "/m/*";

/** Addresses as they are handed out: nothing in them is encoded, and nothing climbs. */
const PLAYLIST = /^\/u\/([\w.@~-]+)\/([\w.-]+)\/([\w.-]+)\/([\w./-]+\.m3u8)(?:\?(.*))?$/;
const MEDIA = /^\/m\/([\w.~/-]+)(?:\?(.*))?$/;
/** Characters of an address, beyond which the router has something to say. */
const LONGEST = 1024;

export interface FastLaneParts {
  readonly engine: Pick<Engine, "origin" | "usage" | "telemetry">;
  readonly gzip: GzipCache;
  readonly metrics: Pick<ServerMetrics, "answered">;
  readonly log: Pick<FastifyBaseLogger, "debug" | "error">;
  /** Counts a request. */
  readonly count: () => void;
  /** Whether the server takes its leave. */
  readonly closing: AbortSignal;
}

/** The short way for nearly all that players fetch, past the router and its hooks. */
export interface FastLane {
  /** Answers a request where the lane is its way, and leaves all others to `next`. */
  handle(request: IncomingMessage, response: ServerResponse, next: RequestListener): void;
  /** Why the lane could not answer a request that it left to the router after all; undefined for all others. */
  failureOf(request: IncomingMessage): unknown;
}

/** An answer that is under way. */
interface Visit {
  readonly route: string;
  readonly user?: string;
  readonly stream?: string;
  answer(exchange: Exchange): Promise<void>;
}

/**
 * Makes the lane. It answers as the routes of `routes/origin.ts` do, byte for byte, and counts, measures and logs as
 * their hooks do; what it cannot answer goes to them with the reason, so that errors are told in one place. Only `GET`
 * of plain addresses takes it, and only while nobody traces.
 */
export function createFastLane({ engine, gzip, metrics, log, count, closing }: FastLaneParts): FastLane {
  const failures = new WeakMap<IncomingMessage, unknown>();

  const visitOf = (request: IncomingMessage): Visit | undefined => {
    const { url = "", method } = request;
    if (method !== "GET" || url.length > LONGEST || url.includes("/.")) return undefined;
    const media = MEDIA.exec(url);
    if (media) {
      const [, path = "", query] = media;
      countCmcd(request, query);
      return {
        route: MEDIA_ROUTE,
        answer: async (exchange) => sendMedia(exchange, await engine.origin.media(path)),
      };
    }
    const playlist = PLAYLIST.exec(url);
    if (!playlist) return undefined;
    const [, user = "", stream = "", signature = "", file = "", query] = playlist;
    countCmcd(request, query);
    const form = query !== undefined && parse(query).form === "continuous" ? "continuous" : "default";
    return {
      ...{ route: PLAYLIST_ROUTE, user, stream },
      answer: async (exchange) =>
        sendPlaylist(exchange, await engine.origin.playlist({ user, stream, signature, file, form }), gzip),
    };
  };

  const countCmcd = ({ headers }: IncomingMessage, query: string | undefined): void => {
    const cmcd = cmcdOf({ headers, query: query === undefined ? {} : parse(query) });
    if (cmcd !== undefined) engine.telemetry.countCmcd(cmcd);
  };

  /** Answers, and once the answer is out takes down what it was. */
  const answer = (request: IncomingMessage, response: ServerResponse, visit: Visit): Promise<void> => {
    const { socket } = request;
    const [begun, before] = [performance.now(), socket.bytesWritten];
    const id = requestId(request);
    const ended = (): void => {
      const { statusCode: status } = response;
      const ms = performance.now() - begun;
      metrics.answered("GET", visit.route, status, ms);
      log.debug({ requestId: id, req: request, status, ms: Math.round(ms) }, "answered");
      const bytes = (socket.bytesWritten ?? 0) - before;
      const { user, stream } = visit;
      if (bytes <= 0) return;
      engine.usage.sent(bytes, user === undefined || stream === undefined ? undefined : { user, stream });
    };
    const take = (): ServerResponse => response.once("close", ended);
    return withRequest({ id, key: null }, () => visit.answer({ request, id, log, take }));
  };

  return {
    handle(request, response, next) {
      const visit = closing.aborted || isTracing() ? undefined : visitOf(request);
      if (!visit) return next(request, response);
      count();
      answer(request, response, visit).catch((thrown: unknown) => {
        failures.set(request, thrown);
        next(request, response);
      });
    },
    failureOf: (request) => failures.get(request),
  };
}
