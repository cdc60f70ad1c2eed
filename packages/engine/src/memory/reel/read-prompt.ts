import { readLength } from "./length.ts";
import { CROWD_PEAKS, EVENTS, LOUD, type ReelPlan, type ReelQuery, SHOTS, STORY } from "./plan.ts";
import { EMPTY_WORDS, HIGHLIGHT_WORDS, STORY_WORDS } from "./prompt-words.ts";

/** A topic is shown a little wider than it was found. */
const AROUND = { before: 1, after: 1 };

/** "without goals", "except for the anthem": up to the next comma or the end. */
const WITHOUT = /\b(?:without|excluding|except(?: for)?|leaving out|but (?:not|no))\b([^,.;]*)/gi;

const WORD = /["“„][^"“”„]+["“”]|[\p{L}\p{N}_][\p{L}\p{N}_'’-]*/gu;

/**
 * Reads a prompt by rules, in English: words for a kind of reel, a length, what is to be left out, and what remains, if
 * anything, as what it is about. `docs/reels-from-a-prompt.md` has the rules for people. Pure.
 */
export function readPrompt(prompt: string): ReelPlan {
  const { duration, until, passedOver, rest } = readLength(prompt);
  const excluded: string[] = [];
  const wanted = rest.replaceAll(WITHOUT, (_all, what: string) => {
    const topic = topicOf(what);
    if (topic !== null) excluded.push(topic);
    return " ";
  });
  const said = [...wanted.matchAll(WORD)].map(([word]) => plain(word));
  const kind = kindOf(topicOf(wanted), {
    highlights: said.some((word) => HIGHLIGHT_WORDS.has(word)),
    story: said.some((word) => STORY_WORDS.has(word)),
  });
  return {
    ...kind,
    queries: [...kind.queries, ...excluded.map(leaveOut)],
    duration,
    ...(until === null ? {} : { until }),
    understood: [
      ...kind.understood,
      ...(duration === null ? [] : [`${duration} seconds long`]),
      ...(until === null ? [] : [`of the first ${until} seconds`]),
      ...excluded.map((what) => `without “${what}”`),
    ],
    warnings: passedOver.map((text) => `Passed over, since nothing is known of it: “${text}”.`),
  };
}

type Kind = Pick<ReelPlan, "queries" | "fallback" | "choose" | "understood">;

function kindOf(topic: string | null, { highlights, story }: { highlights: boolean; story: boolean }): Kind {
  if (topic !== null && !highlights) {
    const understood = [`about “${topic}”`, ...(story ? ["from beginning to end"] : [])];
    return { queries: [about(topic, 1)], fallback: [], choose: story ? "spread" : "best", understood };
  }
  if (topic !== null) {
    const loud = { ...about(topic, 1), purpose: `“${topic}” where the crowd is loud`, filters: LOUD };
    const understood = [`about “${topic}”`, "where the crowd is loud first"];
    return { queries: [loud, about(topic, 0.8)], fallback: [], choose: "best", understood };
  }
  if (story) return { queries: STORY, fallback: [SHOTS], choose: "spread", understood: ["the story"] };
  const understood = ["highlights: where the crowd is loud, and events"];
  return { queries: [CROWD_PEAKS, EVENTS], fallback: [...STORY, SHOTS], choose: "best", understood };
}

const about = (topic: string, weight: number): ReelQuery => ({
  purpose: `“${topic}”`,
  query: topic,
  weight,
  ...AROUND,
});

const leaveOut = (topic: string): ReelQuery => ({
  purpose: `without “${topic}”`,
  query: topic,
  weight: 0,
  before: 0,
  after: 0,
  excludes: true,
});

/** From the first word that says something to the last, as it stands there; null where there is none. */
function topicOf(text: string): string | null {
  const telling = [...text.matchAll(WORD)].filter(([word]) => !isEmpty(plain(word)));
  const [first] = telling;
  const last = telling.at(-1);
  if (!first || !last) return null;
  return text
    .slice(first.index, last.index + last[0].length)
    .replaceAll(/\s+/g, " ")
    .replace(/['’]s$/, "");
}

const plain = (word: string): string => word.toLowerCase().replace(/['’]s?$/, "");

const isEmpty = (word: string): boolean =>
  EMPTY_WORDS.has(word) || HIGHLIGHT_WORDS.has(word) || STORY_WORDS.has(word);
