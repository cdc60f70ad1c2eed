import type { MemoryService } from "../api/memory.ts";
import type { ReelService } from "../api/reels.ts";
import type { ViewerReelService } from "../api/viewer-reels.ts";
import type { PublishedStreams } from "../stream/published/streams.ts";
import type { DoStep } from "./step.ts";

/** Streams whose publishing is traced and timed. */
export function observeStreams(streams: PublishedStreams, step: DoStep): PublishedStreams {
  return {
    ...streams,
    publish: (request, reelOf) => step("publish", "", () => streams.publish(request, reelOf)),
  };
}

/** Memory whose answers are traced and timed. */
export function observeMemory(memory: MemoryService, step: DoStep): MemoryService {
  return {
    ...memory,
    retrieve: (request, options) => step("retrieve", "", () => memory.retrieve(request, options)),
  };
}

type Reels = ReelService & ViewerReelService;

/** Reels whose making is traced and timed, by what they are made from. */
export function observeReels(reels: Reels, step: DoStep): Reels {
  return {
    ...reels,
    fromPrompt: (request) => step("reel", "prompt", () => reels.fromPrompt(request)),
    recap: (request) => step("reel", "recap", () => reels.recap(request)),
    make: (request) => step("reel", "viewer", () => reels.make(request)),
    open: (request) => step("reel", "viewer", () => reels.open(request)),
  };
}
