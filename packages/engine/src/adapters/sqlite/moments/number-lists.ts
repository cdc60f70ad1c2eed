import type { SQLInputValue, StatementSync } from "node:sqlite";

/**
 * Numbers that a statement gives as `json_group_array(…)`: SQLite writes, and `JSON.parse` reads, ten times as many in
 * a second as come through one row each.
 */
export function numbersOf(statement: StatementSync, ...parameters: SQLInputValue[]): number[] {
  const [json] = Object.values(statement.get(...parameters) ?? {});
  return typeof json === "string" ? (JSON.parse(json) as number[]) : [];
}
