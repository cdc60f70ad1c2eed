import { type FrameRate, parseRational } from "@cutstream/media";
import type { Cadence, FixedClip } from "../../api/cadences.ts";
import type { ClipIndex } from "../../api/clip-index.ts";
import type { RankedTitle } from "../../api/ranked-title.ts";
import { CutstreamError } from "../../errors.ts";
import { ANY_CUT, type PreparedCuts } from "../prepared-cuts.ts";
import { beatGrid } from "./beats.ts";
import { framesOf } from "./frame-lengths.ts";
import { type LaidSlot, lengthOf } from "./laid-slot.ts";
import { cutOpening, layClip } from "./lay-clip.ts";
import { orderTitles } from "./order-titles.ts";
import { endBefore, follow } from "./part-clips.ts";
import { type Cut, expectedSlots, type PatternSlot, patternSlot, type Room } from "./pattern.ts";
import { createTitles, type Taken, type Titles } from "./titles.ts";

export interface LayoutRequest {
  /** In any order. */
  readonly ranking: readonly RankedTitle[];
  readonly cadence: Cadence;
  readonly index: ClipIndex;
  /** Decides between titles that score alike. */
  readonly seed: string;
  /** The only clip types that slots show. Default: all. */
  readonly only?: readonly string[];
  /** Where clips can be cut. Default: anywhere. */
  readonly cuts?: PreparedCuts;
}

/** A reel, laid out. */
export interface Layout {
  readonly slots: readonly LaidSlot[];
  /** Frames that it lasts, and that the cadence asks for. */
  readonly frames: number;
  readonly asked: number;
  /** What people should know of how it came about. */
  readonly notes: readonly string[];
  /** Whether it is short since no title of the ranking was left for it. */
  readonly usedUp: boolean;
}

/** A stream takes as many clips; two are for opening and closing. */
const MOST_SLOTS = 1998;
/** Frames below which no clip is cut where the cadence does not say. */
const SHORTEST = 12;
/** Times that a title is shown at most where the cadence does not say: without and with returns. */
const CAP = 1;
const CAP_WITH_RETURNS = 3;

/**
 * Lays a reel out: a pure function of what it is given.
 *
 * Cuts fall where {@link PreparedCuts} has one, the nearest to where they should.
 *
 * The pattern is repeated until the reel is full. The heaviest slots go to the best titles, the earlier first of slots
 * that weigh the same. Clips are shown whole, from their first frame on, but for the last one, which ends with the reel,
 * for those that stand in for a shorter type, and where a beat falls before their end. No title stands beside itself, and
 * none is shown more often than the cap; where titles run out, the reel is shorter and says so.
 * @throws CutstreamError `reel_empty` where nothing fits, `invalid_time` where a length of the cadence is none
 */
export function layout(request: LayoutRequest): Layout {
  const { ranking, cadence, index, seed, only, cuts = ANY_CUT } = request;
  const rate = rateOf(index);
  const asked = framesOf(cadence.length, rate, "cadence.length");
  const shortest = cadence.shortest ?? SHORTEST;
  const cap = cadence.cap ?? (cadence.returns ? CAP_WITH_RETURNS : CAP);
  const ordered = orderTitles(ranking, cadence.ties ?? 0, seed);
  const titles = createTitles(ordered, index, {
    ...{ fallback: cadence.fallback ?? "nearest", cap },
    ...(only && { only: new Set(only) }),
  });
  const notes: string[] = [];
  const opening = fixed(cadence.opening, "opening", index, notes);
  const closing = fixed(cadence.closing, "closing", index, notes);
  for (const clip of [opening, closing]) if (clip) titles.count(clip.title);

  const limit = asked - (closing ? lengthOf(closing.frames) : 0);
  const room: Room = { limit, least: shortest, cut: cutOnBeats(cadence, rate, shortest), cuts };
  const first = opening && cutOpening(opening, room);
  const begun = first ? lengthOf(first.frames) : 0;
  const laid = layPattern({ cadence, index, titles, room, opening: first, closing });
  const { slots } = laid;
  if (closing) endBefore(slots, closing, room);
  if (slots.every(({ role }) => role === "opening"))
    throw nothingFits({ asked, begun, limit, cadence, index });
  if (closing) slots.push(closing);

  const frames = slots.reduce((sum, slot) => sum + lengthOf(slot.frames), 0);
  const stood = slots.filter((slot) => slot.asked !== slot.clip).length;
  if (stood > 0) notes.push(`Slots that show another clip type than they ask for: ${stood}.`);
  if (frames < asked) notes.push(shortness(asked, frames, whyShort(slots, laid.usedUp, ranking)));
  return { slots, frames, asked, notes, usedUp: laid.usedUp };
}

interface PatternRequest {
  readonly cadence: Cadence;
  readonly index: ClipIndex;
  readonly titles: Titles;
  readonly room: Room;
  readonly opening: LaidSlot | undefined;
  readonly closing: LaidSlot | undefined;
}

