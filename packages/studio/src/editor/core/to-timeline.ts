import type { Clip, MusicInput, OverlayInput, ReframeInput, SubtitleInput, TextStyle } from "cutstream";
import type {
  Arrangement,
  EditedCaptions,
  EditedMusic,
  EditedOverlay,
  EditedReframe,
  OverlayContent,
} from "./arrangement.ts";
import { lengthOf } from "./place.ts";
import { exactSeconds, TICKS_PER_MS } from "./rate.ts";

/** A timeline as `POST /v1/plan` and `POST /v1/streams` take it. */
export interface TimelineBody {
  readonly clips: readonly Clip[];
  readonly overlays?: readonly OverlayInput[];
  readonly subtitles?: readonly SubtitleInput[];
  readonly reframe?: ReframeInput;
  readonly music?: MusicInput;
}

/** Writes an arrangement as the server takes it. Overlays that nothing of can be seen are left out. */
export function toTimeline(arrangement: Arrangement): TimelineBody {
  const overlays = seenOverlays(arrangement).map((overlay) => toOverlay(arrangement, overlay));
  const { clips, captions, reframe, music } = arrangement;
  return {
    clips: clips.map(({ source, from, to }) => ({
      video: source.video,
      start: { frame: from },
      end: { frame: to },
    })),
    ...(overlays.length > 0 && { overlays }),
    ...(captions.length > 0 && { subtitles: captions.map(toSubtitles) }),
    ...(reframe && { reframe: toReframe(reframe) }),
    ...(music && { music: toMusic(music) }),
  };
}

/** The overlays that {@link toTimeline} writes, in its order. */
export const seenOverlays = (arrangement: Arrangement): readonly EditedOverlay[] =>
  arrangement.overlays.filter((overlay) => isSeen(arrangement, overlay));

/** Whether anything of an overlay can be seen: not where all that it stands on is trimmed away. */
export function isSeen(arrangement: Arrangement, { span }: EditedOverlay): boolean {
  if (span.on === "all") return true;
  if (span.on === "timeline") return span.start * TICKS_PER_MS < lengthOf(arrangement);
  const clip = arrangement.clips.find(({ key }) => key === span.clip);
  return clip !== undefined && (span.from ?? clip.from) < clip.to && (span.to ?? clip.to) > clip.from;
}

function toOverlay(arrangement: Arrangement, overlay: EditedOverlay): OverlayInput {
  const { content, anchor, width, opacity, fadeIn, fadeOut } = overlay;
  const placed = { position: anchor, ...(width !== null && { size: width / 100 }) };
  const common = {
    ...timesOf(arrangement, overlay),
    ...(opacity !== 100 && { opacity: opacity / 100 }),
    ...fadeOf(fadeIn, fadeOut),
  };
  if (content.kind === "image") return { kind: "image", image: content.image, ...placed, ...common };
  if (content.kind === "color") return { kind: "color", color: content.color, ...common };
  return { kind: "text", text: content.text, ...placed, ...styleOf(content), ...common };
}

function timesOf(arrangement: Arrangement, { span }: EditedOverlay) {
  if (span.on === "all") return {};
  if (span.on === "timeline") {
    const { start, end } = span;
    return { ...(start > 0 && { start: start / 1000 }), ...(end !== null && { end: end / 1000 }) };
  }
  const number = arrangement.clips.findIndex(({ key }) => key === span.clip);
  const clip = arrangement.clips[number];
  if (!clip) return {};
  const from = Math.max(clip.from, span.from ?? clip.from) - clip.from;
  const to = Math.min(clip.to, span.to ?? clip.to) - clip.from;
  return {
    clip: number,
    ...(from > 0 && { start: exactSeconds(from, clip.source.rate) }),
    ...(to < clip.to - clip.from && { end: exactSeconds(to, clip.source.rate) }),
  };
}

/** What is not said is as the server has it by default. */
function styleOf(content: OverlayContent & { readonly kind: "text" }): { readonly style?: TextStyle } {
  const { color, background, lineHeight, bold, font } = content;
  const style: TextStyle = {
    ...(color !== "#ffffff" && { color }),
    ...(background !== null && { background }),
    ...(lineHeight !== 50 && { size: lineHeight / 1000 }),
    ...(bold && { weight: "bold" as const }),
    ...(font !== "sans-serif" && { font }),
  };
  return Object.keys(style).length === 0 ? {} : { style };
}

const fadeOf = (fadeIn: number, fadeOut: number) =>
  fadeIn + fadeOut > 0 && {
    fade: { ...(fadeIn > 0 && { in: fadeIn / 1000 }), ...(fadeOut > 0 && { out: fadeOut / 1000 }) },
  };

function toSubtitles({ language, style, shown, file, translate }: EditedCaptions): SubtitleInput {
  return {
    language,
    ...(file && { source: { timeline: { text: file.text } } }),
    ...(translate && { translate }),
    ...(style !== "caption" && { style }),
    ...(shown && { default: true }),
  };
}

function toReframe({ aspect, fit, mode, anchor, background }: EditedReframe): ReframeInput {
  if (fit === "pad") return { aspect, fit, ...(background !== "#000000" && { background }) };
  return { aspect, ...(mode === "smart" && { mode }), ...(anchor !== "center" && { anchor }) };
}

function toMusic({ video, mode, loop, start, end, gain, duck, fadeIn, fadeOut }: EditedMusic): MusicInput {
  return {
    video,
    ...(start > 0 && { start: start / 1000 }),
    ...(end !== null && { end: end / 1000 }),
    ...(loop && { loop }),
    ...(mode === "mix" && { mode }),
    ...(gain !== 0 && { gain }),
    ...fadeOf(fadeIn, fadeOut),
    ...(mode === "mix" && duck > 0 && { duck }),
  };
}
