import type { PlannedClipView } from "../api/streams.ts";
import type { ReelDetailView, ReelSlotView } from "../api/viewer-reels.ts";
import { CutstreamError } from "../errors.ts";
import { type VerifiedSpan, type VerifyReport, type VerifyRequest, verifyStream } from "./verify-stream.ts";

/** What was found of one slot of a reel. */
export interface VerifiedSlot
  extends Pick<ReelSlotView, "title" | "clip" | "range" | "frames" | "startFrame" | "endFrame"> {
  /** Version of the mega asset that it was looked up in. */
  readonly version: number;
  /** The stretch that shows it: clips that follow one another in the mega asset are one. */
  readonly span: VerifiedSpan;
  readonly ok: boolean;
}

export interface ReelVerifyReport extends Omit<VerifyReport, "spans"> {
  readonly slots: readonly VerifiedSlot[];
}

export interface ReelVerifyRequest extends VerifyRequest {
  readonly reel: ReelDetailView;
}

/**
 * Proves a reel: plays it as an HLS client, and holds what it stitched together, slot by slot, against the frames that
 * were looked up in the mega asset.
 * @throws CutstreamError `verification_failed` where the stream is not made of the reel's slots
 */
export async function verifyReel({ reel, ...request }: ReelVerifyRequest): Promise<ReelVerifyReport> {
  const { clips } = request.stream.plan;
  assertSlots(reel, clips);
  const { spans, ...report } = await verifyStream({ ...request, music: reel.music !== null });
  const { version } = reel;
  return {
    ...report,
    slots: reel.slots.map(({ title, clip, range, frames, startFrame, endFrame }, n) => {
      const span = spanOf(spans, clips, n);
      const inside = frames.first >= range.first && frames.end <= range.end;
      return { title, clip, range, frames, startFrame, endFrame, version, span, ok: span.ok && inside };
    }),
  };
}

/** A reel whose stream shows other frames than it says was put together wrong, whatever the pictures look like. */
function assertSlots({ slots, video }: ReelDetailView, clips: readonly PlannedClipView[]): void {
  const wrong = slots.findIndex(({ frames }, n) => {
    const clip = clips[n];
    return clip?.video !== video || clip.startFrame !== frames.first || clip.endFrame !== frames.end;
  });
  if (wrong === -1 && clips.length === slots.length) return;
  const message =
    wrong === -1
      ? `The stream has ${clips.length} clips, the reel ${slots.length} slots.`
      : `Slot ${wrong + 1} (${slots[wrong]?.title}) is not what the stream shows there.`;
  throw new CutstreamError("verification_failed", message);
}

/** The span that holds clip `n`: each begins where a clip does not go on from the one before it. */
function spanOf(spans: readonly VerifiedSpan[], clips: readonly PlannedClipView[], n: number): VerifiedSpan {
  const joins = clips
    .slice(1, n + 1)
    .filter(({ startFrame }, before) => clips[before]?.endFrame !== startFrame).length;
  const span = spans[joins];
  if (!span) throw new RangeError(`Clip ${n} is in none of ${spans.length} spans.`);
  return span;
}
