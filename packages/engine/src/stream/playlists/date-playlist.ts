import type { DateRange, MediaPlaylist } from "@cutstream/media";
import type { BoundPlan } from "../project/tracks.ts";
import { dateOf, surfaceRanges } from "./date-ranges.ts";

/**
 * The date ranges that say what a plan's surface is; none where it has none.
 * @param assetBase what names of assets are appended to.
 */
export function surfaceDates(bound: BoundPlan, assetBase: string): DateRange[] {
  const { surface, render } = bound.plan;
  // What is in the pictures must not be drawn over them again.
  if (!surface || render === "segments") return [];
  const [spans = []] = bound.variants;
  const last = spans.at(-1);
  const duration = last ? last.start + last.duration : 0;
  return surfaceRanges(surface, duration, assetBase, commonPicture(bound));
}

/** Size of the picture where all sources have the same. */
function commonPicture({ variants: [spans = []] }: BoundPlan): { width: number; height: number } | null {
  const [first] = spans;
  if (!first) return null;
  const { width, height } = first.video.index;
  const same = spans.every(({ video: { index } }) => index.width === width && index.height === height);
  return same ? { width, height } : null;
}

/**
 * Writes date ranges into a playlist, and the line of dates that they stand on: before the first segment and after
 * every discontinuity; nothing where there are none (RFC 8216 §4.3.2.6, §4.3.2.7).
 */
export function datePlaylist(playlist: MediaPlaylist, dateRanges: readonly DateRange[]): MediaPlaylist {
  if (dateRanges.length === 0) return playlist;
  let elapsed = 0;
  const segments = playlist.segments.map((segment, n) => {
    const at = elapsed;
    elapsed += segment.duration;
    return n === 0 || segment.discontinuity ? { ...segment, programDateTime: dateOf(at) } : segment;
  });
  return { ...playlist, dateRanges, segments };
}
