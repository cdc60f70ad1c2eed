import type { Frame, Item, Schedule, Window } from "./schedule.ts";

/** An item that is to be seen, and how. */
export interface DrawnItem {
  readonly item: Item;
  /** With its fade. */
  readonly opacity: number;
  /** What a text says now. */
  readonly text: string | null;
}

/** What is to be seen at a time. */
export interface State {
  /** Part of the source's picture that fills the frame. */
  readonly window: Window;
  /** Lowest first. */
  readonly items: readonly DrawnItem[];
}

const WHOLE: Window = { x: 0, y: 0, width: 1, height: 1 };

/**
 * Dates are written to the millisecond, and frames last four at least: a frame that comes up to a millisecond before a
 * time is the one that is meant.
 */
const TOLERANCE = 0.001;

/**
 * What is to be seen with the frame of a time. Looks at the schedule and the time alone, so that it is the same after a
 * seek, at any rate and backwards.
 * @param time seconds on the element's timeline.
 */
export function stateAt({ frame, items }: Schedule, time: number): State {
  const now = time + TOLERANCE;
  return {
    window: frame ? windowAt(frame, now) : WHOLE,
    items: items.flatMap((item) => (now >= item.start && now < item.end ? (drawn(item, now) ?? []) : [])),
  };
}

function drawn(item: Item, now: number): DrawnItem | undefined {
  const { start, end, fadeIn, fadeOut, content } = item;
  const text = content.kind === "text" ? (content.keys.findLast(({ at }) => at <= now)?.text ?? null) : null;
  if (content.kind === "text" && text === null) return undefined;
  const coming = fadeIn > 0 ? Math.min(1, (now - start) / fadeIn) : 1;
  const going = fadeOut > 0 ? Math.min(1, (end - now) / fadeOut) : 1;
  return { item, opacity: item.opacity * Math.min(coming, going), text };
}

function windowAt({ keys }: Frame, now: number): Window {
  const n = keys.findLastIndex(({ at }) => at <= now);
  const from = keys[Math.max(0, n)];
  const to = keys[n + 1];
  if (!from) return WHOLE;
  if (n < 0 || !to?.linear) return from;
  const share = (now - from.at) / (to.at - from.at);
  const between = (a: number, b: number) => a + (b - a) * share;
  return {
    x: between(from.x, to.x),
    y: between(from.y, to.y),
    width: between(from.width, to.width),
    height: between(from.height, to.height),
  };
}
