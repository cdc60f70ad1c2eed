import type { LibraryVersion } from "../../library/library.ts";
import type { Plan } from "../plan/plan.ts";
import { decodePlan } from "../plan/plan-codec.ts";
import { momentPlan, parseMomentStreamId } from "./moment-stream.ts";
import type { PublishedStreams } from "./streams.ts";
import { wholeVideoPlan } from "./whole-video.ts";

/** What is behind a stream's id. */
export interface PlayableStream {
  /** Of the plan, which never changes under it. */
  readonly name: string;
  readonly plan: () => Plan;
}

/**
 * Finds the plan of anything that has a stream: what was published, whole videos and moments.
 * @throws CutstreamError `stream_not_found`, `stream_expired`, `stream_revoked`, `video_not_found`, `video_not_ready`,
 * `video_failed`, `moment_not_found`
 */
export function createPlayable(parts: {
  readonly streams: Pick<PublishedStreams, "playable">;
  readonly versionsOf: (videos: readonly string[]) => Promise<ReadonlyMap<string, LibraryVersion>>;
}): (id: string) => Promise<PlayableStream> {
  const { streams, versionsOf } = parts;
  return async (id) => {
    const moment = parseMomentStreamId(id);
    if (!moment && !id.startsWith("vid_")) {
      const row = await streams.playable(id);
      return { name: id, plan: () => decodePlan(row.plan) };
    }
    const versions = await versionsOf([moment?.video ?? id]);
    const plan = moment ? momentPlan(moment, versions) : wholeVideoPlan(id, versions);
    // A video may have another version, or a rendition more, when it is asked for again.
    return { name: `${id} ${JSON.stringify(plan.renditions)}`, plan: () => plan };
  };
}
