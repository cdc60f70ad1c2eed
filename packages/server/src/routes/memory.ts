import type { Api, RouteContext } from "../http/types.ts";
import { idParams } from "../schemas/common.ts";
import { failures } from "../schemas/error.ts";
import { retrieveRequest, retrieveView, transcriptView } from "../schemas/memory.ts";

const tags = ["memory"];

/** `/v1/retrieve` and what is said in a video. */
export function memoryRoutes(app: Api, { engine }: RouteContext): void {
  app.post(
    "/retrieve",
    {
      schema: {
        tags,
        summary: "Find moments: ranked, explained, playable",
        body: retrieveRequest,
        response: { 200: retrieveView, ...failures },
      },
    },
    async (request) => engine.memory.retrieve(request.body),
  );

  app.get(
    "/videos/:id/transcript",
    {
      schema: {
        tags,
        summary: "Show what is said in a video",
        params: idParams,
        response: { 200: transcriptView, ...failures },
      },
    },
    async (request) => engine.memory.transcript(request.params.id),
  );
}
