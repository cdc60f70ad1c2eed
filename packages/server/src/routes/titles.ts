import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import {
  titlePage,
  titleQuery,
  titlesRequest,
  titlesStored,
  titleView,
  viewerHistory,
  watchesAdded,
  watchesRequest,
} from "../schemas/ranking.ts";
import { noContent } from "../schemas/system.ts";

const tags = ["titles"];

/** `/v1/titles` and `/v1/viewers/{id}/history`: what may be watched, and what was. */
export function titleRoutes(app: Api, { engine: { ranking } }: RouteContext): void {
  app.put(
    "/titles",
    {
      schema: {
        tags,
        summary: "Store titles, or replace them: all or none",
        body: titlesRequest,
        response: { 200: titlesStored, ...failures },
      },
    },
    async (request) => ranking.titles.put(request.body.titles),
  );

  app.get(
    "/titles",
    {
      schema: {
        tags,
        summary: "List titles",
        querystring: titleQuery,
        response: { 200: titlePage, ...failures },
      },
    },
    async (request) => ranking.titles.list(request.query),
  );

  app.get(
    "/titles/:id",
    {
      schema: { tags, summary: "Show a title", params: idParams, response: { 200: titleView, ...failures } },
    },
    async (request) => ranking.titles.get(request.params.id),
  );

  app.delete(
    "/titles/:id",
    {
      schema: {
        tags,
        summary: "Delete a title: it is ranked no more",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await ranking.titles.delete(request.params.id);
      return reply.status(204).send(null);
    },
  );

  app.post(
    "/viewers/:id/history",
    {
      schema: {
        tags,
        summary: "Add what a viewer watched; of one title and time the first is kept",
        params: idParams,
        body: watchesRequest,
        response: { 200: watchesAdded, ...failures },
      },
    },
    async (request) => ranking.history.add(request.params.id, request.body.watches),
  );

  app.get(
    "/viewers/:id/history",
    {
      schema: {
        tags,
        summary: "What a viewer watched last, newest first",
        params: idParams,
        response: { 200: viewerHistory, ...failures },
      },
    },
    async (request) => ({ items: await ranking.history.get(request.params.id) }),
  );

  app.delete(
    "/viewers/:id/history",
    {
      schema: {
        tags,
        summary: "Forget all that a viewer watched",
        params: idParams,
        response: { 204: noContent, ...failures },
      },
    },
    async (request, reply) => {
      await ranking.history.forget(request.params.id);
      return reply.status(204).send(null);
    },
  );
}
