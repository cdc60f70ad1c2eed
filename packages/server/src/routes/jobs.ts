import type { JobView } from "@cutstream/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { writeEvents } from "../http/event-stream.ts";
import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { jobView } from "../schemas/job.ts";

const tags = ["jobs"];

/** Answer of routes that go on. */
const EVENTS = { description: "The events.", content: { "text/event-stream": { schema: z.string() } } };

/** `/v1/jobs`. */
export function jobRoutes(app: Api, { engine, closing }: RouteContext): void {
  const response = { 200: jobView, ...failures };

  app.get(
    "/jobs/events",
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary:
          "Follow all jobs: server-sent events named `job`, first those that have not ended, then each change",
        response: { 200: EVENTS },
      },
    },
    (request, reply) => follow(request, reply, closing, (signal) => engine.jobs.watchAll(signal)),
  );

  app.get(
    "/jobs/:id",
    { schema: { tags, summary: "Show a job", params: idParams, response } },
    async (request) => engine.jobs.get(request.params.id),
  );

  app.get(
    "/jobs/:id/events",
    {
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "Follow a job: server-sent events named `job`, each a Job, until it ends",
        params: idParams,
        response: { 200: EVENTS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await engine.jobs.get(id); // an unknown job is an error, not an empty stream
      await follow(request, reply, closing, (signal) => engine.jobs.watch(id, signal));
    },
  );

  app.post(
    "/jobs/:id/cancel",
    { schema: { tags, summary: "Cancel a job", params: idParams, response } },
    async (request) => engine.jobs.cancel(request.params.id),
  );

  app.post(
    "/jobs/:id/retry",
    { schema: { tags, summary: "Run a failed or cancelled job again", params: idParams, response } },
    async (request) => engine.jobs.retry(request.params.id),
  );
}

async function follow(
  request: FastifyRequest,
  reply: FastifyReply,
  closing: AbortSignal,
  watch: (signal: AbortSignal) => AsyncIterable<JobView>,
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  reply.hijack();
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    "content-type": "text/event-stream",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  // Nothing may happen for long: who follows is to know that it has begun.
  reply.raw.flushHeaders();
  try {
    await writeEvents(reply.raw, "job", watch(signal), signal);
  } catch (error) {
    if (!signal.aborted) request.log.error({ err: error }, "a job's events broke off");
  } finally {
    reply.raw.end();
  }
}
