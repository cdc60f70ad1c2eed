import type { MemoryService } from "../api/memory.ts";
import type { ReelService } from "../api/reels.ts";
import { currentRequest } from "../observe/request-context.ts";
import { ANYONE } from "../stream/address/stream-url.ts";
import type { PublishedStreams } from "../stream/published/streams.ts";
import type { Meter } from "./meter.ts";

const keyOfRequest = (): string | null => currentRequest()?.key ?? null;
/** A stream for nobody in particular counts for nobody. */
const userOf = (user: string | undefined): string | null =>
  user === undefined || user === ANYONE ? null : user;

/** Streams that count when they are published; one of a viewer's reel counts as a reel too. */
export function countStreams(streams: PublishedStreams, meter: Meter): PublishedStreams {
  return {
    ...streams,
    async publish(request, reelOf) {
      const stream = await streams.publish(request, reelOf);
      const whom = { key: keyOfRequest(), user: userOf(request.user) };
      await meter.published(stream.id, { streams: 1, reels: reelOf ? 1 : 0 }, whom);
      return stream;
    },
  };
}

/** Memory whose answers count. */
export function countMemory(memory: MemoryService, meter: Meter): MemoryService {
  return {
    ...memory,
    async retrieve(request, options) {
      const found = await memory.retrieve(request, options);
      await meter.settle({ retrievals: 1 }, { key: keyOfRequest(), user: null });
      return found;
    },
  };
}

/** Reels of prompts and recaps that count; those of viewers do where they are published. */
export function countReels<Service extends ReelService>(reels: Service, meter: Meter): Service {
  const count = (user: string | undefined): Promise<void> =>
    meter.settle({ reels: 1 }, { key: keyOfRequest(), user: userOf(user) });
  return {
    ...reels,
    async fromPrompt(request) {
      const reel = await reels.fromPrompt(request);
      await count(request.user);
      return reel;
    },
    async recap(request) {
      const reel = await reels.recap(request);
      await count(request.user);
      return reel;
    },
  };
}

/** Counts what encoders ran for: the key of whoever had it made, where somebody had. */
export function countEncoders(meter: Meter): (seconds: number) => void {
  return (seconds) => meter.note({ encoderMs: seconds * 1000 }, { key: keyOfRequest(), user: null });
}
