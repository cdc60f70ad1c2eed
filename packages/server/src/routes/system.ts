import type { Health } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import type { Gate } from "../http/auth.ts";
import type { Api } from "../http/types.ts";
import { healthView, liveView } from "../schemas/system.ts";

const tags = ["system"];

/** `/healthz` and `/readyz`: public, for whatever keeps the server running. */
export function healthRoutes(app: Api, readHealth: () => Promise<Health>): void {
  app.get(
    "/healthz",
    { schema: { tags, summary: "Is the server up?", security: [], response: { 200: liveView } } },
    async () => ({ ok: true as const }),
  );

  app.get(
    "/readyz",
    {
      schema: {
        tags,
        summary: "Can the server do its work?",
        security: [],
        response: { 200: healthView, 503: healthView },
      },
    },
    async (_request, reply) => {
      const health = await readHealth();
      return reply
        .status(health.ok ? 200 : 503)
        .header("cache-control", "no-store")
        .send(health);
    },
  );
}

/** `/metrics` and `/openapi.json`, behind `gate` where there is one. */
export function insightRoutes(
  app: FastifyInstance,
  options: { contentType: string; metrics: () => Promise<string>; gate: Gate | undefined },
): void {
  const { contentType, metrics, gate } = options;
  app.addHook("onRequest", async (request) => gate?.(request));

  app.get("/metrics", { schema: { hide: true } }, async (_request, reply) =>
    reply.type(contentType).send(await metrics()),
  );

  app.get("/openapi.json", { schema: { hide: true } }, async (_request, reply) =>
    reply.header("access-control-allow-origin", "*").send(app.swagger()),
  );
}
