import { parse } from "node:querystring";
import { type Engine, isTracing, withRequest } from "@cutstream/engine";
import type { FastifyBaseLogger } from "fastify";
import { requestId } from "../http/request-id.ts";
import type { ServerMetrics } from "../metrics/metrics.ts";
import { cmcdOf } from "./cmcd.ts";
import type { GzipCache } from "./gzip.ts";
import type { Reply } from "./reply.ts";
import { type Asked, type Exchange, sendMedia, sendPlaylist } from "./send.ts";

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
  readonly log: Pick<FastifyBaseLogger, "debug">;
  /** Counts a request. */
  readonly count: () => void;
  /** Whether the server takes its leave. */
  readonly closing: AbortSignal;
}

/** Takes down what an answer was, once it is out or its connection has ended. @param bytes of head and body. */
export type Ended = (status: number, bytes: number) => void;

/**
 * Answers a request.
 * @param replyOf makes what the answer is written to, once there is one.
 * @throws CutstreamError where there is none, and nothing was written: the router tells it.
 */
export type Visit = (replyOf: (ended: Ended) => Reply) => Promise<void>;

/** The short way for nearly all that players fetch, past the router and its hooks. */
export interface FastLane {
  /** What answers a request; undefined where this is not its way. */
  visit(request: Asked): Visit | undefined;
}

/**
 * Makes the lane. It answers as the routes of `routes/origin.ts` do, byte for byte, and counts, measures and logs as
 * their hooks do. Only `GET` of plain addresses takes it, and only while nobody traces.
 */
export function createFastLane({ engine, gzip, metrics, log, count, closing }: FastLaneParts): FastLane {
  const countCmcd = ({ headers }: Asked, query: string | undefined): void => {
    const cmcd = cmcdOf({ headers, query: query === undefined ? {} : parse(query) });
    if (cmcd !== undefined) engine.telemetry.countCmcd(cmcd);
  };

  /** Answers, and takes the answer down once it is out. */
  const serve = (
    request: Asked,
    route: string,
    address: { readonly user: string; readonly stream: string } | undefined,
    answer: (exchange: Exchange) => Promise<void>,
  ): Visit => {
    return (replyOf) => {
      count();
      const begun = performance.now();
      const id = requestId(request);
      const ended: Ended = (status, bytes) => {
        const ms = performance.now() - begun;
        metrics.answered("GET", route, status, ms);
        log.debug({ requestId: id, req: request, status, ms: Math.round(ms) }, "answered");
        if (bytes > 0) engine.usage.sent(bytes, address);
      };
      return withRequest({ id, key: null }, () => answer({ request, id, take: () => replyOf(ended) }));
    };
  };

  return {
    visit(request) {
      const { url = "", method } = request;
      if (closing.aborted || isTracing()) return undefined;
      if (method !== "GET" || url.length > LONGEST || url.includes("/.")) return undefined;
      const media = MEDIA.exec(url);
      if (media) {
        const [, path = "", query] = media;
        countCmcd(request, query);
        return serve(request, MEDIA_ROUTE, undefined, async (exchange) =>
          sendMedia(exchange, await engine.origin.media(path)),
        );
      }
      const playlist = PLAYLIST.exec(url);
      if (!playlist) return undefined;
      const [, user = "", stream = "", signature = "", file = "", query] = playlist;
      countCmcd(request, query);
      const form = query !== undefined && parse(query).form === "continuous" ? "continuous" : "default";
      return serve(request, PLAYLIST_ROUTE, { user, stream }, async (exchange) =>
        sendPlaylist(exchange, await engine.origin.playlist({ user, stream, signature, file, form }), gzip),
      );
    },
  };
}
