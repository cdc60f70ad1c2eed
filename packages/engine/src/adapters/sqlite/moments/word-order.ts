import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { TextTerm } from "../../../moments/text-query.ts";
import { numbersOf } from "./number-lists.ts";

/** The own words of all moments in their order, in FTS5: finds phrases and beginnings of words. */
export class WordOrderTable {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #match: StatementSync;

  constructor(sql: DatabaseSync) {
    this.#insert = sql.prepare("insert into word_order (rowid, words) values (?, ?)");
    this.#delete = sql.prepare("delete from word_order where rowid = ?");
    this.#match = sql.prepare("select json_group_array(rowid) from word_order where word_order match ?");
  }

  insert(moment: number, words: readonly string[]): void {
    this.#insert.run(moment, words.join(" "));
  }

  delete(moment: number): void {
    this.#delete.run(moment);
  }

  /** Numbers of the moments that hold it. */
  holders(term: Exclude<TextTerm, { kind: "stem" }>): readonly number[] {
    return numbersOf(this.#match, term.kind === "prefix" ? `${quoted([term.prefix])} *` : quoted(term.words));
  }
}

/** Words have letters, digits and `_` only: in quotation marks they are no syntax of FTS5. */
const quoted = (words: readonly string[]): string => `"${words.join(" ")}"`;
