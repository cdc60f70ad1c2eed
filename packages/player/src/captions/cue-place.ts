/** What is used of a cue's settings (WebVTT §4.4). */
export interface CueSettings {
  /** Per cent of the height, or number of a line where `snapToLines`; negative ones count from the bottom. */
  readonly line: number | "auto";
  readonly snapToLines: boolean;
  readonly lineAlign: "start" | "center" | "end";
  /** Per cent of the width. */
  readonly position: number | "auto";
  readonly positionAlign: "line-left" | "center" | "line-right" | "auto";
  /** Per cent of the width. */
  readonly size: number;
  readonly align: "start" | "center" | "end" | "left" | "right";
}

/** Where a cue's box lies, in per cent of the captions' area, and how its text is set. */
export interface CuePlace {
  readonly left: number;
  readonly width: number;
  /** Of its top, centre or bottom, by `shift`; null: at the bottom, above those before it. */
  readonly top: number | null;
  /** Share of its own height that it is moved up: 0, 50 or 100 per cent. */
  readonly shift: number;
  readonly align: "left" | "center" | "right";
}

/** Lines that the area is thought to have: one is as high as captions are by default (WebVTT §7.2: 5.33 vh). */
const LINES = 18;

/**
 * Places a cue as WebVTT §7.2 does, without moving boxes apart that lie on one another; text runs from left to right.
 */
export function placeCue(cue: CueSettings): CuePlace {
  const align = cue.align === "start" ? "left" : cue.align === "end" ? "right" : cue.align;
  return { ...across(cue, align), ...down(cue), align };
}

function across({ position, positionAlign, size }: CueSettings, align: CuePlace["align"]) {
  const point = position === "auto" ? { left: 0, center: 50, right: 100 }[align] : clamp(position);
  const anchor =
    positionAlign === "auto"
      ? align
      : ({ "line-left": "left", center: "center", "line-right": "right" } as const)[positionAlign];
  const room = { left: 100 - point, center: 2 * Math.min(point, 100 - point), right: point }[anchor];
  const width = Math.min(clamp(size), room);
  const left = { left: point, center: point - width / 2, right: point - width }[anchor];
  return { left, width };
}

function down({ line, snapToLines, lineAlign }: CueSettings): Pick<CuePlace, "top" | "shift"> {
  if (line === "auto") return { top: null, shift: 0 };
  if (!snapToLines) return { top: clamp(line), shift: { start: 0, center: 50, end: 100 }[lineAlign] };
  const at = line < 0 ? LINES + line : line;
  // Counted from the bottom, a text of several lines grows upwards.
  return line < 0
    ? { top: clamp(((at + 1) * 100) / LINES), shift: 100 }
    : { top: clamp((at * 100) / LINES), shift: 0 };
}

const clamp = (percent: number): number => Math.min(100, Math.max(0, percent));
