import { FLICKS_PER_SECOND, ORIGIN_SECONDS } from "@cutstream/media";
import type { SubtitleStyle } from "../../api/subtitles.ts";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import type { EmptyTextPath, TextPath } from "../address/text-path.ts";
import { type SpanText, spanTexts } from "../captions/span-text.ts";
import type { Piece } from "../encoding/piece.ts";
import type { Plan } from "../plan/plan.ts";
import type { Form, ProjectedSegment } from "./project.ts";
import type { TrackSpan } from "./tracks.ts";

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
  const placed = spans.map((span) => ({ ...span, frameFlicks: span.video.frameFlicks }));
  const texts = spanTexts(plan, placed, subtitles);
  return spans.flatMap((span, n) =>
    stretches(span).map((stretch) => ({
      path: pathOf(span, texts[n] ?? null, subtitles.style, stretch, form),
      init: null,
      duration: (stretch.to - stretch.from) * span.video.frameFlicks,
      jump: stretch.from === span.from && n > 0,
    })),
  );
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
  span: TrackSpan,
  text: SpanText | null,
  style: SubtitleStyle,
  { from, to }: Pick<Piece, "from" | "to">,
  form: Form,
): TextPath | EmptyTextPath {
  if (!text) return { kind: "empty-text" };
  const { frameFlicks } = span.video;
  const at = span.start + (from - span.from) * frameFlicks;
  const inText = (frame: number) => text.start + (frame - span.from) * frameFlicks;
  return {
    kind: "text",
    ...text.id,
    style,
    cut: { from: text.start, to: inText(span.to) },
    from: inText(from),
    to: inText(to),
    at,
    media: ORIGIN + (form === "continuous" ? at : from * frameFlicks),
  };
}
