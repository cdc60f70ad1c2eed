import type { Engine } from "@cutstream/engine";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Gate } from "../http/auth.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { createGzipCache } from "../origin/gzip.ts";
import { sendFile, sendMedia, sendPlaylist } from "../origin/send.ts";
import { countBytes } from "../usage/count-bytes.ts";
import { cmcdRoutes } from "./cmcd.ts";
import { reelAddressRoute } from "./viewer-reels.ts";

interface PlaylistRoute {
  readonly Params: { user: string; stream: string; signature: string; "*": string };
  readonly Querystring: { form?: string };
}

interface MediaRoute {
  readonly Params: { "*": string };
}

/**
 * What players fetch: `/u/{user}/{stream}/{signature}/{file}`, personal playlists and the stream as a file, `/m/{path}`, media that is the same
 * for everyone, `/a/{path}`, images of overlays, `/e/{path}`, files that exports made, and `/t/{path}`, pictures of videos. No keys: the signature is the authority, and names that nobody can
 * guess. No schemas either: the engine knows its own addresses.
 */
export function originRoutes(app: FastifyInstance, engine: Engine, gate: Gate): void {
  const gzip = createGzipCache();
  const method = ["GET", "HEAD"];
  const schema = { hide: true };
  allowAnyOrigin(app, "GET, HEAD, POST");
  reelAddressRoute(app, engine, gate);
  cmcdRoutes(app, engine);
  countBytes(app, engine.usage);

  app.route<PlaylistRoute>({
    method,
    url: "/u/:user/:stream/:signature/*",
    schema,
    handler: async (request, reply) => {
      const { user, stream, signature, "*": file } = request.params;
      if (/\.(mp4|m4a)$/.test(file)) {
        return sendFile(request, reply, await engine.origin.download({ user, stream, signature, file }));
      }
      const form = request.query.form === "continuous" ? "continuous" : "default";
      const playlist = await engine.origin.playlist({ user, stream, signature, file, form });
      await sendPlaylist(request, reply, playlist, gzip);
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/m/*",
    schema,
    handler: async (request, reply) => {
      const media = await engine.origin.media(request.params["*"], departure(reply));
      sendMedia(request, reply, media);
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/e/*",
    schema,
    handler: async (request, reply) => {
      sendFile(request, reply, await engine.origin.exported(request.params["*"]));
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/a/*",
    schema,
    handler: async (request, reply) => {
      sendMedia(request, reply, await engine.assets.open(request.params["*"]));
    },
  });

  app.route<MediaRoute>({
    method,
    url: "/t/*",
    schema,
    handler: async (request, reply) => {
      sendMedia(request, reply, await engine.origin.thumbnail(request.params["*"]));
    },
  });
}

/** Aborts when the client leaves before its answer is out: nobody waits for that head any more. */
function departure(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
