import type { SubtitleStyle } from "../api/subtitles.ts";
import { type CaptionPlace, LINE_OF_HEIGHT } from "./captions.ts";

/** What captions keep from the picture's edges. */
const MARGIN = 0.05;

const CAPTION: CaptionPlace = {
  anchor: { x: 0.5, y: 1 },
  x: 0.5,
  y: 1 - MARGIN,
  width: 1 - 2 * MARGIN,
  align: "center",
};

/** Where the cue settings stand that players are given for this style (`stream/captions/text-segment.ts`). */
const LOWER_THIRD: CaptionPlace = { anchor: { x: 0, y: 0 }, x: 0.06, y: 0.72, width: 0.6, align: "left" };

/**
 * Where a cue is drawn.
 * @param settings the cue's own (WebVTT §6.3), which a lower third has none of; what they hold beside `line`,
 * `position`, `size` and `align` is left alone, as is what cannot be read.
 */
export function placeCaption(style: SubtitleStyle, settings: string | undefined): CaptionPlace {
  if (style === "lower-third") return LOWER_THIRD;
  if (settings === undefined) return CAPTION;
  const given: Settings = new Map(
    settings.split(/\s+/).map((pair): [string, string | undefined] => {
      const [key = "", value] = pair.split(":", 2);
      return [key, value];
    }),
  );
  const across = placeAcross(given);
  return { ...across, ...placeDown(given.get("line"), across.anchor.x) };
}

type Settings = ReadonlyMap<string, string | undefined>;

function placeAcross(given: Settings): Pick<CaptionPlace, "anchor" | "x" | "width" | "align"> {
  const align = alignOf(given.get("align"));
  const anchored = { left: 0, center: 0.5, right: 1 }[align];
  const x = clamp(percent(given.get("position")) ?? anchored, MARGIN, 1 - MARGIN);
  const room = { left: 1 - MARGIN - x, center: 2 * Math.min(x - MARGIN, 1 - MARGIN - x), right: x - MARGIN }[
    align
  ];
  const width = Math.max(MARGIN, Math.min(percent(given.get("size")) ?? 1, room));
  return { anchor: { x: anchored, y: 1 }, x: round(x), width: round(width), align };
}

/** `line` counts lines from the top, or with a minus from the bottom; or it is a percentage. */
function placeDown(line: string | undefined, across: number): Pick<CaptionPlace, "anchor" | "y"> {
  const [where = ""] = (line ?? "").split(",");
  const share = percent(where);
  if (share !== undefined) return { anchor: { x: across, y: 0 }, y: round(share) };
  const count = /^-?\d{1,3}$/.test(where) ? Number(where) : undefined;
  if (count === undefined) return { anchor: { x: across, y: 1 }, y: CAPTION.y };
  const y = count < 0 ? 1 - MARGIN + (count + 1) * LINE_OF_HEIGHT : MARGIN + count * LINE_OF_HEIGHT;
  return { anchor: { x: across, y: count < 0 ? 1 : 0 }, y: round(clamp(y, 0, 1)) };
}

function alignOf(align: string | undefined): CaptionPlace["align"] {
  if (align === "start" || align === "left") return "left";
  return align === "end" || align === "right" ? "right" : "center";
}

function percent(text: string | undefined): number | undefined {
  const [, number] = /^(\d{1,3}(?:\.\d{1,6})?)%(?:,.*)?$/.exec(text ?? "") ?? [];
  return number === undefined ? undefined : clamp(Number(number) / 100, 0, 1);
}

const clamp = (value: number, least: number, most: number): number => Math.min(most, Math.max(least, value));
const round = (fraction: number): number => Math.round(fraction * 1e6) / 1e6;
