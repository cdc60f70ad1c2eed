import type { Api, RouteContext } from "../http/types.ts";
import { failures } from "../schemas/error.ts";
import { usageQuery, usageView } from "../schemas/usage.ts";
import { usageCsv } from "../usage/usage-csv.ts";

/** `/v1/usage`: what was used, by day, key or user. */
export function usageRoutes(app: Api, { engine }: RouteContext): void {
  app.get(
    "/usage",
    {
      schema: {
        tags: ["system"],
        summary: "What was used: by day, by key or by user; as JSON or CSV",
        querystring: usageQuery,
        response: { 200: usageView, ...failures },
      },
    },
    async (request, reply) => {
      const { format = "json", ...asked } = request.query;
      const usage = await engine.usage.show(asked);
      reply.header("cache-control", "no-store");
      if (format === "json") return usage;
      reply.header(
        "content-disposition",
        `attachment; filename="usage-${usage.from}-${usage.to}-by-${usage.by}.csv"`,
      );
      return reply
        .type("text/csv; charset=utf-8")
        .serializer(String)
        .send(usageCsv(usage) as never);
    },
  );
}
