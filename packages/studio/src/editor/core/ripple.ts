import type { Arrangement, EditedOverlay } from "./arrangement.ts";
import { placeAt, ticksOf } from "./place.ts";
import { TICKS_PER_MS } from "./rate.ts";

/**
 * Lets overlays that stand at times of the timeline follow the pictures that they began on, after an edit of clips.
 * One whose picture is gone stays where it was.
 */
export function ripple(before: Arrangement, after: Arrangement): Arrangement {
  if (before.clips === after.clips) return after;
  return { ...after, overlays: after.overlays.map((overlay) => follow(overlay, before, after)) };
}

function follow(overlay: EditedOverlay, before: Arrangement, after: Arrangement): EditedOverlay {
  const { span } = overlay;
  if (span.on !== "timeline") return overlay;
  const place = placeAt(before, span.start * TICKS_PER_MS);
  if (!place) return overlay;
  const [was, is] = [ticksOf(before, place), ticksOf(after, place)];
  if (was === undefined || is === undefined || was === is) return overlay;
  const by = Math.round((is - was) / TICKS_PER_MS);
  const start = Math.max(0, span.start + by);
  const end = span.end === null ? null : Math.max(start + 1, span.end + by);
  return { ...overlay, span: { ...span, start, end } };
}
