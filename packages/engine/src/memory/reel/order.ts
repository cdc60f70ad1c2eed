import type { JsonObject } from "../../moments/moment.ts";
import { type Candidate, secondsOf } from "./candidates.ts";

/** An order in which moments of several videos play, and where in it each stands. */
export interface StoryOrder {
  readonly by: "story_time" | "episodes";
  compare(a: Candidate, b: Candidate): number;
  /** 0 to 1. */
  placeOf(candidate: Candidate): number;
}

const metadataOf = ({ hits }: Candidate): JsonObject => hits[0]?.moment.metadata ?? {};

/**
 * Episodes in their order, and what happens in each by time. All episodes take up as much room.
 * @param videos in their order, where somebody gave it; by `season` and `episode` in the metadata otherwise, else by
 * their names, in which numbers count as such.
 */
export function episodeOrder(candidates: readonly Candidate[], videos?: readonly string[]): StoryOrder {
  const episodes = videos ?? sortedEpisodes(candidates);
  const rank = new Map(episodes.map((video, n) => [video, n]));
  const rankOf = ({ video }: Candidate): number => rank.get(video) ?? episodes.length;
  const ends = new Map<string, number>();
  for (const { video, to } of candidates) ends.set(video, Math.max(to, ends.get(video) ?? 1));
  return {
    by: "episodes",
    compare: (a, b) => rankOf(a) - rankOf(b) || a.from - b.from || secondsOf(a) - secondsOf(b),
    placeOf: (candidate) =>
      (rankOf(candidate) + candidate.from / (ends.get(candidate.video) ?? 1)) / Math.max(1, episodes.length),
  };
}

/** The order of `story_time` in the metadata, numbers or texts; undefined unless all have it, and of one kind. */
export function storyTimeOrder(candidates: readonly Candidate[], ties: StoryOrder): StoryOrder | undefined {
  const times = new Map(candidates.map((candidate) => [candidate, metadataOf(candidate).story_time]));
  const kinds = new Set([...times.values()].map((time) => typeof time));
  if (kinds.size !== 1 || !(kinds.has("number") || kinds.has("string"))) return undefined;
  const compare = (a: Candidate, b: Candidate): number => {
    const [at, bt] = [metadataOf(a).story_time ?? "", metadataOf(b).story_time ?? ""];
    return at < bt ? -1 : at > bt ? 1 : ties.compare(a, b);
  };
  const places = new Map([...candidates].sort(compare).map((candidate, n) => [candidate, n]));
  return {
    by: "story_time",
    compare,
    placeOf: (candidate) => (places.get(candidate) ?? 0) / candidates.length,
  };
}

function sortedEpisodes(candidates: readonly Candidate[]): string[] {
  const first = new Map<string, Candidate>();
  for (const candidate of candidates) if (!first.has(candidate.video)) first.set(candidate.video, candidate);
  const videos = [...first.values()].map((candidate) => {
    const { season = 0, episode } = metadataOf(candidate);
    return { video: candidate.video, name: candidate.hits[0]?.moment.videoName ?? "", season, episode };
  });
  const numbered = videos.every(({ episode }) => typeof episode === "number");
  const byName = new Intl.Collator("en", { numeric: true });
  return videos
    .sort(
      (a, b) =>
        (numbered ? Number(a.season) - Number(b.season) || Number(a.episode) - Number(b.episode) : 0) ||
        byName.compare(a.name, b.name) ||
        byName.compare(a.video, b.video),
    )
    .map(({ video }) => video);
}
