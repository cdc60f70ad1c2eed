import type { TimedRange } from "../schedule.ts";

/** What is used of hls.js. */
export interface HlsPlayer {
  readonly levels: readonly { readonly details?: LevelDetails | undefined }[];
  readonly currentLevel: number;
  readonly loadLevel: number;
  on(event: string, listener: (event: string, data: { details?: LevelDetails }) => void): void;
  off(event: string, listener: (event: string, data: { details?: LevelDetails }) => void): void;
}

interface LevelDetails {
  readonly url: string;
  readonly dateRanges: Readonly<Record<string, HlsDateRange | undefined>>;
}

interface HlsDateRange {
  readonly id: string;
  readonly class: string;
  readonly startTime: number;
  readonly duration: number | null;
  readonly attr: Readonly<Record<string, unknown>>;
}

/** hls.js moves a range's start when a segment's timestamps are not where its durations had put them. */
const EVENTS = ["hlsLevelLoaded", "hlsLevelUpdated", "hlsLevelPtsUpdated"];

export function isHls(player: object): player is HlsPlayer {
  return "levels" in player && "loadLevel" in player;
}

/** Tells the ranges of the level that plays, now and whenever they may have moved. @returns what ends it. */
export function watchHls(player: HlsPlayer, tell: (ranges: TimedRange[]) => void): () => void {
  const read = (details: LevelDetails | undefined) => {
    if (details)
      tell(Object.values(details.dateRanges).flatMap((range) => (range ? toRange(range, details.url) : [])));
  };
  const changed = (_event: string, data: { details?: LevelDetails }) => read(data.details);
  for (const event of EVENTS) player.on(event, changed);
  read((player.levels[player.currentLevel] ?? player.levels[player.loadLevel])?.details);
  return () => {
    for (const event of EVENTS) player.off(event, changed);
  };
}

function toRange(range: HlsDateRange, baseUrl: string): TimedRange {
  const attributes = Object.fromEntries(
    Object.entries(range.attr).map(([name, value]) => [name, String(value)] as const),
  );
  const end = range.startTime + (range.duration ?? 0);
  return { id: range.id, class: range.class, start: range.startTime, end, attributes, baseUrl };
}
