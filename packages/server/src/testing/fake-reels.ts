import {
  CutstreamError,
  type RecapRequest,
  type ReelMomentView,
  type ReelPromptRequest,
  type ReelService,
  type StreamService,
  type ViewerReelService,
} from "@cutstream/engine";

/** Reels of one moment of a video. */
export interface FakeReels extends ReelService, ViewerReelService {
  /** Every request, in the order in which they came. */
  readonly requests: (ReelPromptRequest | RecapRequest)[];
}

const MOMENT: Omit<ReelMomentView, "video"> = {
  ...{ videoName: "match", start: 10, end: 12, startFrame: 250, endFrame: 300, worth: 0.9 },
  reasons: ["crowd peaks: crowd-peak", "begins with a shot"],
  thumbnail: "http://localhost:8720/t/v/320/260.jpg",
};

/** Publishes two seconds of the video named, or of `v1`; nothing is found by prompts about nothing. */
export function createFakeReels(
  streams: Pick<StreamService, "publish">,
  viewerReels: ViewerReelService,
): FakeReels {
  const publish = (video: string, request: ReelPromptRequest | RecapRequest) => {
    const clip = { video, start: { frame: MOMENT.startFrame }, end: { frame: MOMENT.endFrame } };
    const { user = "anyone", name = "reel" } = request;
    return streams.publish({ timeline: { clips: [clip] }, user, name });
  };
  const requests: FakeReels["requests"] = [];
  return {
    ...viewerReels,
    requests,
    async fromPrompt(request) {
      requests.push(request);
      const { prompt, video = "v1", duration = 60 } = request;
      if (prompt === "nothing") throw new CutstreamError("no_moments", "Nothing was found: about “nothing”.");
      const query = { purpose: "crowd peaks", query: null, indexes: ["sound"], filters: null, weight: 1 };
      return {
        stream: await publish(video, request),
        plan: {
          ...{ by: "rules", understood: ["highlights"], duration, choose: "best" },
          queries: [{ ...query, before: 8, after: 4, excludes: false, found: 1 }],
        },
        moments: [{ video, ...MOMENT }],
        warnings: ["Meanings were not compared."],
      };
    },
    async recap(request) {
      requests.push(request);
      const stream = await publish("v1", request);
      return { stream, order: "episodes", moments: [{ video: "v1", ...MOMENT }], warnings: [] };
    },
  };
}
