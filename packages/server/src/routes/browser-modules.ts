import type { FastifyInstance } from "fastify";
import { browserModule } from "../browser/module.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { noneMatch } from "../origin/etag.ts";
import { acceptsGzip } from "../origin/gzip.ts";

/** What pages of any origin may import, each as one file: the player's element, and what draws overlays alone. */
const MODULES = { "/player.js": "@cutstream/player", "/overlay.js": "cutstream/overlay" } as const;

/** `/player.js`, `/overlay.js`. With their hash as `?v=` they may be kept for good; without it they are asked for anew. */
export async function browserModuleRoutes(app: FastifyInstance): Promise<void> {
  const schema = { hide: true };
  for (const [path, specifier] of Object.entries(MODULES)) {
    app.register(async (scope) => {
      allowAnyOrigin(scope, "GET, HEAD", path);
      scope.get<{ Querystring: { v?: unknown } }>(path, { schema }, async (request, reply) => {
        const { body, gzipped, hash } = await browserModule(specifier);
        const etag = `"${hash}"`;
        const kept = request.query.v === hash ? "public, max-age=31536000, immutable" : "no-cache";
        reply.headers({ etag, "cache-control": kept, vary: "Accept-Encoding" });
        if (noneMatch(request.headers["if-none-match"], etag)) return reply.status(304).send();
        reply.type("text/javascript; charset=utf-8");
        if (!acceptsGzip(request.headers["accept-encoding"])) return reply.send(Buffer.from(body));
        return reply.header("content-encoding", "gzip").send(Buffer.from(gzipped));
      });
    });
  }
}
