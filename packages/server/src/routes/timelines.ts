import { z } from "zod";
import type { Api, RouteContext } from "../http/types.ts";
import { failures } from "../schemas/error.ts";
import { furtherOf, timelineExport, timelineFile, timelineImport } from "../schemas/timeline-file.ts";

const tags = ["timelines"];

/** `/v1/timelines`: timelines as files of editing systems, and back. */
export function timelineRoutes(app: Api, { engine }: RouteContext): void {
  app.post(
    "/timelines/import",
    {
      schema: {
        tags,
        summary: "Read an OpenTimelineIO file or an EDL as a timeline",
        body: timelineImport,
        response: { 200: timelineFile, ...failures },
      },
    },
    async (request) => {
      const { name, timeline, further, warnings } = await engine.timelines.import(request.body);
      return {
        name,
        timeline: { ...furtherOf(further), clips: [...timeline.clips] },
        warnings: [...warnings],
      };
    },
  );

  app.post(
    "/timelines/export",
    {
      schema: {
        tags,
        summary: "Write a timeline as an OpenTimelineIO file",
        body: timelineExport,
        response: { 200: z.string(), ...failures },
      },
    },
    async (request, reply) => {
      const text = await engine.timelines.export(request.body);
      return reply.type("application/json").send(text);
    },
  );
}
