import type {
  Engine,
  ExportRequest,
  ExportView,
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
import { CutstreamError } from "@cutstream/engine";
import type { Cutstream, RunningExport, Timeline } from "cutstream";

/** What the tools call: the engine's services, here or over HTTP. */
export interface McpServices {
  retrieve(request: RetrieveRequest): Promise<RetrieveView>;
  transcript(video: string): Promise<TranscriptView>;
  plan(request: Pick<PublishRequest, "timeline">): Promise<PlanView>;
  publish(request: PublishRequest): Promise<StreamView>;
  revoke(stream: string): Promise<StreamView>;
  stream(stream: string): Promise<StreamView>;
  export(request: ExportRequest): Promise<ExportView>;
  exported(id: string): Promise<ExportView>;
  reel(request: ReelPromptRequest): Promise<ReelView>;
  recap(request: RecapRequest): Promise<RecapView>;
}

/** Those of the engine in this process. */
export function engineServices({
  memory,
  streams,
  exports,
  reels,
}: Pick<Engine, "memory" | "streams" | "exports" | "reels">): McpServices {
  return {
    retrieve: (request) => memory.retrieve(request),
    transcript: (video) => memory.transcript(video),
    plan: (request) => streams.plan(request),
    publish: (request) => streams.publish(request),
    revoke: (id) => streams.revoke(id),
    stream: (id) => streams.get(id),
    export: (request) => exports.create(request),
    exported: (id) => exports.get(id),
    reel: (request) => reels.fromPrompt(request),
    recap: (request) => reels.recap(request),
  };
}

/** Those that only look, for a key that may not publish. */
export function readOnly(services: McpServices): McpServices {
  const refuse = async (): Promise<never> => {
    throw new CutstreamError("forbidden", "This needs a key with the scope publish.");
  };
  return {
    ...services,
    ...{ publish: refuse, revoke: refuse, export: refuse, reel: refuse, recap: refuse },
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
    export: async (request) => viewOf(await startExport(cs, request)),
    exported: async (id) => viewOf(await cs.exports.get(id)),
    reel: (request) => cs.reels.fromPrompt(request),
    recap: (request) => cs.reels.recap(request),
  };
}

/** An export of the one thing that a request names: that it names one is held already. */
function startExport(cs: Cutstream, request: ExportRequest): Promise<RunningExport> {
  const { timeline, stream, ranges = [], overlays, reframe, subtitles, ...options } = request;
  if (timeline) return toTimeline(cs, timeline).export(options);
  if (stream !== undefined) return cs.exports.stream(stream, options);
  const dress = {
    ...(overlays && { overlays }),
    ...(reframe && { reframe }),
    ...(subtitles && { subtitles }),
  };
  return cs.exports.ranges(ranges, { ...options, ...dress });
}

/** What is known of an export, without the ways to follow it. */
function viewOf({ progress: _p, done: _d, cancel: _c, ...view }: RunningExport): ExportView {
  return view;
}

/** A timeline with all that it carries, as the SDK has it. */
function toTimeline(cs: Cutstream, input: TimelineInput): Timeline {
  const { clips, subtitles = [], overlays = [], reframe, music, ads } = input;
  const shaped = reframe ? cs.timeline(clips).reframe(reframe) : cs.timeline(clips);
  const spoken = subtitles.reduce((timeline, one) => timeline.subtitle(one), shaped);
  const drawn = overlays.reduce((timeline, one) => timeline.overlay(one), spoken);
  const heard = music ? drawn.music(music.video, music) : drawn;
  return ads ? heard.ads(ads) : heard;
}
