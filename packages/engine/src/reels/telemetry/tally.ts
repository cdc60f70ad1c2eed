import { EMPTY_PLAY, isWatched, type Play, watchedSeconds } from "./play.ts";
import { startupBucket } from "./startup-buckets.ts";

/**
 * What is counted, and what `at` says of it:
 *  - of slots (`at` is the slot, `title` its title): `impressions`, `skips`, `finishes`, `clicks`, `followOns`;
 *  - of plays: `plays`, `starts`, `completions`, `watched` (seconds), `watchedSquared`, `stalls`, `stalled`
 *    (milliseconds), `errors`;
 *  - `seconds`: plays that showed second `at` of the timeline; `startups`: starts in bucket `at` of their duration.
 */
export type Measure =
  | "impressions"
  | "skips"
  | "finishes"
  | "clicks"
  | "followOns"
  | "plays"
  | "starts"
  | "completions"
  | "watched"
  | "watchedSquared"
  | "stalls"
  | "stalled"
  | "errors"
  | "seconds"
  | "startups";

/** How much something was counted. */
export interface Tally {
  readonly measure: Measure;
  /** Empty where it is about no title. */
  readonly title: string;
  /** 0 where it is about the whole play. */
  readonly at: number;
  readonly count: number;
}

/**
 * What a play adds to the tallies when it becomes another: the tallies are, at all times, the sum over all plays.
 * @param before undefined where the play is new.
 */
export function tallyChange(before: Play | undefined, after: Play): readonly Tally[] {
  const from = before ?? EMPTY_PLAY;
  const tallies: Tally[] = [];
  const add = (measure: Measure, count: number, at = 0, title = ""): void => {
    if (count !== 0) tallies.push({ measure, title, at, count });
  };
  const whole = (measure: Measure, of: (play: Play) => number): void => add(measure, of(after) - of(from));

  add("plays", before ? 0 : 1);
  whole("starts", ({ started }) => Number(started));
  whole("completions", ({ completed }) => Number(completed));
  whole("watched", watchedSeconds);
  whole("watchedSquared", (play) => watchedSeconds(play) ** 2);
  whole("stalls", ({ stalls }) => stalls);
  whole("stalled", ({ stalled }) => stalled);
  whole("errors", ({ errors }) => errors);

  for (const [slot, title] of after.shown) {
    if (!from.shown.has(slot)) add("impressions", 1, slot, title);
    const grew = (measure: Measure, of: (play: Play) => ReadonlySet<number>): void => {
      if (of(after).has(slot) && !of(from).has(slot)) add(measure, 1, slot, title);
    };
    grew("skips", ({ skipped }) => skipped);
    grew("finishes", ({ finished }) => finished);
    grew("clicks", ({ clicked }) => clicked);
    grew("followOns", ({ followed }) => followed);
  }
  for (let second = 0; second < after.seconds.length * 8; second++) {
    if (isWatched(after.seconds, second) && !isWatched(from.seconds, second)) add("seconds", 1, second);
  }
  if (after.startup !== from.startup) {
    if (from.startup !== null) add("startups", -1, startupBucket(from.startup));
    if (after.startup !== null) add("startups", 1, startupBucket(after.startup));
  }
  return tallies;
}
