import { cutCues, moveCues, type TimedCue } from "@cutstream/media";
import { placeCaption } from "../../render/caption-place.ts";
import type { CaptionKey, CaptionPlace, CaptionTrack } from "../../render/captions.ts";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import { type TextId, textName } from "../../subtitles/text-store.ts";
import type { Plan } from "../plan/plan.ts";
import { type PlacedSpan, spanTexts } from "./span-text.ts";

/** Cues of the texts that a plan's captions are made of, by the name that {@link textName} gives them. */
export type CaptionTexts = ReadonlyMap<string, readonly TimedCue[]>;

/** Subtitles that are encoded into the pictures of a plan. */
export const captionsOf = ({ subtitles, captions }: Plan): PlannedSubtitles | undefined =>
  captions === undefined ? undefined : subtitles?.[captions];

/** Texts that the captions of a plan are made of. */
export function captionTextIds(plan: Plan): TextId[] {
  const texts = captionsOf(plan)?.texts;
  if (!texts) return [];
  return "timeline" in texts ? [texts.timeline] : Object.values(texts.videos);
}

/** Cues that are shown at once; the screen is full long before. */
const MOST_AT_ONCE = 8;
/** Characters of a cue that are drawn; more have no room in a picture. */
const LONGEST = 1000;

/**
 * Lays the captions of a plan on its timeline: the same cues, cut and moved as in its renditions of text.
 * @throws RangeError where a text is not among those given.
 */
export function layCaptions(plan: Plan, spans: readonly PlacedSpan[], texts: CaptionTexts): CaptionTrack[] {
  const subtitles = captionsOf(plan);
  if (!subtitles) return [];
  const placed = new Map<string, { readonly place: CaptionPlace; readonly cues: TimedCue[] }>();
  spanTexts(plan, spans, subtitles).forEach((text, n) => {
    const span = spans[n];
    if (!text || !span) return;
    const cues = texts.get(textName(text.id));
    if (!cues) throw new RangeError(`The cues of text ${text.id.hash} were not read.`);
    const end = text.start + (span.to - span.from) * span.frameFlicks;
    for (const cue of moveCues(cutCues(cues, text.start, end), span.start - text.start)) {
      const place = placeCaption(subtitles.style, cue.settings);
      const key = JSON.stringify(place);
      const track = placed.get(key) ?? { place, cues: [] };
      placed.set(key, track);
      track.cues.push(cue);
    }
  });
  const words = subtitles.style === "words";
  return [...placed.values()].map(({ place, cues }) => ({ place, keys: keysOf(cues, words) }));
}

/** What is read from each time on at which a cue comes or goes, or a word of one is said. */
function keysOf(cues: readonly TimedCue[], words: boolean): CaptionKey[] {
  const coming = [...cues].sort((a, b) => a.start - b.start);
  const going = [...cues].sort((a, b) => a.end - b.end);
  const changes = new Set(cues.flatMap((cue) => [cue.start, cue.end, ...(words ? wordTimes(cue) : [])]));
  const shown = new Set<TimedCue>();
  let [came, went] = [0, 0];
  const keys: CaptionKey[] = [];
  for (const at of [...changes].sort((a, b) => a - b)) {
    for (let cue = going[went]; cue && cue.end <= at; cue = going[++went]) shown.delete(cue);
    for (let cue = coming[came]; cue && cue.start <= at; cue = coming[++came]) shown.add(cue);
    keys.push({ at, ...readAt([...shown.keys().take(MOST_AT_ONCE)], at, words) });
  }
  return keys;
}

const wordTimes = ({ parts = [], start, end }: TimedCue): number[] =>
  parts.map((part) => part.start).filter((at) => at > start && at < end);

/** What cues that are shown together say. Words are marked where one alone is shown, and knows when they are said. */
function readAt(shown: readonly TimedCue[], at: number, words: boolean): Omit<CaptionKey, "at"> {
  const [only, more] = shown;
  if (words && only?.parts && !more) {
    const text = only.parts.map((part) => part.text).join("");
    const said = only.parts
      .filter(({ start }) => start <= at)
      .reduce((sum, part) => sum + part.text.length, 0);
    if (text.length <= LONGEST) return said < text.length ? { text, said } : { text };
  }
  return { text: shown.map(({ text }) => text.slice(0, LONGEST)).join("\n") };
}
