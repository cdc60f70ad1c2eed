import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { exportRequest, exportView } from "../schemas/export.ts";

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
}
