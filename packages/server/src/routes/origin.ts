import type { Engine } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import type { Gate } from "../http/auth.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { failureOf } from "../origin/failures.ts";
import { MEDIA_ROUTE, PLAYLIST_ROUTE } from "../origin/fast-lane.ts";
import type { GzipCache } from "../origin/gzip.ts";
import { exchangeOf, sendFile, sendMedia, sendPlaylist } from "../origin/send.ts";
import { countBytes } from "../usage/count-bytes.ts";
import { cmcdRoutes } from "./cmcd.ts";
import { reelAddressRoute } from "./viewer-reels.ts";

interface OriginRouteParts {
  readonly engine: Engine;
  readonly gate: Gate;
  readonly gzip: GzipCache;
}

interface PlaylistRoute {
  readonly Params: { user: string; stream: string; signature: string; "*": string };
  readonly Querystring: { form?: string };
}

interface MediaRoute {
  readonly Params: { "*": string };
}

/**
 * What players fetch: `/u/{user}/{stream}/{signature}/{file}`, personal playlists and the stream as a file,
 * `/m/{path}`, media that is the same for everyone, `/a/{path}`, images of overlays, `/e/{path}`, files that exports
 * made, and `/t/{path}`, pictures of videos. No keys: the signature is the authority, and names that nobody can guess.
 * No schemas either: the engine knows its own addresses.
 */
export function originRoutes(app: FastifyInstance, { engine, gate, gzip }: OriginRouteParts): void {
  const method = ["GET", "HEAD"];
  const schema = { hide: true };
  allowAnyOrigin(app, "GET, HEAD, POST");
  app.addHook("onRequest", (request, _reply, done) => done(failureOf(request.raw) as Error | undefined));
  reelAddressRoute(app, engine, gate);
  cmcdRoutes(app, engine);
  countBytes(app, engine.usage);

  app.route<PlaylistRoute>({
    method,
    url: PLAYLIST_ROUTE,
    schema,
    handler: async (request, reply) => {
      const { user, stream, signature, "*": file } = request.params;
      if (/\.(mp4|m4a)$/.test(file)) {
        return sendFile(
          exchangeOf(request, reply),
          await engine.origin.download({ user, stream, signature, file }),
        );
      }
      const form = request.query.form === "continuous" ? "continuous" : "default";
      const playlist = await engine.origin.playlist({ user, stream, signature, file, form });
      await sendPlaylist(exchangeOf(request, reply), playlist, gzip);
    },
  });

  app.route<MediaRoute>({
    method,
    url: MEDIA_ROUTE,
    schema,
    handler: async (request, reply) => {
      sendMedia(exchangeOf(request, reply), await engine.origin.media(request.params["*"]));
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/e/*",
    schema,
    handler: async (request, reply) => {
      sendFile(exchangeOf(request, reply), await engine.origin.exported(request.params["*"]));
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/a/*",
    schema,
    handler: async (request, reply) => {
      sendMedia(exchangeOf(request, reply), await engine.assets.open(request.params["*"]));
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/t/*",
    schema,
    handler: async (request, reply) => {
      sendMedia(exchangeOf(request, reply), await engine.origin.thumbnail(request.params["*"]));
    },
  });
}
