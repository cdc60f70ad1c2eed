import { FLICKS_PER_SECOND, flicksToSeconds } from "@cutstream/media";
import type {
  DataOverlay,
  ImageOverlay,
  OverlayCommon,
  OverlayInput,
  OverlayPosition,
  OverlayTime,
  TextStyle,
} from "../api/surface.ts";
import { CutstreamError } from "../errors.ts";
import { anchorPoint } from "./anchors.ts";
import { imageBox } from "./image-box.ts";
import type {
  OverlayPlace,
  PlannedDataOverlay,
  PlannedImage,
  PlannedOverlay,
  PlannedStyle,
  SurfaceClip,
  SurfaceFrame,
} from "./surface.ts";
import { fieldsOf, fillTemplate, parseTemplate } from "./template.ts";
import { parseFlicks } from "./time-input.ts";

/** More are refused: players look at all of them for every frame, and playlists hold them all. */
const MOST_OVERLAYS = 200;
/** Values of all overlays of a timeline. */
const MOST_VALUES = 5000;

const DEFAULT_MARGIN = 0.03;
const DEFAULT_IMAGE_SIZE = 0.2;

/** Ids and names of the assets that overlays show. */
export function shownImages(overlays: readonly OverlayInput[]): string[] {
  return overlays.flatMap((overlay) => (overlay.kind === "image" ? [overlay.image] : []));
}

