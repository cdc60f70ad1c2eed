import { createHash } from "node:crypto";
import { type RawBuilder, sql } from "kysely";
import { type Facts, type FactValue, factsOf } from "../../moments/facts.ts";
import type { Moment, MomentRow } from "../../moments/moment.ts";
import { searchText } from "../../moments/search-text.ts";
import { stemOf, wordsOf } from "../../moments/tokens.ts";
import type { AnnotatedMoment } from "../../seams/moment-store.ts";
import type { FactTable } from "./moment-schema.ts";

/** Marks of lexemes that are no words of a moment's own text; no word holds such a character. */
export const STEM = "=";
export const STEM_AROUND = "~";

/** What is searched of a text. */
export interface SearchedText {
  readonly words: string;
  readonly stems: string;
  readonly count: number;
}

/** Words and stems of a text as they are stored. */
export function searchedText(text: string): SearchedText {
  const words = wordsOf(text);
  return { words: spaced(words), stems: spaced(words.map(stemOf)), count: words.length };
}

/** Words between spaces of their own, so that each, and any run of them, is found and counted as a text. */
export function spaced(words: readonly string[]): string {
  return words.map((word) => ` ${word} `).join("");
}

/** The lexemes by which a moment is found. */
export function termsOf(own: SearchedText, aroundStems: string): RawBuilder<string> {
  const lexemes = new Set([
    ...wordsIn(own.words),
    ...wordsIn(own.stems).map((stem) => STEM + stem),
    ...wordsIn(aroundStems).map((stem) => STEM_AROUND + stem),
  ]);
  return sql`array_to_tsvector(${[...lexemes]}::text[])`;
}

const wordsIn = (text: string): string[] => text.split(" ").filter((word) => word !== "");

/** Columns of a moment that is new. */
export function writeMoment(row: MomentRow) {
  const text = searchText(row);
  const own = searchedText(text);
  return {
    id: row.id,
    video: row.video,
    collection: row.collection,
    index_id: row.index,
    name: row.name,
    start_flicks: row.start,
    end_flicks: row.end,
    has_text: text !== "",
    words: own.words,
    stems: own.stems,
    around_stems: "",
    word_count: own.count,
    around_count: 0,
    terms: termsOf(own, ""),
  };
}

/** What of a moment is not a column of its own. JSON text holds any character; PostgreSQL's text does not. */
export function writeContent({ text, language, labels, metadata, detail }: Moment): string {
  return JSON.stringify({ text, language, labels, metadata, detail });
}

/** A moment as it is read. */
export interface StoredMoment {
  readonly id: string;
  readonly video: string;
  readonly collection: string;
  readonly index_id: string;
  readonly name: string;
  readonly start_flicks: number;
  readonly end_flicks: number;
  readonly content_json: string;
}

export function readMoment(row: StoredMoment): MomentRow {
  const content = JSON.parse(row.content_json) as Omit<Moment, "start" | "end">;
  return {
    id: row.id,
    video: row.video,
    collection: row.collection,
    index: row.index_id,
    name: row.name,
    start: row.start_flicks,
    end: row.end_flicks,
    ...content,
  };
}

interface StoredAnnotation {
  readonly facts: readonly (readonly [string, readonly FactValue[]])[];
  readonly around: string;
}

export function writeAnnotation(facts: Facts, around: string): string {
  return JSON.stringify({ facts: [...facts], around } satisfies StoredAnnotation);
}

export function readAnnotated(
  row: StoredMoment & { readonly annotation_json: string | null },
): AnnotatedMoment {
  const moment = readMoment(row);
  if (row.annotation_json === null) return { ...moment, facts: factsOf(moment), around: "" };
  const { facts, around } = JSON.parse(row.annotation_json) as StoredAnnotation;
  return { ...moment, facts: new Map(facts), around };
}

/** Rows of a moment's facts. */
export function writeFacts(moment: number, facts: Facts): FactTable[] {
  return [...facts].flatMap(([field, values]) =>
    values.map((value) => ({
      moment,
      field: keyOf(field),
      value: keyOf(value),
      number: typeof value === "number" ? value : null,
      text_order: typeof value === "string" ? orderOf(value) : null,
    })),
  );
}

/** Characters of a key that stands for itself. */
const LONGEST_KEY = 200;
/** What a longer one keeps of itself, before its hash: together longer than any that stands for itself. */
const KEY_PREFIX = 160;

/** What stands for a field or a value in comparisons: its JSON, so that `"5"` is not `5`, and so short that it can be indexed. */
export function keyOf(value: FactValue): string {
  const json = JSON.stringify(value);
  if (json.length <= LONGEST_KEY) return json;
  return `${[...json].slice(0, KEY_PREFIX).join("")} ${createHash("sha256").update(json).digest("base64url")}`;
}

/** Bytes that sort as a text's UTF-16 code units do. */
export function orderOf(text: string): Uint8Array {
  return Buffer.from(text, "utf16le").swap16();
}
