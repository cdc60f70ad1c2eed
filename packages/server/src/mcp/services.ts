import type {
  Engine,
  PlanView,
  PublishRequest,
  RecapRequest,
  RecapView,
  ReelPromptRequest,
  ReelView,
  RetrieveRequest,
  RetrieveView,
  StreamView,
  TranscriptView,
} from "@cutstream/engine";
import type { Cutstream } from "cutstream";

/** What the tools call: the engine's services, here or over HTTP. */
export interface McpServices {
  retrieve(request: RetrieveRequest): Promise<RetrieveView>;
  transcript(video: string): Promise<TranscriptView>;
  plan(request: Pick<PublishRequest, "timeline">): Promise<PlanView>;
  publish(request: PublishRequest): Promise<StreamView>;
  revoke(stream: string): Promise<StreamView>;
  stream(stream: string): Promise<StreamView>;
  reel(request: ReelPromptRequest): Promise<ReelView>;
  recap(request: RecapRequest): Promise<RecapView>;
}

/** Those of the engine in this process. */
export function engineServices({
  memory,
  streams,
  reels,
}: Pick<Engine, "memory" | "streams" | "reels">): McpServices {
  return {
    retrieve: (request) => memory.retrieve(request),
    transcript: (video) => memory.transcript(video),
    plan: (request) => streams.plan(request),
    publish: (request) => streams.publish(request),
    revoke: (id) => streams.revoke(id),
    stream: (id) => streams.get(id),
    reel: (request) => reels.fromPrompt(request),
    recap: (request) => reels.recap(request),
  };
}

/** Those of a server, by its SDK. */
export function clientServices(cs: Cutstream): McpServices {
  return {
    async retrieve(request) {
      const found = await cs.retrieve(request);
      return { moments: [...found], next: found.next, warnings: found.warnings };
    },
    transcript: (video) => cs.videos.transcript(video),
    plan: ({ timeline }) => cs.timeline(timeline.clips).plan(),
    publish: ({ timeline, ...options }) => cs.timeline(timeline.clips).stream(options),
    revoke: (id) => cs.streams.revoke(id),
    stream: (id) => cs.streams.get(id),
    reel: (request) => cs.reels.fromPrompt(request),
    recap: (request) => cs.reels.recap(request),
  };
}
