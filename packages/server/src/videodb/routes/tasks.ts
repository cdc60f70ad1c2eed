import type { FastifyInstance } from "fastify";
import type { DialectContext } from "../context.ts";

/** `/async-response/{id}`: where the SDKs wait for what takes longer. */
export function taskRoutes(app: FastifyInstance, { tasks, baseUrl }: DialectContext): void {
  app.get<{ Params: { id: string } }>("/async-response/:id", async (request) =>
    tasks.wait(request.params.id, baseUrl(request)),
  );
}
