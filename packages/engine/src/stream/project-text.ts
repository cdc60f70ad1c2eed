import { FLICKS_PER_SECOND, ORIGIN_SECONDS } from "@cutstream/media";
import type { PlannedSubtitles } from "../subtitles/planned-subtitles.ts";
import type { Plan } from "./plan.ts";
import type { Form, ProjectedSegment } from "./project.ts";
import type { EmptyTextPath, TextPath } from "./text-path.ts";
import type { Piece, TrackSpan } from "./tracks.ts";

/** Segments of text last this long at most, unless one of video does: Apple's target duration (authoring 7.5). */
const LONGEST = 6 * FLICKS_PER_SECOND;

const ORIGIN = ORIGIN_SECONDS * FLICKS_PER_SECOND;

/**
 * Projects a rendition of text onto segments. They end where segments of video do, and have the same discontinuities:
 * players read the text of what follows one by the clock of what they play there.
 */
export function projectText(
  plan: Plan,
  spans: readonly TrackSpan[],
  subtitles: PlannedSubtitles,
  form: Form,
): ProjectedSegment<TextPath | EmptyTextPath>[] {
  // Text of the timeline goes with the content: its time stands still while ads are shown.
  let contentTime = 0;
  return spans.flatMap((span, n) => {
    const isAd = plan.clips[span.firstClip]?.ad !== undefined;
    const contentStart = isAd ? null : contentTime;
    if (!isAd) contentTime += span.duration;
    return stretches(span).map(({ from, to }) => ({
      path: pathOf(plan, span, subtitles, { from, to, form, contentStart }),
      init: null,
      duration: (to - from) * span.video.frameFlicks,
      jump: from === span.from && n > 0,
    }));
  });
}

/** Frames of whole video segments together, as many as last no longer than {@link LONGEST}. */
function stretches({ pieces, video }: TrackSpan): Pick<Piece, "from" | "to">[] {
  const joined: { from: number; to: number }[] = [];
  for (const { from, to } of pieces) {
    const last = joined.at(-1);
    if (last && (to - last.from) * video.frameFlicks <= LONGEST) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
}

function pathOf(
  plan: Plan,
  span: TrackSpan,
  { texts, style }: PlannedSubtitles,
  {
    from,
    to,
    form,
    contentStart,
  }: {
    readonly from: number;
    readonly to: number;
    readonly form: Form;
    /** Flicks on the content's own timeline; null for an ad. */
    readonly contentStart: number | null;
  },
): TextPath | EmptyTextPath {
  const { frameFlicks } = span.video;
  const at = span.start + (from - span.from) * frameFlicks;
  const onTimeline = "timeline" in texts;
  // Clips that follow on from one another are one span; of two videos with the same media the first one's text counts.
  const id = onTimeline ? texts.timeline : texts.videos[plan.clips[span.firstClip]?.video ?? ""];
  if (!id || (onTimeline && contentStart === null)) return { kind: "empty-text" };
  const start = onTimeline ? (contentStart ?? 0) : span.from * frameFlicks;
  const inText = (frame: number) => start + (frame - span.from) * frameFlicks;
  return {
    kind: "text",
    ...id,
    style,
    cut: { from: start, to: inText(span.to) },
    from: inText(from),
    to: inText(to),
    at,
    media: ORIGIN + (form === "continuous" ? at : from * frameFlicks),
  };
}