/** What overlays are planned over. */
export interface OverlayGround {
  readonly clips: readonly SurfaceClip[];
  /** Shape of the picture; null: that of each source. */
  readonly frame: SurfaceFrame | null;
  /** Images by the ids and names that overlays give. */
  readonly images: ReadonlyMap<string, PlannedImage>;
  /** Told what was changed of what was asked. */
  readonly warn: (warning: string) => void;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Decides when and where overlays are seen, lowest first.
 * @throws CutstreamError `invalid_overlay`, `too_many_overlays`, `asset_not_found`
 */
export function planOverlays(overlays: readonly OverlayInput[], ground: OverlayGround): PlannedOverlay[] {
  assertFew(overlays);
  const planned = overlays.map((overlay, n) => planOverlay(overlay, `timeline.overlays[${n}]`, ground));
  return planned.sort((a, b) => a.z - b.z);
}

function assertFew(overlays: readonly OverlayInput[]): void {
  const path = "timeline.overlays";
  if (overlays.length > MOST_OVERLAYS) {
    const message = `${path} holds ${overlays.length} overlays; a stream takes ${MOST_OVERLAYS}.`;
    throw new CutstreamError("too_many_overlays", message, { path });
  }
  const values = overlays.reduce(
    (sum, overlay) => sum + (overlay.kind === "data" ? overlay.values.length : 0),
    0,
  );
  if (values > MOST_VALUES) {
    const message = `The overlays change ${values} times; a stream takes ${MOST_VALUES}.`;
    throw new CutstreamError("too_many_overlays", message, { path });
  }
}

function planOverlay(overlay: OverlayInput, path: string, ground: OverlayGround): PlannedOverlay {
  const base = baseOf(overlay, path, ground.clips);
  const stretch = stretchOf(overlay, base, path, ground.warn);
  const common = {
    ...stretch,
    z: overlay.z ?? 0,
    opacity: overlay.opacity ?? 1,
    ...fadesOf(overlay, stretch, path),
  };
  switch (overlay.kind) {
    case "image": {
      const image = imageOf(overlay, path, ground.images);
      const place = placeOf(overlay.position ?? "center", overlay.size ?? DEFAULT_IMAGE_SIZE);
      assertInside(place, image, stretch, path, ground);
      return { kind: "image", ...common, place, image };
    }
    case "text": {
      const place = placeOf(overlay.position ?? "bottom", overlay.size ?? null);
      const text = wellFormed(overlay.text, `${path}.text`);
      return { kind: "text", ...common, place, text, style: styleOf(overlay.style) };
    }
    case "data": {
      const place = placeOf(overlay.position ?? "top", overlay.size ?? null);
      const keys = keysOf(overlay, base, stretch, path);
      return { kind: "data", ...common, place, keys, style: styleOf(overlay.style) };
    }
    case "color":
      return { kind: "color", ...common, color: overlay.color };
  }
}

/** The stretch in which an overlay's times count: the timeline, or a clip. */
function baseOf({ clip }: OverlayCommon, path: string, clips: readonly SurfaceClip[]): Stretch {
  if (clip === undefined) {
    const last = clips.at(-1);
    return { from: 0, to: last ? last.start + last.duration : 0 };
  }
  const bound = clips[clip];
  if (bound) return { from: bound.start, to: bound.start + bound.duration };
  throw invalid(`${path}.clip`, `is ${clip}; the timeline has clips 0 to ${clips.length - 1}`);
}

function stretchOf(
  { start, end, clip }: OverlayCommon,
  base: Stretch,
  path: string,
  warn: OverlayGround["warn"],
): Stretch {
  const whole = clip === undefined ? "the timeline" : `clip ${clip}`;
  const length = base.to - base.from;
  const from = start === undefined ? 0 : timeOf(start, `${path}.start`);
  const asked = end === undefined ? length : timeOf(end, `${path}.end`);
  if (from < 0 || from >= length) {
    throw invalid(`${path}.start`, `is ${start}; ${whole} lasts ${seconds(length)} s`);
  }
  if (asked <= from) throw invalid(`${path}.end`, `is ${end}, not after its start at ${seconds(from)} s`);
  // Clips begin and end on frames, so that a timeline is seldom as long as the sum of what was asked.
  if (asked > length) warn(`${path}.end is ${end}: it ends where ${whole} does, at ${seconds(length)} s.`);
  return { from: base.from + from, to: base.from + Math.min(asked, length) };
}

function timeOf(time: OverlayTime, path: string): number {
  const flicks = parseFlicks(time);
  if (flicks !== undefined && Number.isSafeInteger(flicks)) return flicks;
  throw invalid(
    path,
    `is ${JSON.stringify(time)}, which is no time: seconds, or a fraction such as "1001/30000"`,
  );
}

function fadesOf({ fade }: OverlayCommon, { from, to }: Stretch, path: string) {
  const fadeIn = Math.round((fade?.in ?? 0) * FLICKS_PER_SECOND);
  const fadeOut = Math.round((fade?.out ?? 0) * FLICKS_PER_SECOND);
  if (fadeIn + fadeOut <= to - from) return { fadeIn, fadeOut };
  const sum = seconds(fadeIn + fadeOut);
  throw invalid(`${path}.fade`, `takes ${sum} s; the overlay is seen for ${seconds(to - from)} s`);
}

function imageOf({ image }: ImageOverlay, path: string, images: OverlayGround["images"]): PlannedImage {
  const found = images.get(image);
  if (found) return found;
  const message = `${path}.image names no asset: ${image}.`;
  throw new CutstreamError("asset_not_found", message, { path: `${path}.image` });
}

function placeOf(position: OverlayPosition, size: number | null): OverlayPlace {
  if (typeof position === "object" && "x" in position) return { anchor: "top-left", ...position, size };
  const { anchor, margin = DEFAULT_MARGIN } = typeof position === "string" ? { anchor: position } : position;
  const { x, y } = anchorPoint(anchor);
  const inwards = (at: number) => round(at + margin * (1 - 2 * at));
  return { anchor, x: inwards(x), y: inwards(y), size };
}

/** An image has its own shape: how high it is depends on that of every picture that it lies on. */
function assertInside(
  place: OverlayPlace,
  image: PlannedImage,
  { from, to }: Stretch,
  path: string,
  { clips, frame }: OverlayGround,
): void {
  const under = clips.filter(({ start, duration }) => start < to && start + duration > from);
  for (const shape of frame ? [frame] : under) {
    const { left, top, width, height } = imageBox(place, image, shape);
    const room = [left, top, 1 - left - width, 1 - top - height];
    if (room.every((side) => side >= -1e-6)) continue;
    const at = `${percent(left)} to ${percent(left + width)} across, ${percent(top)} to ${percent(top + height)} down`;
    throw invalid(path, `lies outside the picture (${at}): give another position or a smaller size`);
  }
}

function keysOf(
  { template, values }: DataOverlay,
  base: Stretch,
  { from, to }: Stretch,
  path: string,
): PlannedDataOverlay["keys"] {
  const parts = parseTemplate(template);
  if (!parts) throw invalid(`${path}.template`, "has a brace that belongs to no field; {{ and }} are braces");
  const known = new Set(values.flatMap((change) => Object.keys(change.values)));
  const unknown = fieldsOf(parts).find((field) => !known.has(field));
  if (unknown !== undefined)
    throw invalid(`${path}.template`, `has the field {${unknown}}, which no values name`);
  const filled = new Map<string, string>();
  const keys: { at: number; text: string }[] = [];
  let before = -1;
  values.forEach((change, n) => {
    const where = `${path}.values[${n}]`;
    const at = base.from + timeOf(change.at, `${where}.at`);
    if (at <= before || at < base.from) {
      throw invalid(`${where}.at`, `is ${change.at}; times must rise from 0 on`);
    }
    before = at;
    for (const [field, value] of Object.entries(change.values)) filled.set(field, String(value));
    const empty = fieldsOf(parts).find((field) => !filled.has(field));
    if (empty !== undefined) throw invalid(`${where}.values`, `leaves {${empty}} without a value`);
    const text = wellFormed(fillTemplate(parts, filled), `${where}.values`);
    if (at >= to) return;
    // What was so before the overlay comes is so when it comes.
    if (at <= from) keys.length = 0;
    if (keys.at(-1)?.text !== text) keys.push({ at: Math.max(at, from), text });
  });
  return keys;
}

function styleOf(style: TextStyle = {}): PlannedStyle {
  const { color = "#ffffff", background = null, size = 0.05, weight = "normal" } = style;
  return {
    color,
    background,
    size,
    weight,
    align: style.align ?? "center",
    font: style.font ?? "sans-serif",
  };
}

/** Passes text that UTF-8 can hold: half of a pair of surrogates cannot be written into a playlist. */
function wellFormed(text: string, path: string): string {
  if (text.isWellFormed()) return text;
  throw invalid(path, "holds half of a character (a lone UTF-16 surrogate)");
}

function invalid(path: string, what: string): CutstreamError {
  return new CutstreamError("invalid_overlay", `${path} ${what}.`, { path });
}

const seconds = (flicks: number): string => String(Number(flicksToSeconds(flicks).toFixed(3)));
const percent = (fraction: number): string => `${Math.round(fraction * 100)} %`;
/** Fractions of a picture are kept to the millionth, far below a pixel. */
const round = (fraction: number): number => Math.round(fraction * 1e6) / 1e6;
