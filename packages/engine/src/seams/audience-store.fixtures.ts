import type { RankingChangeRow, TitleRow, WatchRow } from "./audience-store.ts";

export const titleRow = (change: Partial<TitleRow> = {}): TitleRow => ({
  id: "t1",
  name: "Ünïcode '\" \\",
  launchedAt: Date.UTC(2020, 1, 2),
  ageRating: 12,
  territories: ["NL", "BE"],
  genres: ["drama"],
  tags: ["heist"],
  metadata: { season: 1, cast: ["ann", null] },
  createdAt: 1,
  ...change,
});

export const watchRow = (change: Partial<WatchRow> = {}): WatchRow => ({
  viewer: "ann",
  title: "t1",
  time: Date.UTC(2026, 0, 1),
  weight: 0.5,
  seen: true,
  ...change,
});

export const rankingChangeRow = (change: Partial<RankingChangeRow> = {}): RankingChangeRow => ({
  id: "chg1",
  by: "ann",
  why: "to try",
  from: { weights: { preference: 1 } },
  to: { weights: { preference: 0.5 } },
  reverts: null,
  evidence: null,
  createdAt: 5,
  ...change,
});
