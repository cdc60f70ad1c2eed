import type { MemoryService } from "../../api/memory.ts";
import type { ReelOutput } from "../../api/reels.ts";
import type { StreamService } from "../../api/streams.ts";
import { CutstreamError } from "../../errors.ts";
import type { ChatModel } from "../../seams/chat-model.ts";
import type { Candidate } from "./candidates.ts";
import { chooseBest, chooseSpread } from "./choose.ts";
import type { StoryOrder } from "./order.ts";
import type { ReelPlan } from "./plan.ts";
import { shotEdges, snapToShots } from "./shots.ts";
import { clipOf, viewChosen } from "./show.ts";

export interface ReelParts {
  readonly retrieve: MemoryService["retrieve"];
  readonly publish: StreamService["publish"];
  /** Reads prompts; null: rules do. */
  readonly chat: ChatModel | null;
}

/** Seconds. */
const LONGEST_REEL = 4 * 3600;

/** Chooses in one of two ways. */
export function choose(
  candidates: readonly Candidate[],
  way: ReelPlan["choose"],
  duration: number,
  order: StoryOrder,
): Candidate[] {
  return way === "best"
    ? chooseBest(candidates, duration, order.compare)
    : chooseSpread(candidates, duration, order.compare, order.placeOf);
}

/** Meets the shots around what was chosen, and publishes it. */
export async function publishChosen(
  chosen: readonly Candidate[],
  duration: number,
  { user, ttl, name }: ReelOutput & { readonly name: string },
  { retrieve, publish }: ReelParts,
) {
  const edges = await Promise.all(chosen.map((candidate) => shotEdges(candidate, retrieve)));
  const snapped = snapToShots(chosen, edges, duration);
  const stream = await publish({
    timeline: { clips: snapped.map(clipOf) },
    name: nameOf(name),
    ...(user !== undefined && { user }),
    ...(ttl !== undefined && { ttl }),
  });
  return { stream, moments: snapped.map((candidate, n) => viewChosen(candidate, chosen[n] ?? candidate)) };
}

/** What is said where there is nothing to show. */
export function nothingFound(sought: string): CutstreamError {
  return new CutstreamError("no_moments", `Nothing was found: ${sought}.`);
}

/** @throws CutstreamError `invalid_request` */
export function checkDuration(seconds: number): number {
  if (seconds >= 1 && seconds <= LONGEST_REEL) return seconds;
  const message = `duration is ${seconds}; a reel lasts 1 to ${LONGEST_REEL} seconds.`;
  throw new CutstreamError("invalid_request", message, { path: "duration" });
}

/** A prompt may be longer than names are, and hold line breaks. */
const nameOf = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\s]+/gu, " ")
    .slice(0, 100)
    .trim()
    .toWellFormed();
