import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { TitleRow, WatchRow } from "../../packages/engine/src/seams/audience-store.ts";
import { sharedMediaFolder } from "../../tests/kit/media.ts";

/** Films and who liked them: MovieLens, ml-latest-small (Harper, Konstan, 2015). */
export interface Ratings {
  readonly titles: readonly TitleRow[];
  /** A rating of 5 stars weighs 1, one of half a star 0.1. */
  readonly watches: readonly WatchRow[];
}

/** Weight of a film that somebody liked: four stars and more. */
export const LIKED = 0.8;

/** @returns undefined where the ratings are not on this machine */
export function readRatings(): Ratings | undefined {
  const media = sharedMediaFolder();
  if (media === undefined) return undefined;
  const rows = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(media, "ratings/ml-latest-small", name)), { columns: true });
  return {
    titles: rows("movies.csv").map(({ movieId = "", title = "", genres = "" }) => ({
      id: movieId,
      name: title,
      launchedAt: Date.UTC(Number(/\((\d{4})\)\s*$/.exec(title)?.[1] ?? 1950), 0, 1),
      ageRating: 0,
      territories: null,
      genres: genres.split("|").filter((genre) => !genre.startsWith("(")),
      tags: [],
      metadata: {},
      createdAt: 0,
    })),
    watches: rows("ratings.csv").map(({ userId = "", movieId = "", rating, timestamp }) => ({
      viewer: userId,
      title: movieId,
      time: Number(timestamp) * 1000,
      weight: Number(rating) / 5,
      seen: true,
    })),
  };
}
