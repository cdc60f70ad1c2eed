import type { ClipInput } from "@cutstream/engine";
import type { z } from "zod";
import { faultOf } from "../http/validation.ts";
import { idParams } from "../schemas/common.ts";
import { exportRequest, exportView } from "../schemas/export.ts";
import { composeArguments, composed, transcriptArguments } from "../schemas/mcp.ts";
import { retrieveRequest, retrieveView, transcriptView } from "../schemas/memory.ts";
import { recapRequest, recapView, reelPromptRequest, reelView } from "../schemas/reel.ts";
import { publishRequest, streamView } from "../schemas/stream.ts";
import type { McpServices } from "./services.ts";

/** A tool as agents see it, and what it does. */
export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType;
  readonly output: z.ZodType;
  /** What it changes. `ends`: it takes something away. */
  readonly effect: "none" | "adds" | "ends";
  /** @throws CutstreamError where the arguments do not fit, and what the services throw. */
  run(args: unknown, services: McpServices): Promise<object>;
}

/** The schemas of HTTP are those of the tools, and so are the faults that they find. */
function tool<Input extends z.ZodType>(
  definition: Omit<Tool, "input" | "run"> & {
    readonly input: Input;
    readonly run: (args: z.output<Input>, services: McpServices) => Promise<object>;
  },
): Tool {
  return {
    ...definition,
    async run(args, services) {
      const result = definition.input.safeParse(args);
      if (!result.success) throw faultOf(result.error, args);
      return definition.run(result.data, services);
    },
  };
}

/**
 * All tools: they find moments, put them in an order and publish them, at one go where a prompt says enough. The agent
 * owns the query, Cutstream the stream.
 */
export const TOOLS: readonly Tool[] = [
  tool({
    name: "search_moments",
    description:
      "Find moments of videos by words, meaning and filters: ranked, with why each was found, a playable url of its own and a thumbnail.",
    input: retrieveRequest,
    output: retrieveView,
    effect: "none",
    run: (request, services) => services.retrieve(request),
  }),
  tool({
    name: "get_transcript",
    description: "Read what is said in a video: sentences and words with their times in seconds.",
    input: transcriptArguments,
    output: transcriptView,
    effect: "none",
    run: ({ video }, services) => services.transcript(video),
  }),
  tool({
    name: "compose",
    description:
      "Put clips, or moments that search_moments found, in an order, with subtitles if wanted, and see what would be served: exact frames, cuts, duration. Publishes nothing; give the timeline that it answers with to publish.",
    input: composeArguments,
    output: composed,
    effect: "none",
    async run({ clips, moments, subtitles }, services) {
      const shown = clips ?? (moments ?? []).map(toClip);
      const timeline = { clips: shown, ...(subtitles && { subtitles }) };
      return { timeline, plan: await services.plan({ timeline }) };
    },
  }),
  tool({
    name: "publish",
    description:
      "Publish a timeline as a stream for a viewer: an HLS url, and the url of a page that plays it.",
    input: publishRequest,
    output: streamView,
    effect: "adds",
    run: (request, services) => services.publish(request),
  }),
  tool({
    name: "revoke",
    description: "End a published stream at once: nobody can play it any more.",
    input: idParams,
    output: streamView,
    effect: "ends",
    run: ({ id }, services) => services.revoke(id),
  }),
  tool({
    name: "explain_stream",
    description:
      "Show what a published stream plays and how exact it is: each clip's frames, the error of its cuts, what is shared with other streams and what must still be encoded.",
    input: idParams,
    output: streamView,
    effect: "none",
    run: ({ id }, services) => services.stream(id),
  }),
  tool({
    name: "export",
    description:
      "Make files to download, in the background: an MP4 (or sound, or pictures) of a timeline, a stream or ranges of videos. What is drawn over the pictures is in them only where burn names it. Ask show_export for their urls.",
    input: exportRequest,
    output: exportView,
    effect: "adds",
    run: (request, services) => services.export(request),
  }),
  tool({
    name: "show_export",
    description: "Show how far an export is, and the urls of its files once they are made.",
    input: idParams,
    output: exportView,
    effect: "none",
    run: ({ id }, services) => services.exported(id),
  }),
  tool({
    name: "make_reel",
    description:
      "Publish a reel of a video or a collection that a prompt asks for, such as “highlights of this match in 30 seconds”: what the prompt was taken for, which moments were chosen and why, and the stream. Without a better idea, collection is default.",
    input: reelPromptRequest,
    output: reelView,
    effect: "adds",
    run: (request, services) => services.reel(request),
  }),
  tool({
    name: "make_recap",
    description:
      "Publish “previously on”: what a viewer should remember of the episodes of a collection, by arcs or characters, in the order of the story.",
    input: recapRequest,
    output: recapView,
    effect: "adds",
    run: (request, services) => services.recap(request),
  }),
];

/** A moment is cut where it was found, to the frame. */
function toClip({ video, startFrame, endFrame }: MomentRange): ClipInput {
  return { video, start: { frame: startFrame }, end: { frame: endFrame } };
}

type MomentRange = NonNullable<z.output<typeof composeArguments>["moments"]>[number];
