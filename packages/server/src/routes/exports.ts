import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { exportPage, exportQuery, exportRequest, exportView } from "../schemas/export.ts";
import { noContent } from "../schemas/system.ts";

const tags = ["exports"];

/** `/v1/exports`. */
export function exportRoutes(app: Api, { engine }: RouteContext): void {
  app.post(
    "/exports",
    {
      schema: {
        tags,
        summary: "Make files of a timeline, a stream or ranges of videos, in the background",
        description:
          "Follow, cancel and retry it by its job. Whoever asks for the same gets the same export, and the same files.",
        body: exportRequest,
        response: { 202: exportView, ...failures },
      },
    },
    async (request, reply) => reply.status(202).send(await engine.exports.create(request.body)),
  );

  app.get(
    "/exports",
    {
      schema: {
        tags,
        summary: "List exports",
        querystring: exportQuery,
        response: { 200: exportPage, ...failures },
      },
    },
    async (request) => engine.exports.list(request.query),
  );

  app.get(
    "/exports/:id",
    {
      schema: {
        tags,
        summary: "Show an export",
        params: idParams,
        response: { 200: exportView, ...failures },
      },
    },
    async (request) => engine.exports.get(request.params.id),
  );

  app.delete(
    "/exports/:id",
    {
      schema: {
        tags,
        summary: "Delete an export: it ends, and its files are not found from now on",
        description:
          "A film that another export has too stays at its address. Pictures are frames of their video, and stay.",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await engine.exports.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );
}
