import type { Content, Frame, Item, Place, Schedule, Style, TimedRange, WindowKey } from "./schedule.ts";

const OVERLAY_CLASS = "io.cutstream.overlay";
const REFRAME_CLASS = "io.cutstream.reframe";

/**
 * Reads a schedule from a stream's date ranges (`docs/overlays.md` has the vocabulary). Ranges of other classes are
 * left alone; one that cannot be understood is left out, so that a newer stream still plays here.
 */
export function readSchedule(ranges: Iterable<TimedRange>): Schedule {
  let frame: Frame | null = null;
  const items: { readonly z: number; readonly item: Item }[] = [];
  for (const range of ranges) {
    if (range.class === REFRAME_CLASS) frame = readFrame(range) ?? frame;
    if (range.class !== OVERLAY_CLASS) continue;
    const item = readItem(range);
    if (item) items.push({ z: number(range.attributes["X-Z"], 0), item });
  }
  items.sort((a, b) => a.z - b.z || (a.item.id < b.item.id ? -1 : 1));
  return { frame, items: items.map(({ item }) => item) };
}

function readFrame({ attributes, start }: TimedRange): Frame | undefined {
  const [width = 0, height = 0] = (attributes["X-ASPECT"] ?? "").split(":").map(Number);
  const fit = attributes["X-FIT"];
  if (!(width > 0 && height > 0) || (fit !== "crop" && fit !== "pad")) return undefined;
  const keys = keysOf(attributes["X-KEYS"], start).flatMap(({ at, value }) => readWindow(at, value) ?? []);
  return { aspect: width / height, fit, background: attributes["X-BACKGROUND"] ?? "#000000", keys };
}

function readWindow(at: number, value: string): WindowKey | undefined {
  const [x = 0, y = 0, width = 0, height = 0] = value.split(",", 4).map(Number);
  const inside = x >= 0 && y >= 0 && width > 0 && height > 0 && x + width <= 1.0001 && y + height <= 1.0001;
  return inside ? { at, x, y, width, height, linear: value.endsWith(",linear") } : undefined;
}

function readItem(range: TimedRange): Item | undefined {
  const { id, start, end, attributes } = range;
  const content = readContent(range);
  if (!content || !(end > start)) return undefined;
  const [fadeIn = 0, fadeOut = 0] = numbers(attributes["X-FADE"]);
  return { id, start, end, opacity: number(attributes["X-OPACITY"], 1), fadeIn, fadeOut, content };
}

function readContent({ attributes, start, baseUrl }: TimedRange): Content | undefined {
  switch (attributes["X-KIND"]) {
    case "image": {
      const url = addressOf(attributes["X-ASSET-URI"], baseUrl);
      const [width = 0, height = 0] = (attributes["X-ASSET-SIZE"] ?? "").split("x").map(Number);
      if (!url || !(width > 0 && height > 0)) return undefined;
      return { kind: "image", place: readPlace(attributes), url, aspect: width / height };
    }
    case "text": {
      const keys = [{ at: start, text: decode(attributes["X-TEXT"] ?? "") }];
      return { kind: "text", place: readPlace(attributes), style: readStyle(attributes), keys };
    }
    case "data": {
      const keys = keysOf(attributes["X-KEYS"], start).map(({ at, value }) => ({ at, text: decode(value) }));
      return { kind: "text", place: readPlace(attributes), style: readStyle(attributes), keys };
    }
    case "color":
      return { kind: "color", color: attributes["X-COLOR"] ?? "#000000" };
    default:
      return undefined;
  }
}

function readPlace(attributes: TimedRange["attributes"]): Place {
  const [x = 0, y = 0] = numbers(attributes["X-POS"]);
  const anchor = attributes["X-ANCHOR"] ?? "top-left";
  const along = (low: string, high: string) => (anchor.includes(low) ? 0 : anchor.includes(high) ? 1 : 0.5);
  const size = attributes["X-SIZE"];
  return {
    anchor: { x: along("left", "right"), y: along("top", "bottom") },
    x,
    y,
    size: size === undefined ? null : number(size, 1),
  };
}

function readStyle(attributes: TimedRange["attributes"]): Style {
  const align = attributes["X-ALIGN"];
  return {
    color: attributes["X-COLOR"] ?? "#ffffff",
    background: attributes["X-BACKGROUND"] ?? null,
    size: number(attributes["X-FONT-SIZE"], 0.05),
    bold: attributes["X-FONT-WEIGHT"] === "bold",
    align: align === "left" || align === "right" ? align : "center",
    font: attributes["X-FONT"] ?? "sans-serif",
  };
}

/** `0=a 2.5=b`: times in seconds from the range's start. */
function keysOf(text: string | undefined, start: number): { at: number; value: string }[] {
  return (text ?? "").split(" ").flatMap((key) => {
    const [, at, value] = /^(-?\d+(?:\.\d+)?)=(.*)$/.exec(key) ?? [];
    return at === undefined || value === undefined ? [] : [{ at: start + Number(at), value }];
  });
}

const numbers = (text: string | undefined): number[] =>
  (text ?? "").split(" ").map((part) => number(part, 0));

function number(text: string | undefined, otherwise: number): number {
  const value = Number.parseFloat(text ?? "");
  return Number.isFinite(value) ? value : otherwise;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An http(s) address: an image may come from anywhere that the playlist may name, and from nowhere else. */
function addressOf(uri: string | undefined, base: string): string | undefined {
  if (uri === undefined || !URL.canParse(uri, base)) return undefined;
  const { protocol, href } = new URL(uri, base);
  return protocol === "http:" || protocol === "https:" ? href : undefined;
}
