import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import {
  changesQuery,
  learnedView,
  learnRequest,
  modelOrNone,
  modelView,
  rankingChange,
  rankingChanges,
  rankingState,
  rankingView,
  rankRequest,
  revertRequest,
  weightsRequest,
} from "../schemas/ranking.ts";

const tags = ["ranking"];

/** `/v1/rank` and `/v1/ranking`: in which order viewers see titles, why, and what changes that. */
export function rankingRoutes(app: Api, { engine: { ranking } }: RouteContext): void {
  app.post(
    "/rank",
    {
      schema: {
        tags,
        summary: "Rank titles for a viewer, each with what speaks for it",
        body: rankRequest,
        response: { 200: rankingView, ...failures },
      },
    },
    async (request) => ranking.rank(request.body),
  );

  app.get(
    "/ranking",
    {
      schema: {
        tags,
        summary: "The weights titles are ranked by",
        response: { 200: rankingState, ...failures },
      },
    },
    async () => ranking.weights.get(),
  );

  app.put(
    "/ranking",
    {
      schema: {
        tags,
        summary: "Set the weights that titles are ranked by",
        body: weightsRequest,
        response: { 200: rankingChange, ...failures },
      },
    },
    async (request) => ranking.weights.set(request.body),
  );

  app.get(
    "/ranking/changes",
    {
      schema: {
        tags,
        summary: "Who changed how titles are ranked, when and why; newest first",
        querystring: changesQuery,
        response: { 200: rankingChanges, ...failures },
      },
    },
    async (request) => ({ items: await ranking.weights.history(request.query.limit) }),
  );

  app.post(
    "/ranking/changes/:id/revert",
    {
      schema: {
        tags,
        summary: "Rank again as before a change",
        params: idParams,
        body: revertRequest,
        response: { 200: rankingChange, ...failures },
      },
    },
    async (request) => ranking.weights.revert(request.params.id, request.body),
  );

  app.get(
    "/ranking/model",
    {
      schema: {
        tags,
        summary: "The model of viewers' taste that rankings use",
        response: { 200: modelOrNone, ...failures },
      },
    },
    async () => ({ model: await ranking.model.get() }),
  );

  app.post(
    "/ranking/model",
    {
      schema: {
        tags,
        summary: "Train a model on all that was watched, and answer when it is used",
        response: { 201: modelView, ...failures },
      },
    },
    async (_request, reply) => reply.status(201).send(await ranking.model.train()),
  );

  app.post(
    "/ranking/learn",
    {
      schema: {
        tags,
        summary: "Learn from what viewers did with reels, where that is better beyond doubt",
        body: learnRequest,
        response: { 200: learnedView, ...failures },
      },
    },
    async (request) => ranking.learning.learn(request.body),
  );
}
