import { z } from "zod";
import type { Api, RouteContext } from "../http/types.ts";
import { cadence, cadencePage, cadenceView } from "../schemas/cadence.ts";
import { idParams, pageQuery } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { noContent } from "../schemas/system.ts";

const tags = ["reels"];

/** `/v1/cadences`: the patterns that reels are laid out by. */
export function cadenceRoutes(app: Api, { engine }: RouteContext): void {
  const response = { 200: cadenceView, ...failures };

  app.put(
    "/cadences/:id",
    {
      schema: {
        tags,
        summary: "Store a cadence, or put it in place of the one with this id",
        params: idParams,
        body: cadence,
        response,
      },
    },
    async (request) => engine.cadences.put(request.params.id, request.body),
  );

  app.get(
    "/cadences/:id",
    { schema: { tags, summary: "Show a cadence", params: idParams, response } },
    async (request) => engine.cadences.get(request.params.id),
  );

  app.get(
    "/cadences",
    {
      schema: {
        tags,
        summary: "List cadences",
        querystring: z.strictObject(pageQuery),
        response: { 200: cadencePage, ...failures },
      },
    },
    async (request) => engine.cadences.list(request.query),
  );

  app.delete(
    "/cadences/:id",
    {
      schema: {
        tags,
        summary: "Delete a cadence: reels that were made by it play on",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await engine.cadences.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );
}
