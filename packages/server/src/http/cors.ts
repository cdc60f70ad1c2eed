import type { FastifyInstance } from "fastify";

/** Headers of answers that pages of other origins may read. */
export const OPEN_CORS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers":
    "Accept-Ranges, Content-Length, Content-Range, ETag, Location, Retry-After, Upload-Expires, Upload-Length, Upload-Offset, Tus-Resumable, X-Request-Id",
} as const;

/**
 * Opens all routes of this scope to pages of any origin, and answers their preflights. Safe because nothing in
 * Cutstream rides on cookies: authority is a bearer key or a signature in the URL.
 * @param methods what preflights allow.
 * @param paths whose preflights are answered; all of the scope by default.
 */
export function allowAnyOrigin(app: FastifyInstance, methods: string, paths = "/*"): void {
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(OPEN_CORS);
    done();
  });
  app.options(paths, { schema: { hide: true } }, async (request, reply) => {
    const asked = request.headers["access-control-request-headers"];
    return reply
      .status(204)
      .headers({
        "access-control-allow-methods": methods,
        ...(asked === undefined ? {} : { "access-control-allow-headers": asked }),
        "access-control-max-age": "86400",
        vary: "Access-Control-Request-Headers",
      })
      .send();
  });
}
