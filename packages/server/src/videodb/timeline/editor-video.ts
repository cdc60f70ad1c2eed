import type { ColorOverlay, LaidClipInput, ReframeInput } from "@cutstream/engine";
import type { FoundVideo } from "../found-video.ts";
import type { AssetOf, LaidClip } from "./editor-payload.ts";
import type { Material } from "./material.ts";
import { refuse, wrong } from "./refuse.ts";

/** A clip of a video, at its place. Seconds. */
export interface PlacedVideo {
  readonly path: string;
  readonly video: FoundVideo;
  /** Of the source. */
  readonly from: number;
  /** On the timeline. */
  readonly start: number;
  readonly end: number;
  readonly fit: "crop" | "contain" | "cover" | "none";
  readonly opacity: number;
  readonly volume: number;
  readonly fade: { readonly in: number; readonly out: number };
}

/** Seconds that lengths are off by where somebody rounded them to hundredths. */
const ROUNDING = 0.011;

/**
 * Reads a clip of a video that fills the picture.
 * @throws CutstreamError `not_supported` for what would have to be drawn into the picture from another one
 */
export async function placeVideo(
  { path, asset, start, duration, clip }: LaidClip<AssetOf<"video">>,
  material: Material,
  warn: (warning: string) => void,
): Promise<PlacedVideo> {
  const video = await material.media(asset.id);
  const from = asset.start ?? 0;
  const left = video.end - from;
  if (left <= 0) throw wrong(path, `begins ${from} s into ${asset.id}, which lasts ${video.end} s`);
  if (duration !== undefined && duration > left + ROUNDING)
    warn(`${path} ends with its video, ${Number(left.toFixed(3))} s after its start.`);
  const { offset, scale = 1, opacity = 1 } = clip;
  if (scale !== 1 || offset?.x || offset?.y) {
    throw refuse(
      path,
      "a video fills the picture; a smaller or moved one (scale, offset) is not drawn into another",
    );
  }
  if (clip.filter) throw refuse(`${path}.filter`, `pictures are not filtered (${clip.filter})`);
  if (clip.effect) throw refuse(`${path}.effect`, `there are no effects (${clip.effect})`);
  if (asset.crop && Object.values(asset.crop).some((side) => side)) {
    throw refuse(
      `${path}.crop`,
      "sides of videos are not cut off by themselves; give the timeline another resolution",
    );
  }
  return {
    path,
    video,
    from,
    start,
    end: start + Math.min(duration ?? left, left),
    fit: readFit(clip.fit, path),
    opacity,
    volume: clip.is_muted ? 0 : (asset.volume ?? 1),
    fade: readFade(clip.transition, path),
  };
}

/** `crop` where nothing is said; none is null, `None` or `none`, as the SDKs have it. */
export function readFit(fit: string | null | undefined, path: string): PlacedVideo["fit"] {
  const name = String(fit ?? "none").toLowerCase();
  if (name === "crop" || name === "contain" || name === "cover" || name === "none") return name;
  throw wrong(`${path}.fit`, `${fit} is none of crop, contain, cover and none`);
}

/** Seconds in which a clip comes and goes. @throws CutstreamError `not_supported` for other transitions than fades */
export function readFade(
  transition: LaidClip["clip"]["transition"],
  path: string,
): { readonly in: number; readonly out: number } {
  if (!transition) return { in: 0, out: 0 };
  const { in: come, out: go, duration = 0.5 } = transition;
  for (const name of [come, go]) {
    if (name && name !== "fade") throw refuse(`${path}.transition`, `there are fades, and no ${name}`);
  }
  return { in: come ? duration : 0, out: go ? duration : 0 };
}

/** Every clip on a track of its own, in order: the later ones cover those before. */
export function videoTracks(placed: readonly PlacedVideo[]): { readonly clips: readonly LaidClipInput[] }[] {
  return placed.map(({ video, from, start, end }) => {
    const until = from + end - start;
    return { clips: [{ video: video.view.id, at: start, start: from, end: Math.min(until, video.end) }] };
  });
}

/**
 * The shape that all pictures are given, as far as they have not got it.
 * @throws CutstreamError `not_supported` where clips are fitted in different ways, or stretched
 */
export function shapeOf(
  placed: readonly PlacedVideo[],
  { width, height }: { readonly width: number; readonly height: number },
  background: string,
): ReframeInput | undefined {
  const other = placed.filter(({ video }) => {
    const { width: w = 0, height: h = 0 } = video.view;
    return Math.abs(((w ?? 0) * height) / ((h ?? 0) * width) - 1) > SAME_SHAPE;
  });
  const [first] = other;
  if (!first) return undefined;
  for (const { path, fit } of other) {
    if (fit === "cover") throw refuse(`${path}.fit`, "videos are not stretched; use crop or contain");
    if (fit === "none")
      throw refuse(`${path}.fit`, "videos are fitted to the resolution; use crop or contain");
    if (fit !== first.fit) {
      throw refuse(
        `${path}.fit`,
        `all videos of a timeline are fitted alike, and ${first.path} is ${first.fit}`,
      );
    }
  }
  if (first.fit === "contain") return { width, height, fit: "pad", background };
  return { width, height, fit: "crop" };
}

/** By how much shapes may differ and still be one: 854x480 is 16:9. */
const SAME_SHAPE = 0.01;

/** Fades of videos through the background, and backgrounds that shine through. */
export function veils(placed: readonly PlacedVideo[], background: string): ColorOverlay[] {
  return placed.flatMap(({ path, start, end, fade, opacity }) => {
    const color = background.slice(0, 7);
    const under = placed.some((other) => other.path !== path && other.start < end && other.end > start);
    if (opacity < 1 && under) {
      throw refuse(`${path}.opacity`, "a video does not shine through another");
    }
    const veil = { kind: "color", color, z: VEIL } as const;
    return [
      ...(opacity < 1 ? [{ ...veil, start, end, opacity: 1 - opacity }] : []),
      ...(fade.in > 0
        ? [{ ...veil, start, end: Math.min(end, start + fade.in), fade: { out: fade.in } }]
        : []),
      ...(fade.out > 0
        ? [{ ...veil, start: Math.max(start, end - fade.out), end, fade: { in: fade.out } }]
        : []),
    ];
  });
}

/** Below all that is drawn. */
const VEIL = -1000;

/** Stretches of the timeline in which no video is shown. */
export function gapsOf(placed: readonly PlacedVideo[], length: number): { start: number; end: number }[] {
  const gaps: { start: number; end: number }[] = [];
  let at = 0;
  for (const { start, end } of placed.toSorted((a, b) => a.start - b.start)) {
    if (start > at + SHORTEST_GAP) gaps.push({ start: at, end: start });
    at = Math.max(at, end);
  }
  if (length > at + SHORTEST_GAP) gaps.push({ start: at, end: length });
  return gaps;
}

/** Seconds that a gap at least lasts: less than a frame is a rounding. */
const SHORTEST_GAP = 0.02;

/** Says which sounds are not heard because another video covers theirs. */
export function coveredSound(placed: readonly PlacedVideo[]): string[] {
  return placed.flatMap((lower, n) => {
    const covered = placed
      .slice(n + 1)
      .find((upper) => upper.start < lower.end && upper.end > lower.start && lower.volume > 0);
    return covered ? [`${lower.path} is neither seen nor heard where ${covered.path} covers it.`] : [];
  });
}
