import { z } from "zod";
import type { Api, RouteContext } from "../http/types.ts";
import { failures } from "../schemas/error.ts";
import {
  experimentDetail,
  experimentInput,
  experimentParams,
  experimentView,
} from "../schemas/experiment.ts";
import { metricsQuery, reelMetricsView } from "../schemas/telemetry.ts";

const tags = ["reels"];

/** `/v1/reels/metrics` and `/v1/experiments`: what viewers do with reels, and ways to make reels compared. */
export function experimentRoutes(app: Api, { engine }: RouteContext): void {
  const { experiments, telemetry } = engine;

  app.get(
    "/reels/metrics",
    {
      schema: {
        tags,
        summary: "What viewers do with reels",
        querystring: metricsQuery,
        response: { 200: reelMetricsView, ...failures },
      },
    },
    async ({ query }) => telemetry.metrics(query),
  );

  app.put(
    "/experiments/:id",
    {
      schema: {
        tags,
        summary: "Start an experiment",
        params: experimentParams,
        body: experimentInput,
        response: { 200: experimentView, ...failures },
      },
    },
    async ({ params, body }) => experiments.put(params.id, body),
  );

  app.get(
    "/experiments",
    {
      schema: {
        tags,
        summary: "List experiments",
        response: { 200: z.object({ items: z.array(experimentView) }), ...failures },
      },
    },
    async () => ({ items: await experiments.list() }),
  );

  app.get(
    "/experiments/:id",
    {
      schema: {
        tags,
        summary: "An experiment and what came of it",
        params: experimentParams,
        response: { 200: experimentDetail, ...failures },
      },
    },
    async ({ params }) => experiments.get(params.id),
  );

  for (const end of ["stop", "kill"] as const) {
    const summary =
      end === "stop" ? "End an experiment that did its work" : "End an experiment that does harm";
    app.post(
      `/experiments/:id/${end}`,
      { schema: { tags, summary, params: experimentParams, response: { 200: experimentView, ...failures } } },
      async ({ params }) => experiments[end](params.id),
    );
  }
}
