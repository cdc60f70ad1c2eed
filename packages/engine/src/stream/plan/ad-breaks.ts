import type { LaidClip } from "../../ads/boundaries.ts";
import type { AdBreak, AdBreaks, AdSpot } from "../../ads/breaks.ts";
import type { LibraryVersion } from "../../library/library.ts";
import { mainTrack } from "../../library/library.ts";
import type { PlannedAd, PlannedAds, PlannedBreak } from "../../timeline/planned-ads.ts";
import type { PlannedOverlay } from "../../timeline/surface.ts";
import type { PlanClip } from "./plan-clip.ts";

/** Clips of a plan, each in its place. */
export function layClips(clips: readonly PlanClip[], versions: Versions): LaidClip[] {
  let start = 0;
  return clips.map(({ video, version, from, to }) => {
    const frameFlicks = frameFlicksOf(video, versions);
    const laid = { video, version, from, to, frameFlicks, start };
    start += (to - from) * frameFlicks;
    return laid;
  });
}

type Versions = ReadonlyMap<string, LibraryVersion>;

/** Clips as they are played, and the breaks as they came to be. */
export interface BrokenClips {
  readonly clips: readonly PlanClip[];
  readonly ads: PlannedAds;
  /** Where each break is on the content's own time, and by how much it moves what comes after: flicks. */
  readonly shifts: readonly Shift[];
}

/** Content from `at` on is `by` later. */
export interface Shift {
  readonly at: number;
  readonly by: number;
}

/**
 * Puts breaks into clips. Every frame of the content stays, once and in order: a clip that is broken off goes on with
 * the frame that follows the last one shown. Interstitials leave the clips as they are.
 * @param versions of the clips and the ads, by video.
 */
export function insertBreaks(
  content: readonly PlanClip[],
  { as, breaks }: AdBreaks,
  versions: Versions,
): BrokenClips {
  const clips: PlanClip[] = [];
  const planned: PlannedBreak[] = [];
  const shifts: Shift[] = [];
  let [contentTime, adTime] = [0, 0];
  const left = [...breaks];
  const flicks = ({ video, from, to }: Pick<PlanClip, "video" | "from" | "to">) =>
    (to - from) * frameFlicksOf(video, versions);
  const show = (clip: PlanClip) => {
    clips.push(clip);
    contentTime += flicks(clip);
  };
  const breakOff = ({ slot, position, ads: spots }: AdBreak) => {
    const before = adTime;
    const ads = spots.map((spot): PlannedAd => {
      const duration = flicks(spot);
      const start = contentTime + adTime;
      if (as === "clips") {
        clips.push(adClip(slot, spot, versions));
        adTime += duration;
      }
      return { ...spot, start, duration };
    });
    planned.push({ slot, position, ads });
    if (adTime > before) shifts.push({ at: contentTime, by: adTime - before });
  };
  content.forEach((clip, n) => {
    let rest = clip;
    for (let next = left[0]; next && next.clip <= n; next = left[0]) {
      // A clip that was moved to key frames may end before it: the break then is at the join.
      if (next.clip === n && next.frame >= rest.to) break;
      left.shift();
      if (next.clip < n || next.frame <= rest.from) breakOff(next);
      else if (as === "clips") {
        show({ ...rest, to: next.frame, endError: 0 });
        breakOff(next);
        rest = goOn(rest, next.frame, versions);
      } else {
        // The clip stays whole; only what the break is told of its place is in the middle of it.
        const until = { ...rest, to: next.frame };
        const whole = contentTime;
        contentTime += flicks(until);
        breakOff(next);
        contentTime = whole;
      }
    }
    show(rest);
  });
  for (const last of left) breakOff(last);
  return { clips, ads: { as, breaks: planned }, shifts };
}

function frameFlicksOf(video: string, versions: Versions): number {
  const version = versions.get(video);
  if (!version) throw new RangeError(`No version of video ${video}.`);
  return mainTrack(version).frameFlicks;
}

function goOn(clip: PlanClip, frame: number, versions: Versions): PlanClip {
  const version = versions.get(clip.video);
  const isKey = version && mainTrack(version).isKey(frame);
  return { ...clip, from: frame, method: isKey ? "aligned" : "head", startError: 0 };
}

function adClip(slot: number, { id, video, from, to }: AdSpot, versions: Versions): PlanClip {
  const version = versions.get(video);
  if (!version) throw new RangeError(`No version of video ${video}.`);
  const method = mainTrack(version).isKey(from) ? "aligned" : "head";
  return { video, version: version.id, from, to, method, startError: 0, endError: 0, ad: { slot, id } };
}

/**
 * Breaks of which nothing need be encoded: the content goes on with a key frame, and the ads are whole.
 * @returns the others too.
 */
export function withoutEncoding(
  { as, breaks }: AdBreaks,
  content: readonly PlanClip[],
  versions: Versions,
): { readonly kept: AdBreaks; readonly left: readonly AdBreak[] } {
  const isReady = ({ clip, frame, ads }: AdBreak) => {
    const broken = content[clip];
    const track = broken && versions.get(broken.video);
    const goesOn = !broken || !track || frame === broken.from || mainTrack(track).isKey(frame);
    return (as === "interstitials" || goesOn) && (as === "interstitials" || ads.every(isWhole));
  };
  const isWhole = ({ video, from, to }: AdSpot) => {
    const version = versions.get(video);
    return version !== undefined && mainTrack(version).isKey(from) && isEnd(version, to);
  };
  return {
    kept: { as, breaks: breaks.filter(isReady) },
    left: breaks.filter((one) => !isReady(one)),
  };
}

const isEnd = (version: LibraryVersion, frame: number): boolean =>
  frame === version.manifest.frameCount || mainTrack(version).isKey(frame);

/**
 * Overlays of the content, moved to where it is shown: none lies over an ad, and one that is seen on both sides of a
 * break is two.
 */
export function shiftOverlays(
  overlays: readonly PlannedOverlay[],
  shifts: readonly Shift[],
): PlannedOverlay[] {
  if (shifts.length === 0) return [...overlays];
  return overlays.flatMap((overlay) => {
    const inside = shifts.map(({ at }) => at).filter((at) => at > overlay.from && at < overlay.to);
    const edges = [overlay.from, ...inside, overlay.to];
    return edges.slice(1).map((to, n) => part(overlay, edges[n] ?? 0, to, laterAt(edges[n] ?? 0, shifts)));
  });
}

/** By how much content that starts at a time is later. */
const laterAt = (time: number, shifts: readonly Shift[]): number =>
  shifts.reduce((sum, { at, by }) => (at <= time ? sum + by : sum), 0);

function part(overlay: PlannedOverlay, from: number, to: number, later: number): PlannedOverlay {
  const common = {
    from: from + later,
    to: to + later,
    fadeIn: from === overlay.from ? Math.min(overlay.fadeIn, to - from) : 0,
    fadeOut: to === overlay.to ? Math.min(overlay.fadeOut, to - from) : 0,
  };
  if (overlay.kind !== "data") return { ...overlay, ...common };
  const said = overlay.keys.filter(({ at }) => at <= from).at(-1);
  const changes = overlay.keys.filter(({ at }) => at > from && at < to);
  const keys = [...(said ? [{ ...said, at: from }] : []), ...changes];
  return { ...overlay, ...common, keys: keys.map(({ at, text }) => ({ at: at + later, text })) };
}
