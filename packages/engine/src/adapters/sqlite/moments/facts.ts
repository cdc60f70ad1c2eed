import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { Comparison, Condition } from "../../../moments/condition.ts";
import type { Facts, FactValue } from "../../../moments/facts.ts";
import { numbersOf } from "./number-lists.ts";
import { sortableText } from "./sortable-text.ts";

/** Types of values, as the table has them. */
const TYPES = { null: 0, boolean: 1, number: 2, string: 3 } as const;

const OPERATORS: Readonly<Record<Comparison, string>> = { gt: ">", gte: ">=", lt: "<", lte: "<=" };

/** Facts of moments by field and value, to find the moments that a condition keeps at the cost of what it keeps. */
export class FactTable {
  readonly #insert: StatementSync;
  readonly #delete: StatementSync;
  readonly #exists: StatementSync;
  readonly #equal: StatementSync;
  readonly #compare: Readonly<Record<Comparison, StatementSync>>;

  constructor(sql: DatabaseSync) {
    const moments = "select json_group_array(moment) from facts where field = ?";
    const prepareComparison = (operator: Comparison) =>
      sql.prepare(`${moments} and type = ? and value ${OPERATORS[operator]} ?`);
    this.#insert = sql.prepare("insert into facts (field, type, value, moment) values (?, ?, ?, ?)");
    this.#delete = sql.prepare("delete from facts where field = ? and type = ? and value = ? and moment = ?");
    this.#exists = sql.prepare(moments);
    this.#equal = sql.prepare(`${moments} and type = ? and value = ?`);
    this.#compare = {
      gt: prepareComparison("gt"),
      gte: prepareComparison("gte"),
      lt: prepareComparison("lt"),
      lte: prepareComparison("lte"),
    };
  }

  /** Makes `after` of a moment's facts `before`; what is in both is left as it is. */
  change(moment: number, before: Facts | null, after: Facts | null): void {
    for (const [field, value] of missingFrom(after, before)) this.#delete.run(...row(field, value), moment);
    for (const [field, value] of missingFrom(before, after)) this.#insert.run(...row(field, value), moment);
  }

  /**
   * Marks the moments that a condition keeps with 1.
   * @param all all moments, marked alike; not changed.
   */
  matching(condition: Condition, all: Uint8Array): Uint8Array {
    switch (condition.kind) {
      case "all": {
        const kept = all.slice();
        for (const part of condition.conditions) keepOnly(kept, this.matching(part, all));
        return kept;
      }
      case "any": {
        const kept = new Uint8Array(all.length);
        for (const part of condition.conditions) add(kept, this.matching(part, all));
        return kept;
      }
      case "not": {
        const kept = all.slice();
        remove(kept, this.matching(condition.condition, all));
        return kept;
      }
      case "exists":
        return marked(all.length, numbersOf(this.#exists, sortableText(condition.field)));
      case "in": {
        const field = sortableText(condition.field);
        const kept = new Uint8Array(all.length);
        for (const value of condition.values) {
          for (const moment of numbersOf(this.#equal, field, ...typed(value))) kept[moment] = 1;
        }
        return kept;
      }
      case "compare": {
        const { field, operator, value } = condition;
        const statement = this.#compare[operator];
        return marked(all.length, numbersOf(statement, sortableText(field), ...typed(value)));
      }
    }
  }
}

/** Facts of `these` that `others` has not. */
function* missingFrom(others: Facts | null, these: Facts | null): Generator<[string, FactValue]> {
  for (const [field, values] of these ?? []) {
    const known = others?.get(field);
    for (const value of new Set(values)) if (!known?.includes(value)) yield [field, value];
  }
}

function row(field: string, value: FactValue): [Uint8Array, ...ReturnType<typeof typed>] {
  return [sortableText(field), ...typed(value)];
}

function typed(value: FactValue): [type: number, value: Exclude<SQLInputValue, null>] {
  if (value === null) return [TYPES.null, 0];
  if (typeof value === "string") return [TYPES.string, sortableText(value)];
  if (typeof value === "boolean") return [TYPES.boolean, Number(value)];
  return [TYPES.number, value];
}

function marked(length: number, moments: readonly number[]): Uint8Array {
  const marks = new Uint8Array(length);
  for (const moment of moments) marks[moment] = 1;
  return marks;
}

function keepOnly(marks: Uint8Array, kept: Uint8Array): void {
  for (let n = 0; n < marks.length; n++) if (kept[n] === 0) marks[n] = 0;
}

function add(marks: Uint8Array, more: Uint8Array): void {
  for (let n = 0; n < marks.length; n++) if (more[n] === 1) marks[n] = 1;
}

function remove(marks: Uint8Array, gone: Uint8Array): void {
  for (let n = 0; n < marks.length; n++) if (gone[n] === 1) marks[n] = 0;
}
