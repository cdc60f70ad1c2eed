import type { Api, RouteContext } from "../http/types.ts";
import { collectionList, collectionView, createCollection } from "../schemas/collection.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { noContent } from "../schemas/system.ts";

const tags = ["collections"];

/** `/v1/collections`. */
export function collectionRoutes(app: Api, { engine }: RouteContext): void {
  app.post(
    "/collections",
    {
      schema: {
        tags,
        summary: "Create a collection",
        body: createCollection,
        response: { 201: collectionView, ...failures },
      },
    },
    async (request, reply) => reply.status(201).send(await engine.collections.create(request.body.name)),
  );

  app.get(
    "/collections",
    { schema: { tags, summary: "List all collections", response: { 200: collectionList, ...failures } } },
    async () => ({ items: await engine.collections.list() }),
  );

  app.delete(
    "/collections/:id",
    {
      schema: {
        tags,
        summary: "Delete an empty collection",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await engine.collections.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );
}
