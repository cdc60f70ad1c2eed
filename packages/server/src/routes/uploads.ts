import type { FastifyReply, FastifyRequest } from "fastify";
import type { Api, RouteContext } from "../http/types.ts";
import { createTus } from "../uploads/tus.ts";

/** Content type of the bytes of an upload (tus 1.0, PATCH). */
const TUS_BYTES = "application/offset+octet-stream";

/** `/v1/uploads`: resumable uploads, protocol tus 1.0. `POST /v1/videos {"upload": id}` makes a video of one. */
export function uploadRoutes(app: Api, { uploads }: RouteContext): void {
  const tus = createTus(uploads, "/v1/uploads");
  // tus reads the request itself, as it arrives.
  app.addContentTypeParser(TUS_BYTES, (_request, _payload, done) => done(null));

  const handle = async (request: FastifyRequest, reply: FastifyReply) => {
    reply.raw.setHeader("x-request-id", request.id);
    request.raw.headers["x-request-id"] = request.id;
    reply.hijack();
    await tus.handle(request.raw, reply.raw);
  };
  const schema = { hide: true };
  app.route({ method: ["OPTIONS", "POST"], url: "/uploads", schema, handler: handle });
  app.route({ method: ["HEAD", "PATCH", "DELETE"], url: "/uploads/:id", schema, handler: handle });
}
