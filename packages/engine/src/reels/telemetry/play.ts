import type { PlacedEvent, PlacedSlot } from "./event.ts";

/**
 * All that is known of one play of a stream. Events are joined into it in any order: sets grow, times of starting only
 * fall; stalls and errors are counted, which is right since each event comes here once.
 */
export interface Play {
  /** Whether anything of it was played. */
  readonly started: boolean;
  /** Milliseconds from the wish to play to the first frame; the shortest told. */
  readonly startup: number | null;
  readonly completed: boolean;
  /** Bit `s` of byte `s >> 3`: whether second `s` of the timeline was played. */
  readonly seconds: Uint8Array;
  readonly shown: ReadonlyMap<number, string>;
  readonly skipped: ReadonlySet<number>;
  readonly finished: ReadonlySet<number>;
  readonly clicked: ReadonlySet<number>;
  readonly followed: ReadonlySet<number>;
  readonly stalls: number;
  readonly stalled: number;
  readonly errors: number;
}

export const EMPTY_PLAY: Play = {
  started: false,
  startup: null,
  completed: false,
  seconds: new Uint8Array(),
  shown: new Map(),
  skipped: new Set(),
  finished: new Set(),
  clicked: new Set(),
  followed: new Set(),
  stalls: 0,
  stalled: 0,
  errors: 0,
};

/** Seconds of a timeline that are told apart; what is played later counts for nothing but the clips. */
const LONGEST = 3600;

/**
 * Joins an event into a play. A clip that was skipped, finished, clicked or followed was shown, and a play that
 * completed was started: so every share of one by the other lies between 0 and 1, whatever events were lost.
 */
export function joinEvent(play: Play, event: PlacedEvent): Play {
  const { type, duration } = event;
  // A picture that stands still, or does not come, shows nothing.
  const [slots, finished] = type === "stall" || type === "error" ? [[], []] : [event.slots, event.finished];
  const started = play.started || type === "start" || type === "complete" || event.played > 0;
  const shown = withSlots(play.shown, [...slots, ...finished]);
  const next = { ...play, started, shown, finished: withNumbers(play.finished, finished) };
  switch (type) {
    case "start":
      return duration === null ? next : { ...next, startup: Math.min(play.startup ?? duration, duration) };
    case "progress":
      return { ...next, seconds: withSeconds(play.seconds, event) };
    case "complete":
      return { ...next, completed: true };
    case "skip":
      return { ...next, skipped: withNumbers(play.skipped, slots) };
    case "click":
      return { ...next, clicked: withNumbers(play.clicked, slots) };
    case "follow-on":
      return { ...next, followed: withNumbers(play.followed, slots) };
    case "stall":
      return { ...next, stalls: play.stalls + 1, stalled: play.stalled + (duration ?? 0) };
    case "error":
      return { ...next, errors: play.errors + 1 };
    default:
      return next;
  }
}

/** How many seconds of the timeline were played. */
export function watchedSeconds({ seconds }: Pick<Play, "seconds">): number {
  let count = 0;
  for (const byte of seconds) for (let bits = byte; bits > 0; bits >>= 1) count += bits & 1;
  return count;
}

/** Whether a second of the timeline was played. */
export function isWatched(seconds: Uint8Array, second: number): boolean {
  return (((seconds[second >> 3] ?? 0) >> (second & 7)) & 1) === 1;
}

/** Writes a play as JSON. */
export function encodePlay(play: Play): string {
  const { seconds, shown, skipped, finished, clicked, followed, ...counts } = play;
  return JSON.stringify({
    ...counts,
    seconds: Buffer.from(seconds).toString("base64"),
    shown: [...shown],
    sets: [skipped, finished, clicked, followed].map((set) => [...set]),
  });
}

/** Reads what {@link encodePlay} wrote. */
export function decodePlay(text: string): Play {
  const { seconds, shown, sets, ...counts } = JSON.parse(text) as Pick<
    Play,
    "started" | "startup" | "completed" | "stalls" | "stalled" | "errors"
  > & { seconds: string; shown: [number, string][]; sets: number[][] };
  const [skipped, finished, clicked, followed] = sets;
  return {
    ...counts,
    seconds: new Uint8Array(Buffer.from(seconds, "base64")),
    shown: new Map(shown),
    skipped: new Set(skipped),
    finished: new Set(finished),
    clicked: new Set(clicked),
    followed: new Set(followed),
  };
}

/** A second counts as played where its middle was. */
function withSeconds(seconds: Uint8Array, { position, played }: PlacedEvent): Uint8Array {
  const to = position ?? 0;
  const first = Math.ceil((to - played - 500) / 1000);
  const end = Math.min(Math.floor((to + 500) / 1000), LONGEST);
  if (end <= first) return seconds;
  const joined = new Uint8Array(Math.max(seconds.length, (end + 7) >> 3));
  joined.set(seconds);
  for (let second = Math.max(0, first); second < end; second++) {
    joined[second >> 3] = (joined[second >> 3] ?? 0) | (1 << (second & 7));
  }
  return joined;
}

function withSlots(
  known: ReadonlyMap<number, string>,
  slots: readonly PlacedSlot[],
): ReadonlyMap<number, string> {
  if (slots.every(({ slot }) => known.has(slot))) return known;
  return new Map([...known, ...slots.map(({ slot, title }): [number, string] => [slot, title])]);
}

function withNumbers(known: ReadonlySet<number>, slots: readonly PlacedSlot[]): ReadonlySet<number> {
  if (slots.every(({ slot }) => known.has(slot))) return known;
  return new Set([...known, ...slots.map(({ slot }) => slot)]);
}
