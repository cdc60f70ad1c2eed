import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { bundleForBrowsers } from "../browser/bundle.ts";
import { allowAnyOrigin } from "../http/cors.ts";
import { noneMatch } from "../origin/etag.ts";

/** `/overlay.js`: the module that draws overlays in pages of any origin, as one file. */
export async function overlayRoutes(app: FastifyInstance): Promise<void> {
  allowAnyOrigin(app, "GET, HEAD", "/overlay.js");
  app.get("/overlay.js", { schema: { hide: true } }, async (request, reply) => {
    const body = await bundleForBrowsers("cutstream/overlay");
    const etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
    reply.headers({ etag, "cache-control": "no-cache" });
    if (noneMatch(request.headers["if-none-match"], etag)) return reply.status(304).send();
    return reply.type("text/javascript; charset=utf-8").send(Buffer.from(body));
  });
}
