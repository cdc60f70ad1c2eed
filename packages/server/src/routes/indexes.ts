import { CutstreamError } from "@cutstream/engine";
import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import {
  analyseAccepted,
  analyseRequest,
  importQuery,
  indexList,
  indexMoments,
  indexParams,
  indexView,
  putIndex,
} from "../schemas/memory.ts";
import { noContent } from "../schemas/system.ts";

const tags = ["indexes"];

/** `/v1/videos/{id}/indexes`. */
export function indexRoutes(app: Api, { engine }: RouteContext): void {
  const { indexes } = engine.memory;

  app.get(
    "/videos/:id/indexes",
    {
      schema: {
        tags,
        summary: "List the indexes of a video",
        params: idParams,
        response: { 200: indexList, ...failures },
      },
    },
    async (request) => ({ items: await indexes.list(request.params.id) }),
  );

  app.post(
    "/videos/:id/indexes",
    {
      schema: {
        tags,
        summary: "Run analysers over a video",
        params: idParams,
        body: analyseRequest,
        response: { 202: analyseAccepted, ...failures },
      },
    },
    async (request, reply) => {
      const jobs = await indexes.analyse(request.params.id, request.body?.analysers);
      return reply.status(202).send({ jobs });
    },
  );

  app.get(
    "/videos/:id/indexes/:name",
    {
      schema: {
        tags,
        summary: "List the moments of an index",
        params: indexParams,
        response: { 200: indexMoments, ...failures },
      },
    },
    async ({ params }) => ({ items: await indexes.moments(params.id, params.name) }),
  );

  app.put(
    "/videos/:id/indexes/:name",
    {
      schema: {
        tags,
        summary: "Store your own moments under a name",
        params: indexParams,
        body: putIndex,
        response: { 200: indexView, ...failures },
      },
    },
    async ({ params, body }) => indexes.put(params.id, params.name, body.moments),
  );

  app.delete(
    "/videos/:id/indexes/:name",
    {
      schema: {
        tags,
        summary: "Delete an index",
        params: indexParams,
        response: { 204: noContent, ...failures },
      },
    },
    async ({ params }, reply) => {
      await indexes.delete(params.id, params.name);
      return reply.status(204).send(null);
    },
  );

  app.register(async (scope) => importRoute(scope.withTypeProvider(), engine));
}

/** A scope of its own: a file is taken as it is, whatever it calls itself. */
function importRoute(app: Api, engine: RouteContext["engine"]): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.post(
    "/videos/:id/indexes/:name/import",
    {
      schema: {
        tags,
        summary: "Store moments from a file: JSON, CSV, SRT, WebVTT, EDL or OTIO as the body",
        params: indexParams,
        querystring: importQuery,
        response: { 200: indexView, ...failures },
      },
    },
    async ({ params, query, body }) => {
      const bytes: unknown = body;
      if (!(bytes instanceof Uint8Array))
        throw new CutstreamError("invalid_request", "The request has no body: send the file's bytes.");
      return engine.memory.indexes.import(params.id, params.name, { ...query, bytes });
    },
  );
}
