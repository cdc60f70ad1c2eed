import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { TitleInput, WatchInput } from "../../packages/engine/src/index.ts";

/** Titles, and what ten viewers watched. */
export interface Audience {
  readonly titles: readonly TitleInput[];
  /** Ids of the titles that the mega asset has clips of. */
  readonly shown: readonly string[];
  readonly watched: ReadonlyMap<string, readonly WatchInput[]>;
}

const VIEWERS = 10;
const DAY = 86_400_000;
/** Watches kept of a viewer. */
const KEPT = 500;

/**
 * Reads `movies.csv` and `ratings.csv` of MovieLens: the films that the fewest of the ten viewers rated, of the hundred
 * rated most often, are those that reels show, `count` of them. Times are moved so that the last rating was yesterday.
 */
export function readMovieLens(folder: string, count: number): Audience {
  const rows = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(folder, name)), { columns: true });
  const ratings = rows("ratings.csv");
  const counts = new Map<string, number>();
  for (const { movieId = "" } of ratings) counts.set(movieId, (counts.get(movieId) ?? 0) + 1);
  const viewers = [...new Set(ratings.map(({ userId = "" }) => userId))].slice(0, VIEWERS);
  const last = Math.max(...ratings.map(({ timestamp }) => Number(timestamp) * 1000));
  const shift = Date.now() - DAY - last;
  const watched = new Map<string, WatchInput[]>(viewers.map((viewer) => [viewer, []]));
  for (const { userId = "", movieId = "", rating, timestamp } of ratings) {
    const time = new Date(Number(timestamp) * 1000 + shift).toISOString();
    watched.get(userId)?.push({ title: movieId, time, weight: Number(rating) / 5 });
  }
  const raters = (id: string) =>
    [...watched.values()].filter((watches) => watches.some(({ title }) => title === id)).length;
  const popular = [...counts].sort(([, a], [, b]) => b - a).slice(0, 100);
  const shown = popular.sort(([a], [b]) => raters(a) - raters(b)).slice(0, count);
  const titles = rows("movies.csv").map(
    ({ movieId = "", title = "", genres = "" }): TitleInput => ({
      ...{ id: movieId, name: title },
      genres: genres.split("|").filter((genre) => !genre.startsWith("(")),
      launchedAt: `${/\((\d{4})\)\s*$/.exec(title)?.[1] ?? 1950}-01-01T00:00:00Z`,
    }),
  );
  const newest = new Map([...watched].map(([viewer, watches]) => [viewer, watches.slice(-KEPT)]));
  return { titles, shown: shown.map(([id]) => id), watched: newest };
}

/** Ten viewers of made-up tastes, for those who do not have MovieLens. @param count titles that reels show */
export function makeAudience(count: number): Audience {
  const genres = ["Drama", "Comedy", "Thriller", "Documentary", "Animation", "Western"];
  const named = (kind: string, count: number) =>
    Array.from({ length: count }, (_, n): TitleInput => {
      const genre = genres[n % genres.length] ?? "";
      const launchedAt = new Date(Date.now() - (n + 1) * 40 * DAY).toISOString();
      return {
        id: `${kind}-${n}`,
        name: `${genre} ${Math.floor(n / genres.length) + 1}`,
        genres: [genre],
        launchedAt,
      };
    });
  const shown = named("new", count);
  const old = named("old", 60);
  const watched = Array.from({ length: VIEWERS }, (_, viewer): [string, WatchInput[]] => {
    const likes = old.filter((_, n) => n % genres.length === viewer % genres.length);
    const watches = likes.slice(0, 3 + (viewer % 5)).map(({ id }, n) => ({
      ...{ title: id, time: new Date(Date.now() - (n + 1) * DAY).toISOString() },
    }));
    return [`viewer ${viewer + 1}`, watches];
  });
  return { titles: [...shown, ...old], shown: shown.map(({ id }) => id), watched: new Map(watched) };
}
