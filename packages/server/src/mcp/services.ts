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
  TimelineInput,
  TranscriptView,
} from "@cutstream/engine";
import type { Cutstream, Timeline } from "cutstream";

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
    plan: ({ timeline }) => toTimeline(cs, timeline).plan(),
    publish: ({ timeline, ...options }) => toTimeline(cs, timeline).stream(options),
    revoke: (id) => cs.streams.revoke(id),
    stream: (id) => cs.streams.get(id),
    reel: (request) => cs.reels.fromPrompt(request),
    recap: (request) => cs.reels.recap(request),
  };
}

/** A timeline with all that it carries, as the SDK has it. */
function toTimeline(cs: Cutstream, input: TimelineInput): Timeline {
  const { clips, subtitles = [], overlays = [], reframe, music } = input;
  const shaped = reframe ? cs.timeline(clips).reframe(reframe) : cs.timeline(clips);
  const spoken = subtitles.reduce((timeline, one) => timeline.subtitle(one), shaped);
  const drawn = overlays.reduce((timeline, one) => timeline.overlay(one), spoken);
  return music ? drawn.music(music.video, music) : drawn;
}
