import type { IndexMoment } from "cutstream";

/** What a lane shows, and so how it looks. */
export type LaneKind = "shots" | "scenes" | "speech" | "sound" | "own";

/** A moment on a lane. */
export interface LaneItem {
  readonly moment: IndexMoment;
  /** From 0, the uppermost. */
  readonly row: number;
  /** What it says of itself. */
  readonly title: string;
  /** Whether it stands out: a crowd that cheers. */
  readonly strong: boolean;
}

/** An index, drawn along the time of its video. */
export interface Lane {
  /** Name of the index. */
  readonly name: string;
  readonly title: string;
  readonly kind: LaneKind;
  readonly rows: number;
  /** By time. */
  readonly items: readonly LaneItem[];
}

/** Moments of an index. */
export interface IndexWithMoments {
  readonly name: string;
  readonly moments: readonly IndexMoment[];
}

/** Rows that a lane may have: what overlaps more than that lies over one another in the last. */
const MOST_ROWS = 3;

const KINDS: readonly LaneKind[] = ["shots", "scenes", "speech", "sound"];
const TITLES: Readonly<Record<string, string>> = {
  shots: "Shots",
  scenes: "Scenes",
  speech: "Speech",
  sound: "Sound",
};

/** Indexes that have nothing to read: vectors of pictures, and boxes of what a crop follows. */
const UNSEEN: ReadonlySet<string> = new Set(["looks", "subjects"]);

/** Lanes in their order: what analysers find, then indexes of one's own by name. */
export function lanesOf(indexes: readonly IndexWithMoments[]): readonly Lane[] {
  return indexes
    .filter(({ name }) => !UNSEEN.has(name))
    .map(laneOf)
    .toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** Items of a lane that are seen between two times. */
export function itemsBetween({ items }: Lane, from: number, to: number): readonly LaneItem[] {
  return items.filter(({ moment }) => moment.end > from && moment.start < to);
}

/** The number of the last item that has begun at a time; -1 before the first. */
export function itemAt({ items }: Lane, seconds: number): number {
  return items.findLastIndex(({ moment }) => moment.start <= seconds + 1e-6);
}

function laneOf({ name, moments }: IndexWithMoments): Lane {
  const kind = KINDS.find((known) => known === name) ?? "own";
  const shown = moments.filter(({ labels }) => kind !== "sound" || !labels.includes("loudness"));
  const ends: number[] = [];
  const items = shown
    .toSorted((a, b) => a.start - b.start || a.end - b.end)
    .map((moment) => ({
      moment,
      row: rowFor(moment, ends),
      title: titleOf(moment, kind),
      strong: moment.labels.includes("crowd-peak"),
    }));
  return { name, title: TITLES[name] ?? name, kind, rows: Math.max(1, ends.length), items };
}

/** The first row in which nothing goes on any more; notes when that row is free again. */
function rowFor({ start, end }: IndexMoment, ends: number[]): number {
  const free = ends.findIndex((taken) => taken <= start + 1e-6);
  const row = free >= 0 ? free : Math.min(ends.length, MOST_ROWS - 1);
  ends[row] = Math.max(end, ends[row] ?? 0);
  return row;
}

function titleOf({ text, labels, metadata }: IndexMoment, kind: LaneKind): string {
  if (kind === "shots") return `Shot ${metadata.shot ?? ""}`.trim();
  if (kind === "sound" && labels.includes("crowd-peak")) return "crowd";
  return text || labels.join(", ") || "moment";
}

function rank({ kind }: Lane): number {
  return kind === "own" ? KINDS.length : KINDS.indexOf(kind);
}
