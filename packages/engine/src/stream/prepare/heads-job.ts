import { cutRange, type FrameRange, headPieces, type VideoTrack } from "@cutstream/media";
import { z } from "zod";
import type { TimeInput } from "../../api/timeline.ts";
import { CutstreamError } from "../../errors.ts";
import type { Library, LibraryVersion } from "../../library/library.ts";
import type { JobHandler } from "../../seams/job-queue.ts";
import { chooseFrame } from "../../timeline/time-input.ts";
import type { Heads } from "../encoding/heads.ts";
import { cutPieces } from "../project/tracks.ts";

/** What a job works on that makes heads ahead of time. */
export interface HeadsPayload {
  readonly version: string;
  /** Frames at which clips may start or end. */
  readonly frames: readonly number[];
  /** Clips that are known from start to end. */
  readonly clips: readonly FrameRange[];
}

const schema = z.object({
  version: z.string(),
  frames: z.array(z.number()),
  clips: z.array(z.object({ from: z.number(), to: z.number() })),
}) satisfies z.ZodType<HeadsPayload>;

/** Times that one call may name. */
const MOST_TIMES = 10_000;

/**
 * The payload of a job that makes what cuts of a version at these times will need.
 * @throws CutstreamError `invalid_time`, `invalid_request`
 */
export function headsPayload({ id, manifest }: LibraryVersion, times: readonly TimeInput[]): HeadsPayload {
  if (times.length > MOST_TIMES) {
    throw new CutstreamError("invalid_request", `${times.length} times are more than ${MOST_TIMES}.`, {
      path: "times",
    });
  }
  const { frameRate, frameCount } = manifest;
  const frames = times.map((time, n) => chooseFrame(time, frameRate, frameCount, `times[${n}]`).frame);
  return { version: id, frames, clips: [] };
}

/** Makes what cuts at some frames will need, in every rendition, behind everything that somebody waits for. */
export function createHeadsJob({ library, heads }: { library: Library; heads: Heads }): JobHandler {
  return async ({ job, signal, report }) => {
    const { version, frames, clips } = schema.parse(job.payload);
    const { video } = await library.version(version);
    const wanted = video.flatMap((track) =>
      [
        ...frames.flatMap((frame) => conditionedAt(track, frame)),
        ...clips.flatMap((clip) => conditionedOf(track, clip)),
      ].map((part) => ({ track, part })),
    );
    for (const [done, { track, part }] of wanted.entries()) {
      report("encode", done / wanted.length);
      await heads.prepare({ version, track, ...part }, signal);
    }
  };
}

/** All that is conditioned of a clip. */
function conditionedOf(track: VideoTrack, { from, to }: FrameRange): FrameRange[] {
  return cutPieces(track, from, to)
    .flatMap(({ cut }) => [cut.head, cut.tail])
    .filter((part) => part !== null);
}

/** The pieces of the head of a clip that starts at a frame, and the tail of one that ends there. */
function conditionedAt(track: VideoTrack, frame: number): FrameRange[] {
  const head = frame < track.index.frameCount ? headPieces(track, frame, track.keyAtOrAfter(frame)) : [];
  const tail = frame > 0 ? cutRange(track, track.keyAtOrBefore(frame - 1), frame).tail : null;
  return tail ? [...head, tail] : head;
}