/** @returns all slots but the closing one. */
function layPattern(request: PatternRequest): { slots: LaidSlot[]; usedUp: boolean } {
  const { cadence, index, titles, room, opening, closing } = request;
  const slots = opening ? [opening] : [];
  const begin = slots.length;
  let at = opening ? lengthOf(opening.frames) : 0;
  // Where titles run out the pattern ends, and does not get holes.
  const most = Math.min(MOST_SLOTS, titles.supply(cadence.slots.map(({ clip }) => clip)));
  const expected = expectedSlots(cadence, index, { ...room, from: at, most });
  const assigned = assign(expected, titles, opening?.title, closing?.title);
  const seen = new Set<string>();
  let misses = 0;
  for (let n = 0; slots.length - begin < MOST_SLOTS && room.limit - at >= room.least; n++) {
    // A whole pattern for which no title is left: there will be none for the next either.
    if (misses >= cadence.slots.length * 2 && n >= expected.length) return { slots, usedUp: true };
    const slot = patternSlot(cadence, index, n);
    const before = slots.at(-1);
    const beside = new Set([before?.title, assigned.get(n + 1)?.entry.title, closing?.title]);
    const returned = comeBack(slot, request, beside, seen);
    const free = slot.returning || n >= expected.length;
    const taken = returned ?? (free ? titles.take(slot.clip, beside) : assigned.get(n));
    const shown = taken && taken.entry.title !== before?.title && titles.show(taken.entry.title, slot.clip);
    const layAt = (from: number) => (taken && shown ? layClip(slot, taken, shown, from, room) : undefined);
    const laid = shown ? follow(slots, layAt, at, room) : "apart";
    // Nothing of it can be shown in what is left.
    if (laid === "too long") return { slots, usedUp: false };
    if (laid === "apart") {
      misses++;
      continue;
    }
    misses = 0;
    slots.push(returned ? { ...laid.slot, role: "return" } : laid.slot);
    seen.add(laid.slot.title);
    at = laid.at + lengthOf(laid.slot.frames);
  }
  return { slots, usedUp: false };
}

/** The title that comes back in a slot, where one does. */
function comeBack(
  { returning, clip }: PatternSlot,
  { cadence: { returns }, titles }: PatternRequest,
  beside: ReadonlySet<string | undefined>,
  seen: ReadonlySet<string>,
): Taken | undefined {
  return returning && returns
    ? titles.comeBack(returns.top, clip, beside, (title) => seen.has(title))
    : undefined;
}

/** Titles of slots that none comes back in: the best go where most weight is. */
function assign(
  slots: readonly PatternSlot[],
  titles: Titles,
  opening: string | undefined,
  closing: string | undefined,
): ReadonlyMap<number, Taken> {
  const assigned = new Map<number, Taken>();
  const titleAt = (n: number): string | undefined =>
    n < 0 ? opening : n >= slots.length ? closing : assigned.get(n)?.entry.title;
  const byWeight = slots
    .filter(({ returning }) => !returning)
    .sort((a, b) => b.weight - a.weight || a.n - b.n);
  for (const { n, clip } of byWeight) {
    const taken = titles.take(clip, new Set([titleAt(n - 1), titleAt(n + 1)]));
    if (taken) assigned.set(n, taken);
  }
  return assigned;
}

/** Cuts fall on the last beat that leaves a clip of some length; where none does, they stay where they are. */
function cutOnBeats({ beats }: Cadence, rate: FrameRate, shortest: number): Cut {
  if (!beats) return (_, end) => end;
  const grid = beatGrid(beats, rate);
  return (at, end) => {
    const beat = grid.lastUpTo(end);
    return beat !== undefined && beat - at >= shortest ? beat : end;
  };
}

function fixed(
  clip: FixedClip | undefined,
  role: "opening" | "closing",
  index: ClipIndex,
  notes: string[],
): LaidSlot | undefined {
  if (!clip) return undefined;
  const range = index.clip(clip.title, clip.clip);
  if (range) {
    const unranked = { weight: null, rank: null, score: null, parts: null, cutBy: null };
    return {
      role,
      place: null,
      title: clip.title,
      asked: clip.clip,
      clip: clip.clip,
      ...unranked,
      range,
      frames: range,
    };
  }
  notes.push(
    `The ${role} is left out: ${index.mega} version ${index.version} has no clip ${clip.clip} of ${clip.title}.`,
  );
  return undefined;
}

function rateOf({ frameRate }: ClipIndex): FrameRate {
  const rate = parseRational(frameRate);
  if (!rate) throw new RangeError(`${frameRate} is no frame rate.`);
  return rate;
}

function shortness(asked: number, frames: number, reason: string): string {
  return `The reel lasts ${frames} frames, ${asked - frames} fewer than the cadence asks for: ${reason}.`;
}

function whyShort(slots: readonly LaidSlot[], usedUp: boolean, { length }: readonly RankedTitle[]): string {
  if (usedUp) return `the ranking's ${length} titles have no more clips that the cadence allows`;
  const cut = slots.some(({ cutBy }) => cutBy === "length");
  return cut
    ? "the last clip ends where nothing has to be encoded for it"
    : "no clip is cut to so few frames";
}

function nothingFits(facts: {
  readonly asked: number;
  readonly begun: number;
  readonly limit: number;
  readonly cadence: Cadence;
  readonly index: ClipIndex;
}): CutstreamError {
  const { asked, begun, limit, cadence, index } = facts;
  const types = [...new Set(cadence.slots.map(({ clip }) => clip))].join(", ");
  const message =
    limit - begun < (cadence.shortest ?? SHORTEST)
      ? `Opening and closing clips leave ${Math.max(0, limit - begun)} of ${asked} frames for all others.`
      : `No title of the ranking has a clip in ${index.mega} version ${index.version} that the cadence can show (${types}).`;
  return new CutstreamError("reel_empty", message);
}
