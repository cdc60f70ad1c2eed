import { type DateRange, FLICKS_PER_SECOND, flicksToSeconds } from "@cutstream/media";
import { ASSET_TYPES, formatAssetPath } from "../../assets/asset-path.ts";
import { imageBox } from "../../timeline/image-box.ts";
import type {
  OverlayPlace,
  PlannedOverlay,
  PlannedStyle,
  Surface,
  SurfaceFrame,
  WindowKey,
} from "../../timeline/surface.ts";

/**
 * Start of the one continuous line of dates that a stream with a surface runs on, in milliseconds since 1970 UTC. It
 * means nothing, and is the same for all: equal plans make equal playlists. The clips' own dates would jump, and
 * players (Shaka, video.js) count ranges from the first one.
 */
export const SURFACE_EPOCH = Date.UTC(2000, 0, 1);

/** Classes of the ranges; `docs/overlays.md` has the vocabulary. */
const OVERLAY_CLASS = "io.cutstream.overlay";
const REFRAME_CLASS = "io.cutstream.reframe";
/** The class that Shaka Player draws by itself (Ateme, "EXT-X-DATERANGE for Overlay"). */
const PLAIN_CLASS = "com.apple.hls.overlay";

const FLICKS_PER_MILLISECOND = FLICKS_PER_SECOND / 1000;

/** Date of a place on the timeline. A range says how late it is within its millisecond by what it lasts. */
export function dateOf(flicks: number): number {
  return SURFACE_EPOCH + Math.floor(flicks / FLICKS_PER_MILLISECOND);
}

/**
 * A surface as date ranges.
 * @param duration of the stream, in flicks.
 * @param assetBase what names of assets are appended to: `/a/`.
 * @param picture size of the picture, where it is the same all along.
 */
export function surfaceRanges(
  surface: Surface,
  duration: number,
  assetBase: string,
  picture: { readonly width: number; readonly height: number } | null,
): DateRange[] {
  const ranges = surface.frame ? [reframeRange(surface.frame, surface.windows, duration)] : [];
  surface.overlays.forEach((overlay, n) => {
    ranges.push(overlayRange(overlay, n, assetBase));
    const plain = surface.frame || !picture ? undefined : plainRange(overlay, n, assetBase, picture);
    if (plain) ranges.push(plain);
  });
  return ranges;
}

/** When a range starts and how long it lasts: its end is exact, and its start less than a millisecond early. */
export function stretch(from: number, to: number): Pick<DateRange, "startDate" | "duration"> {
  return { startDate: dateOf(from), duration: to - from + (from % FLICKS_PER_MILLISECOND) };
}

function reframeRange(frame: SurfaceFrame, windows: readonly WindowKey[], duration: number): DateRange {
  const keys = windows.map(({ at, x, y, width, height, sourceWidth, sourceHeight, move }) => {
    const box = [x / sourceWidth, y / sourceHeight, width / sourceWidth, height / sourceHeight];
    return `${secondsText(at)}=${box.map(decimal).join(",")}${move === "linear" ? ",linear" : ""}`;
  });
  return {
    id: "reframe",
    class: REFRAME_CLASS,
    ...stretch(0, duration),
    attributes: {
      "X-ASPECT": `${frame.width}:${frame.height}`,
      "X-FIT": frame.fit,
      "X-BACKGROUND": frame.background,
      ...(keys.length > 0 && { "X-KEYS": keys.join(" ") }),
    },
  };
}

function overlayRange(overlay: PlannedOverlay, n: number, assetBase: string): DateRange {
  const { kind, from, to, opacity, fadeIn, fadeOut } = overlay;
  const faded = fadeIn > 0 || fadeOut > 0;
  return {
    id: `overlay-${n}`,
    class: OVERLAY_CLASS,
    ...stretch(from, to),
    attributes: {
      "X-KIND": kind,
      "X-Z": n,
      ...(opacity < 1 && { "X-OPACITY": Number(decimal(opacity)) }),
      ...(faded && { "X-FADE": `${secondsText(fadeIn)} ${secondsText(fadeOut)}` }),
      ...contentOf(overlay, assetBase),
    },
  };
}

