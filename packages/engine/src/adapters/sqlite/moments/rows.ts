import type { DatabaseSync, StatementSync } from "node:sqlite";
import { type FactValue, factsOf } from "../../../moments/facts.ts";
import type { Moment, MomentRow } from "../../../moments/moment.ts";
import type { AnnotatedMoment, MomentAnnotation, VideoSpan } from "../../../seams/moment-store.ts";

/** How much text a moment has. */
export interface TextSize {
  readonly hasText: boolean;
  readonly words: number;
  readonly aroundWords: number;
}

/** A moment as it is stored: {@link decodeMoment} reads what stands in its JSON. */
export interface StoredRow {
  readonly number: number;
  readonly id: string;
  readonly video: string;
  readonly collection: string;
  readonly index_id: string;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly moment_json: string;
  readonly annotation_json: string | null;
}

/** What the JSON of a moment holds: as JSON, texts keep lone surrogates and NUL. */
type StoredMoment = Pick<Moment, "text" | "language" | "labels" | "metadata" | "detail">;

interface StoredAnnotation {
  readonly facts: readonly (readonly [string, readonly FactValue[]])[];
  readonly around: string;
}

const SELECT = `select number, id, video, collection, index_id, name, start, end, moment_json, annotation_json
  from moments join contents using (number) where`;

/** Moments themselves, by id, by number and by time. */
export class MomentTable {
  readonly #insert: StatementSync;
  readonly #insertContent: StatementSync;
  readonly #annotate: StatementSync;
  readonly #annotateContent: StatementSync;
  readonly #delete: StatementSync;
  readonly #deleteContent: StatementSync;
  readonly #byIds: StatementSync;
  readonly #byNumbers: StatementSync;
  readonly #ofVideo: StatementSync;
  readonly #overlapping: StatementSync;
  readonly #ofIndex: StatementSync;
  readonly #replaced: StatementSync;
  readonly #numberOf: StatementSync;
  readonly #idsOf: StatementSync;
  readonly #withText: StatementSync;
  readonly #byTime: StatementSync;
  readonly #someByTime: StatementSync;

