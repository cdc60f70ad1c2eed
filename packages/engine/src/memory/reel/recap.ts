import type { RetrievedMoment } from "../../api/memory.ts";
import type { RecapRequest, RecapView } from "../../api/reels.ts";
import type { JsonObject } from "../../moments/moment.ts";
import { checkDuration, choose, nothingFound, publishChosen, type ReelParts } from "./assemble.ts";
import { type Hit, joinHits } from "./candidates.ts";
import { gather, type ReelScope } from "./gather.ts";
import { episodeOrder, storyTimeOrder } from "./order.ts";
import { ANYTHING, type ReelQuery, STORY } from "./plan.ts";

/** Seconds that a recap lasts where nobody says. */
const USUAL_DURATION = 90;
/** What a moment is worth that only lies where others are labelled so, of what those are. */
const BESIDE = 0.4;

/** Puts together what a viewer should remember. Throws as {@link ReelService.recap}. */
export function createRecap(parts: ReelParts): (request: RecapRequest) => Promise<RecapView> {
  return async (request) => {
    const { labels = [], characters = [], name = "recap" } = request;
    const duration = checkDuration(request.duration ?? USUAL_DURATION);
    const watched = isVideos(request.episodes) ? request.episodes : undefined;
    const find = (queries: readonly ReelQuery[]) => gather(queries, scopeOf(request), parts.retrieve);
    const queries = queriesOf(request);
    const told = await find(queries);
    const { hits, warnings } = told.hits.length === 0 && queries === STORY ? await find([ANYTHING]) : told;
    const candidates = joinHits(hits.map((hit) => weigh(hit, labels, characters)));
    if (candidates.length === 0) throw nothingFound(soughtOf(request));
    const episodes = episodeOrder(candidates, watched);
    const story = storyTimeOrder(candidates, episodes) ?? episodes;
    const chosen = choose(candidates, "spread", duration, story);
    const published = await publishChosen(chosen, duration, { ...request, name }, parts);
    return { ...published, order: story.by, warnings };
  };
}

/** What was labelled; without labels, what tells a story. */
function queriesOf({ labels = [], characters = [] }: RecapRequest): readonly ReelQuery[] {
  const filters: JsonObject[] = [];
  if (labels.length > 0) filters.push({ labels: { $in: labels } });
  if (characters.length > 0)
    filters.push({ $or: CHARACTER_FIELDS.map((field) => ({ [field]: { $in: characters } })) });
  if (filters.length === 0) return STORY;
  const purpose = [...labels, ...characters].join(", ");
  return [{ purpose, filters: { $and: filters }, weight: 1, before: 0, after: 0 }];
}

/** Where it may stand who is in a moment. */
const CHARACTER_FIELDS = ["labels", "character", "characters"] as const;

function scopeOf({ collection, episodes }: RecapRequest): ReelScope {
  if (isVideos(episodes)) return { collection, videos: episodes };
  return episodes === undefined ? { collection } : { collection, filters: episodes };
}

const isVideos = (episodes: RecapRequest["episodes"]): episodes is readonly string[] =>
  Array.isArray(episodes);

/** Moments know the labels of those around them: a sentence within a labelled scene is not the scene. */
function weigh(hit: Hit, labels: readonly string[], characters: readonly string[]): Hit {
  const { moment } = hit;
  const isLabelled = labels.length === 0 || labels.some((label) => moment.labels.includes(label));
  const isWith = characters.length === 0 || characters.some((character) => names(moment, character));
  return isLabelled && isWith ? hit : { ...hit, worth: hit.worth * BESIDE };
}

function names({ labels, metadata }: RetrievedMoment, character: string): boolean {
  const given = [metadata.character, metadata.characters].flat();
  return labels.includes(character) || given.includes(character);
}

function soughtOf({ labels = [], characters = [], episodes }: RecapRequest): string {
  const what = [...labels, ...characters].map((label) => `“${label}”`).join(", ") || "a story";
  if (episodes === undefined) return what;
  return `${what} in ${isVideos(episodes) ? `${episodes.length} episodes` : JSON.stringify(episodes)}`;
}
