import { FLICKS_PER_SECOND } from "@cutstream/media";
import type { PlannedOverlay } from "../timeline/surface.ts";
import type { LayerState } from "./transform.ts";

/** Frames that follow one another on the timeline: all times in flicks. */
export interface FrameRun {
  /** When the first one is shown. */
  readonly start: number;
  readonly frameFlicks: number;
  readonly count: number;
}

/** A frame is meant by every time up to a millisecond after its own, as it is for players (`docs/overlays.md`). */
const TOLERANCE = FLICKS_PER_SECOND / 1000;

/** The moment by which frame `n` of a run is judged. */
export function momentOf({ start, frameFlicks }: FrameRun, n: number): number {
  return start + n * frameFlicks + TOLERANCE;
}

/**
 * How an overlay is seen in each frame of a run, where that changes.
 * @returns states by ascending frame, the first of frame 0; none where it is seen in no frame.
 */
export function layerStates(overlay: PlannedOverlay, run: FrameRun): LayerState[] {
  const last = momentOf(run, run.count - 1);
  if (overlay.to <= momentOf(run, 0) || overlay.from > last) return [];
  const states: LayerState[] = [];
  for (let frame = 0; frame < run.count; frame++) {
    const state = stateAt(overlay, momentOf(run, frame));
    const before = states.at(-1);
    if (before?.alpha !== state.alpha || before.text !== state.text) states.push({ frame, ...state });
    if (frame === 0 && isSteady(overlay, momentOf(run, 0), last)) break;
  }
  return states.some(({ alpha }) => alpha > 0) ? states : [];
}

/** Whether nothing about an overlay changes between two moments. */
function isSteady(overlay: PlannedOverlay, first: number, last: number): boolean {
  const { from, to, fadeIn, fadeOut } = overlay;
  const full = first >= from + fadeIn && last < to - fadeOut;
  return full && (overlay.kind !== "data" || overlay.keys.every(({ at }) => at <= first || at > last));
}

function stateAt(overlay: PlannedOverlay, now: number): Omit<LayerState, "frame"> {
  const { from, to, fadeIn, fadeOut, opacity } = overlay;
  const text = textAt(overlay, now);
  const hidden = now < from || now >= to || text === null;
  if (hidden) return { alpha: 0 };
  const coming = fadeIn > 0 ? Math.min(1, (now - from) / fadeIn) : 1;
  const going = fadeOut > 0 ? Math.min(1, (to - now) / fadeOut) : 1;
  const alpha = Math.round(255 * opacity * Math.min(coming, going));
  return text === undefined || alpha === 0 ? { alpha } : { alpha, text };
}

/** What it says; undefined where it says nothing at any time, null where it says nothing yet. */
function textAt(overlay: PlannedOverlay, now: number): string | null | undefined {
  if (overlay.kind === "text") return overlay.text;
  if (overlay.kind !== "data") return undefined;
  return overlay.keys.findLast(({ at }) => at <= now)?.text ?? null;
}