  constructor(sql: DatabaseSync) {
    const select = (rest: string) => sql.prepare(`${SELECT} ${rest}`);
    this.#insert = sql.prepare(
      `insert into moments (number, id, video, collection, index_id, name, start, end, has_text, words, around_words)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertContent = sql.prepare("insert into contents (number, moment_json) values (?, ?)");
    this.#annotate = sql.prepare("update moments set around_words = ? where number = ?");
    this.#annotateContent = sql.prepare("update contents set annotation_json = ? where number = ?");
    this.#delete = sql.prepare("delete from moments where number = ?");
    this.#deleteContent = sql.prepare("delete from contents where number = ?");
    this.#byIds = select("id in (select value from json_each(?))");
    this.#byNumbers = select("number in (select value from json_each(?)) order by number");
    this.#ofVideo = select("video = ? order by start, end, id");
    this.#overlapping = select("video = ? and start < ? and end > ? order by start, end, id");
    this.#ofIndex = select("index_id = ?");
    this.#replaced = select("video = ? and name = ? and index_id <> ?");
    this.#numberOf = sql.prepare("select number from moments where id = ?");
    this.#idsOf = sql.prepare(
      "select moments.id from json_each(?) cross join moments on number = value order by json_each.key",
    );
    this.#withText = sql.prepare(
      "select number from moments indexed by moments_with_text where has_text = 1 and number >= ? order by number",
    );
    this.#byTime = sql.prepare("select number, id from moments order by video, start, end, id");
    this.#someByTime = sql.prepare(
      `select id from moments where number in (select value from json_each(?))
        order by video, start, end, id limit ? offset ?`,
    );
  }

  insert(number: number, row: MomentRow, { hasText, words, aroundWords }: TextSize): void {
    const { id, video, collection, index, name, start, end } = row;
    const key = [number, id, video, collection, index, name] as const;
    this.#insert.run(...key, start, end, Number(hasText), words, aroundWords);
    const { text, language, labels, metadata, detail } = row;
    const content: StoredMoment = { text, language, labels, metadata, detail };
    this.#insertContent.run(number, JSON.stringify(content));
  }

  annotate(number: number, { facts, around }: MomentAnnotation, aroundWords: number): void {
    const annotation: StoredAnnotation = { facts: [...facts], around };
    this.#annotate.run(aroundWords, number);
    this.#annotateContent.run(JSON.stringify(annotation), number);
  }

  delete(number: number): void {
    this.#delete.run(number);
    this.#deleteContent.run(number);
  }

  byIds(ids: readonly string[]): StoredRow[] {
    return this.#byIds.all(JSON.stringify(ids)) as unknown as StoredRow[];
  }

  /** By number. */
  byNumbers(numbers: readonly number[]): StoredRow[] {
    return this.#byNumbers.all(JSON.stringify(numbers)) as unknown as StoredRow[];
  }

  /** By time. */
  ofVideo(video: string): StoredRow[] {
    return this.#ofVideo.all(video) as unknown as StoredRow[];
  }

  /** By time. */
  overlapping({ video, from, to }: VideoSpan): StoredRow[] {
    return this.#overlapping.all(video, to, from) as unknown as StoredRow[];
  }

  ofIndex(index: string): StoredRow[] {
    return this.#ofIndex.all(index) as unknown as StoredRow[];
  }

  /** Those of the same video and name that are not of this index. */
  replacedBy({ video, name, index }: Pick<MomentRow, "video" | "name" | "index">): StoredRow[] {
    return this.#replaced.all(video, name, index) as unknown as StoredRow[];
  }

  numberOf(id: string): number | undefined {
    return this.#numberOf.get(id)?.number as number | undefined;
  }

  /** Ids of these numbers, in order. */
  idsOf(numbers: readonly number[]): string[] {
    return this.#idsOf.all(JSON.stringify(numbers)).map(({ id }) => String(id));
  }

  /** Numbers of the moments with a text, from this one on, ascending, read as they are asked for. */
  *withText(from: number): Generator<number> {
    for (const { number } of this.#withText.iterate(from)) yield Number(number);
  }

  /**
   * Ids of the moments kept, by video and time.
   * @param kept marks them; `count` of them are marked.
   */
  byTime(kept: Uint8Array, count: number, limit: number, offset: number): string[] {
    if (count * SPARSE < kept.length) {
      const numbers: number[] = [];
      for (let n = 0; n < kept.length; n++) if (kept[n] === 1) numbers.push(n);
      const rows = this.#someByTime.all(JSON.stringify(numbers), limit, offset);
      return rows.map(({ id }) => String(id));
    }
    const ids: string[] = [];
    let passed = 0;
    if (limit === 0) return ids;
    for (const { number, id } of this.#byTime.iterate()) {
      if (kept[Number(number)] !== 1 || passed++ < offset) continue;
      ids.push(String(id));
      if (ids.length === limit) break;
    }
    return ids;
  }
}

/** Where fewer than one in so many moments is kept, it is faster to sort those than to walk past all others. */
const SPARSE = 50;

/** Reads what was stored of a moment. */
export function decodeMoment(row: StoredRow): AnnotatedMoment {
  const moment = JSON.parse(row.moment_json) as StoredMoment;
  const annotation =
    row.annotation_json === null ? null : (JSON.parse(row.annotation_json) as StoredAnnotation);
  return {
    id: row.id,
    video: row.video,
    collection: row.collection,
    index: row.index_id,
    name: row.name,
    start: row.start,
    end: row.end,
    ...moment,
    facts: annotation ? new Map(annotation.facts) : factsOf(moment),
    around: annotation?.around ?? "",
  };
}