function contentOf(overlay: PlannedOverlay, assetBase: string): Record<string, string | number> {
  switch (overlay.kind) {
    case "image": {
      const { format, width, height } = overlay.image;
      return {
        ...placeOf(overlay.place),
        "X-ASSET-URI": assetBase + formatAssetPath(overlay.image),
        "X-ASSET-MIMETYPE": ASSET_TYPES[format],
        "X-ASSET-SIZE": `${width}x${height}`,
      };
    }
    case "text":
      return { ...placeOf(overlay.place), ...styleOf(overlay.style), "X-TEXT": escapeText(overlay.text) };
    case "data": {
      // Times count from the date that the range says, which may be a part of a millisecond early.
      const zero = overlay.from - (overlay.from % FLICKS_PER_MILLISECOND);
      const keys = overlay.keys.map(({ at, text }) => `${secondsText(at - zero)}=${escapeKey(text)}`);
      return { ...placeOf(overlay.place), ...styleOf(overlay.style), "X-KEYS": keys.join(" ") };
    }
    case "color":
      return { "X-COLOR": overlay.color };
  }
}

function placeOf({ anchor, x, y, size }: OverlayPlace): Record<string, string | number> {
  return {
    "X-ANCHOR": anchor,
    "X-POS": `${decimal(x)} ${decimal(y)}`,
    ...(size !== null && { "X-SIZE": Number(decimal(size)) }),
  };
}

function styleOf({ color, background, size, weight, align, font }: PlannedStyle) {
  return {
    "X-COLOR": color,
    ...(background !== null && { "X-BACKGROUND": background }),
    "X-FONT": font,
    "X-FONT-SIZE": Number(decimal(size)),
    ...(weight === "bold" && { "X-FONT-WEIGHT": weight }),
    "X-ALIGN": align,
  };
}

/** What players without our module can show of an overlay: an image that is simply there. */
function plainRange(
  overlay: PlannedOverlay,
  n: number,
  assetBase: string,
  picture: { readonly width: number; readonly height: number },
): DateRange | undefined {
  const { kind, from, to, opacity, fadeIn, fadeOut } = overlay;
  if (kind !== "image" || opacity < 1 || fadeIn > 0 || fadeOut > 0) return undefined;
  const { format } = overlay.image;
  const box = imageBox(overlay.place, overlay.image, picture);
  const pixels = (across: number, down: number) =>
    `${Math.round(across * picture.width)}x${Math.round(down * picture.height)}`;
  return {
    id: `plain-overlay-${n}`,
    class: PLAIN_CLASS,
    ...stretch(from, to),
    attributes: {
      "X-OVERLAY-ID": `overlay-${n}`,
      "X-ASSET-URI": assetBase + formatAssetPath(overlay.image),
      "X-ASSET-MIMETYPE": ASSET_TYPES[format],
      "X-VIEWPORT": `${picture.width}x${picture.height}`,
      "X-OVERLAY-POSITION": pixels(box.left, box.top),
      "X-OVERLAY-SIZE": pixels(box.width, box.height),
    },
  };
}

/**
 * Percent-encodes (RFC 3986 §2.1) what a quoted string cannot hold (RFC 8216 §4.2), and what players that read line by
 * line with `.` would stop at.
 */
function escapeText(text: string): string {
  return text.replace(/[%"\p{Cc}\p{Zl}\p{Zp}]/gu, encodeURIComponent);
}

/** As {@link escapeText}; spaces stand between keys. */
function escapeKey(text: string): string {
  return escapeText(text).replaceAll(" ", "%20");
}

/** Up to six decimals, never an exponent. */
const decimal = (value: number): string => String(Number(value.toFixed(6)));
const secondsText = (flicks: number): string => decimal(flicksToSeconds(flicks));
