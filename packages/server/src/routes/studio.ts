import type { FastifyInstance } from "fastify";
import { browserModule } from "../browser/module.ts";
import { studio } from "../browser/studio.ts";
import { sendNotFound } from "../http/errors.ts";
import { sendPage } from "../http/send-page.ts";
import { acceptsGzip } from "../origin/gzip.ts";

/**
 * Only our own scripts run here, and only style sheets that are ours; media, playlists and pictures come from wherever
 * the server is reached by viewers. Nobody may show the studio in a frame, where clicks could be stolen.
 * @param nonce of the style sheets inside of the player's controls.
 */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "connect-src http: https:",
    "media-src http: https: blob: data:", // hls.js gives tracks of text an empty file
    "img-src http: https: data: blob:",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");

/**
 * `/`: the studio, for those who ask for a page; others are told that there is nothing, as programs expect. Its files
 * lie at `/studio/`, and may be kept for good: their names hold hashes.
 */
export async function studioRoutes(app: FastifyInstance): Promise<void> {
  const schema = { hide: true };

  app.get("/", { schema }, async (request, reply) => {
    reply.header("vary", "Accept");
    if (!/\btext\/html\b/.test(request.headers.accept ?? "")) return sendNotFound(request, reply);
    const [{ page }, player] = await Promise.all([studio(), browserModule("@cutstream/player")]);
    return sendPage(reply, page.replace("PLAYER_HASH", player.hash), contentSecurityPolicy);
  });

  app.get<{ Params: { file: string } }>("/studio/:file", { schema }, async (request, reply) => {
    const file = (await studio()).files.get(request.params.file);
    if (!file) return sendNotFound(request, reply);
    reply
      .headers({ "cache-control": "public, max-age=31536000, immutable", vary: "Accept-Encoding" })
      .type(file.type);
    if (!acceptsGzip(request.headers["accept-encoding"])) return reply.send(Buffer.from(file.body));
    return reply.header("content-encoding", "gzip").send(Buffer.from(file.gzipped));
  });
}
