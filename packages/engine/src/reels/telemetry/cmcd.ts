import { LRUCache } from "lru-cache";
import type { PlaybackEvent } from "../../api/events.ts";

/** A value of CMCD; a list stands as its text. */
export type CmcdValue = string | number | boolean;

/** One report, or what one request says: values by key. */
export type CmcdData = ReadonlyMap<string, CmcdValue>;

const PAIR = /\s*([a-zA-Z0-9.-]+)(?:=("(?:[^"\\]|\\.)*"|\([^)]*\)|[^,;\s"()]*))?(?:;[^,]*)?\s*(,|$)/y;

/**
 * Reads CMCD as versions 1 and 2 write it: a dictionary of structured fields (CTA-5004 §3.2, CTA-5004-B, RFC 8941 §3.2),
 * whose inner lists are kept as text and whose parameters are passed over.
 * @returns undefined where it is none.
 */
export function parseCmcd(text: string): CmcdData | undefined {
  const data = new Map<string, CmcdValue>();
  PAIR.lastIndex = 0;
  while (PAIR.lastIndex < text.length) {
    const [, key, value] = PAIR.exec(text) ?? [];
    if (key === undefined) return undefined;
    data.set(key, readValue(value));
  }
  return data;
}

function readValue(text: string | undefined): CmcdValue {
  if (text === undefined || text === "?1") return true;
  if (text === "?0") return false;
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\(.)/g, "$1");
  if (text.startsWith("(")) return text.slice(1, -1).trim();
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}

/** Where a player was when it last told. Times are milliseconds. */
interface Session {
  readonly at: number;
  /** On the timeline; null where nobody knows: after a jump. */
  readonly position: number | null;
  readonly playing: boolean;
  readonly rate: number;
  /** When the picture came to a stand; null while it moves. */
  readonly stalledAt: number | null;
}

const START: Session = { at: 0, position: 0, playing: false, rate: 1, stalledAt: null };

/** Players that are followed at a time; one that is forgotten counts as a new one. */
const SESSIONS = 10_000;

/** Turns reports of CMCD's event mode into events. */
export interface CmcdReader {
  /** @param report as {@link parseCmcd} read it; without a session it tells nothing. */
  read(stream: string, report: CmcdData): readonly PlaybackEvent[];
}

/**
 * Follows players by what they report: states (`sta`), times (`ts`), and the playhead (`pt`) where they tell it. Those
 * that do not, as hls.js, begin at the beginning and move on as long as they play; after a jump nothing is known of
 * where they are. Reports that come out of their order tell less, never more. What is known is in memory: after a
 * restart, what was played since a player's last report is lost.
 */
export function createCmcdReader(): CmcdReader {
  const sessions = new LRUCache<string, Session>({ max: SESSIONS });
  return {
    read(stream, report) {
      const [sid, at] = [report.get("sid"), report.get("ts")];
      if (typeof sid !== "string" || typeof at !== "number") return [];
      const key = `${stream} ${sid}`;
      const before = sessions.get(key) ?? { ...START, at };
      const after = nextSession(before, report, at);
      if (at >= before.at) sessions.set(key, after);
      const id = `cmcd-${sid}-${report.get("sn") ?? at}`.slice(0, 100);
      return eventsOf(report, before, after).map((event) => ({ ...event, id: `${id}-${event.type}`, at }));
    },
  };
}

function nextSession(before: Session, report: CmcdData, at: number): Session {
  const state = stateOf(report);
  const told = report.get("pt");
  const rate = report.get("pr");
  const moved = before.playing && before.position !== null ? Math.max(0, at - before.at) * before.rate : 0;
  const carried = before.position === null ? null : before.position + moved;
  const position = typeof told === "number" ? told : state === "k" ? null : carried;
  const stalled = state === "r" && before.playing;
  return {
    at,
    position,
    playing: state === undefined ? before.playing : state === "p",
    rate: typeof rate === "number" ? rate : before.rate,
    stalledAt: stalled ? at : state === undefined || state === "r" ? before.stalledAt : null,
  };
}

type Bare = Omit<PlaybackEvent, "id" | "at">;

function eventsOf(report: CmcdData, before: Session, after: Session): Bare[] {
  const events: Bare[] = [];
  const [kind, state, delay, error] = [report.get("e"), stateOf(report), report.get("msd"), report.get("ec")];
  if (typeof delay === "number") events.push({ type: "start", duration: delay / 1000 });
  const played = playedBetween(before, after);
  if (played > 0)
    events.push({ type: "progress", position: (after.position ?? 0) / 1000, played: played / 1000 });
  if (before.stalledAt !== null && state === "p") {
    events.push({ type: "stall", duration: Math.max(0, after.at - before.stalledAt) / 1000 });
  }
  if (kind === "ps" && state === "e") events.push({ type: "complete" });
  if (kind === "e") events.push({ type: "error", detail: String(error ?? "").slice(0, 200) });
  return events;
}

/** Milliseconds of the timeline: none where the playhead moved otherwise than by playing. */
function playedBetween(before: Session, after: Session): number {
  if (!before.playing || before.position === null || after.position === null) return 0;
  const moved = after.position - before.position;
  // A second more than the clock allows may be how a player measures.
  return moved > 0 && moved <= (after.at - before.at) * before.rate + 1000 ? moved : 0;
}

function stateOf(report: CmcdData): string | undefined {
  const state = report.get("sta");
  return typeof state === "string" ? state : undefined;
}
