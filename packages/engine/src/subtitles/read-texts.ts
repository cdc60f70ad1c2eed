import { breakIntoCues, type SpokenText, type TimedCue } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import type { SubtitleText } from "../api/subtitles.ts";
import { CutstreamError } from "../errors.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import type { SubtitleRequest } from "./check-subtitles.ts";
import { primaryOf } from "./languages.ts";
import { languagesOf, spokenText } from "./spoken-text.ts";
import { suppliedCues } from "./supplied-cues.ts";
import { type TextId, type TextStore, textName } from "./text-store.ts";
import type { Pair, Translations } from "./translations.ts";

/** A clip's video, and the version of it that is played. */
export interface ShownVideo {
  readonly video: string;
  readonly version: string;
}

/** What becomes of cues: they are stored, or only looked at; then they are kept here, by their {@link textName}. */
export interface Work {
  readonly store: boolean;
  readonly seen: Map<string, readonly TimedCue[]>;
}

/** Text of a video in the language asked for; or why there is none. */
export type Found = { readonly id: TextId } | { readonly missing: string };

/** Reads the texts of subtitles, has them translated where that was asked for, and stores them. */
export interface TextReader {
  /** @param path where the text stands in the request. @throws as `suppliedCues`, and `invalid_request` */
  supplied(
    request: SubtitleRequest,
    text: SubtitleText,
    at: { readonly version: string; readonly path: string },
    work: Work,
  ): Promise<TextId>;
  /** What an index of a video says. */
  indexed(request: SubtitleRequest, shown: ShownVideo, index: string, work: Work): Promise<Found>;
}

export interface TextReaderParts {
  readonly catalog: Pick<Catalog, "indexes">;
  readonly moments: Pick<MomentStore, "momentsOf">;
  readonly texts: TextStore;
  readonly translations: Translations;
}

/** Texts of indexes of which it is remembered what they were stored as. */
const REMEMBERED = 20_000;

export function createTextReader({ catalog, moments, texts, translations }: TextReaderParts): TextReader {
  const remembered = new LRUCache<string, Found>({ max: REMEMBERED });

  const keep = async (version: string, cues: readonly TimedCue[], { store, seen }: Work): Promise<TextId> => {
    if (store) return { version, hash: await texts.put(version, cues) };
    const id = { version, hash: `seen-${seen.size}` };
    seen.set(textName(id), cues);
    return id;
  };

  const translated = async (
    version: string,
    spoken: readonly SpokenText[],
    pair: Pair,
    { store }: Work,
  ): Promise<TimedCue[]> => {
    if (store) return (await translations.translate(version, spoken, pair)).flatMap(breakIntoCues);
    await translations.check(pair);
    return spoken.flatMap(breakIntoCues);
  };

  const supplied: TextReader["supplied"] = async (request, text, { version, path }, work) => {
    const cues = suppliedCues(text, path);
    const { translateFrom: from, language: to } = request;
    if (from === "any") {
      const message = `${request.path}.translate must say from which language: {"from": "en"}, for one.`;
      throw new CutstreamError("invalid_request", message, { path: `${request.path}.translate` });
    }
    if (from === null || primaryOf(from) === primaryOf(to)) return keep(version, cues, work);
    return keep(version, await translated(version, cues.map(toSpoken), { from, to }, work), work);
  };

  const indexed: TextReader["indexed"] = async (request, { video, version }, name, work) => {
    const rows = await catalog.indexes(video, name);
    if (rows.length === 0) return { missing: "has no such index" };
    const { language: to, translateFrom } = request;
    const state = rows.map(({ id, status }) => `${id} ${status}`);
    const key = [video, version, name, to, translateFrom, ...state].join("\n");
    const known = remembered.get(key);
    if (known) return known;
    const all = await moments.momentsOf(video, name);
    const languages = languagesOf(all);
    const from = translateFrom === "any" ? languages[0] : (translateFrom ?? to);
    if (from === undefined) {
      return { missing: 'says not what language it is in: ask for translate: {"from": "en"}, for one' };
    }
    const spoken = spokenText(all, from);
    if (spoken.length === 0) {
      return { missing: languages.length === 0 ? "has no text" : `has text in ${languages.join(", ")}` };
    }
    const same = primaryOf(from) === primaryOf(to);
    const cues = same ? spoken.flatMap(breakIntoCues) : await translated(version, spoken, { from, to }, work);
    const found = { id: await keep(version, cues, work) };
    if (work.store) remembered.set(key, found);
    return found;
  };

  return { supplied, indexed };
}

const toSpoken = ({ start, end, text, speaker }: TimedCue): SpokenText => ({
  ...{ start, end, text: text.replace(/\s+/g, " "), words: [] },
  ...(speaker !== undefined && { speaker }),
});
