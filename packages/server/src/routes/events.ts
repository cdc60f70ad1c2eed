import type { Engine } from "@cutstream/engine";
import { allowAnyOrigin } from "../http/cors.ts";
import type { Api } from "../http/types.ts";
import { failures } from "../schemas/error.ts";
import { eventBatch, eventReceipt } from "../schemas/telemetry.ts";

/** Bytes of a batch: a thousand events, each of the longest. */
const BODY_LIMIT = 1024 * 1024;

/**
 * `POST /v1/events`, for pages and players of any origin. No key: browsers of viewers have none. The signature in the
 * stream's address, which nobody has who was not given the stream, is the authority.
 */
export function eventRoutes(app: Api, engine: Engine): void {
  allowAnyOrigin(app, "POST", "/events");
  app.post(
    "/events",
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        tags: ["reels"],
        summary: "Tell what a viewer does with a stream",
        security: [],
        body: eventBatch,
        response: { 200: eventReceipt, ...failures },
      },
    },
    async ({ body: { stream, events } }) =>
      engine.telemetry.take(events.map((event) => ({ ...event, stream }))),
  );
}
