import type { Api, RouteContext } from "../http/types.ts";
import { failures } from "../schemas/error.ts";
import { recapRequest, recapView, reelPromptRequest, reelView } from "../schemas/reel.ts";

const tags = ["reels"];

/** `/v1/reels` and `/v1/recaps`: streams that are put together by what is asked for. */
export function reelRoutes(app: Api, { engine }: RouteContext): void {
  app.post(
    "/reels/from-prompt",
    {
      schema: {
        tags,
        summary: "Publish a reel that a prompt asks for",
        body: reelPromptRequest,
        response: { 201: reelView, ...failures },
      },
    },
    async (request, reply) => reply.status(201).send(await engine.reels.fromPrompt(request.body)),
  );

  app.post(
    "/recaps",
    {
      schema: {
        tags,
        summary: "Publish what a viewer should remember of episodes",
        body: recapRequest,
        response: { 201: recapView, ...failures },
      },
    },
    async (request, reply) => reply.status(201).send(await engine.reels.recap(request.body)),
  );
}
