import type { Api, RouteContext } from "../http/types.ts";
import {
  changeCollection,
  collectionDetail,
  collectionList,
  collectionView,
  createCollection,
} from "../schemas/collection.ts";
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
    async (request, reply) => {
      const { name, prepare } = request.body;
      return reply.status(201).send(await engine.collections.create(name, prepare));
    },
  );

  app.get(
    "/collections/:id",
    {
      schema: {
        tags,
        summary: "Show a collection, and how far its videos are prepared",
        params: idParams,
        response: { 200: collectionDetail, ...failures },
      },
    },
    async (request) => engine.collections.get(request.params.id),
  );

  app.patch(
    "/collections/:id",
    {
      schema: {
        tags,
        summary: "Change a collection's name, or what is prepared of its videos",
        params: idParams,
        body: changeCollection,
        response: { 200: collectionView, ...failures },
      },
    },
    async (request) => engine.collections.update(request.params.id, request.body),
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
