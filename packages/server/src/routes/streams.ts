import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import {
  planView,
  publishRequest,
  renewRequest,
  streamPage,
  streamQuery,
  streamView,
} from "../schemas/stream.ts";

const tags = ["streams"];

/** `/v1/plan` and `/v1/streams`. */
export function streamRoutes(app: Api, { engine }: RouteContext): void {
  const response = { 200: streamView, ...failures };

  app.post(
    "/plan",
    {
      schema: {
        tags,
        summary: "Plan a timeline without publishing it",
        body: publishRequest,
        response: { 200: planView, ...failures },
      },
    },
    async (request) => engine.streams.plan(request.body),
  );

  app.post(
    "/streams",
    {
      schema: {
        tags,
        summary: "Publish a timeline as a stream",
        body: publishRequest,
        response: { 201: streamView, ...failures },
      },
    },
    async (request, reply) => reply.status(201).send(await engine.streams.publish(request.body)),
  );

  app.get(
    "/streams",
    {
      schema: {
        tags,
        summary: "List streams",
        querystring: streamQuery,
        response: { 200: streamPage, ...failures },
      },
    },
    async (request) => engine.streams.list(request.query),
  );

  app.get(
    "/streams/:id",
    { schema: { tags, summary: "Show a stream", params: idParams, response } },
    async (request) => engine.streams.get(request.params.id),
  );

  app.delete(
    "/streams/:id",
    { schema: { tags, summary: "Revoke a stream: it stops playing at once", params: idParams, response } },
    async (request) => engine.streams.revoke(request.params.id),
  );

  app.post(
    "/streams/:id/renew",
    {
      schema: { tags, summary: "Let a stream live longer", params: idParams, body: renewRequest, response },
    },
    async (request) => engine.streams.renew(request.params.id, request.body?.ttl),
  );
}
