import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import type { TextId } from "../../subtitles/text-store.ts";
import type { Plan, Span } from "../plan/plan.ts";

/** A span with its place on the timeline, in flicks. */
export interface PlacedSpan extends Pick<Span, "from" | "to" | "firstClip"> {
  readonly start: number;
  readonly frameFlicks: number;
}

/** Text that is shown with a span. */
export interface SpanText {
  readonly id: TextId;
  /** Flicks of the text's own time at the span's first frame. */
  readonly start: number;
}

/**
 * The text of each span; null where there is none. A text of the timeline goes with the content: its time stands still
 * while ads are shown. Clips that follow on from one another are one span; of two videos with the same media the first
 * one's text counts.
 */
export function spanTexts(
  { clips }: Pick<Plan, "clips">,
  spans: readonly PlacedSpan[],
  { texts }: Pick<PlannedSubtitles, "texts">,
): (SpanText | null)[] {
  let contentTime = 0;
  return spans.map(({ from, to, firstClip, frameFlicks }) => {
    const clip = clips[firstClip];
    const contentStart = contentTime;
    if (!clip?.ad) contentTime += (to - from) * frameFlicks;
    if ("timeline" in texts) return clip?.ad ? null : { id: texts.timeline, start: contentStart };
    const id = texts.videos[clip?.video ?? ""];
    return id ? { id, start: from * frameFlicks } : null;
  });
}
