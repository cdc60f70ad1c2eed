import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { Comparison, Condition } from "../../moments/condition.ts";
import type { MomentScope } from "../../seams/moment-store.ts";
import { keyOf, orderOf } from "./moment-rows.ts";
import { ORDER_PREFIX } from "./moment-steps.ts";

type Predicate = RawBuilder<SqlBool>;

const OPERATORS = {
  gt: sql`>`,
  gte: sql`>=`,
  lt: sql`<`,
  lte: sql`<=`,
} satisfies Record<Comparison, RawBuilder<unknown>>;

/** Which moments, `m` in the statement, are of a scope and fulfil a condition: what `holds` says, in SQL. */
export function candidates(scope: MomentScope, where: Condition | null): Predicate {
  return and([...scopeParts(scope), ...(where === null ? [] : [fulfils(where)])]);
}

/** Whether all moments are candidates. */
export function isEverything(scope: MomentScope, where: Condition | null): boolean {
  return where === null && scopeParts(scope).length === 0;
}

function scopeParts({ collection, videos, names, time, duration }: MomentScope): Predicate[] {
  return [
    ...(collection === undefined ? [] : [sql<SqlBool>`m.collection = ${collection}`]),
    ...(videos === undefined ? [] : [sql<SqlBool>`m.video = any(${[...videos]}::text[])`]),
    ...(names === undefined ? [] : [sql<SqlBool>`m.name = any(${[...names]}::text[])`]),
    ...(time === undefined
      ? []
      : [sql<SqlBool>`m.start_flicks < ${time.to} and m.end_flicks > ${time.from}`]),
    ...(duration === undefined
      ? []
      : [sql<SqlBool>`m.end_flicks - m.start_flicks between ${duration.least} and ${duration.most}`]),
  ];
}

function fulfils(condition: Condition): Predicate {
  switch (condition.kind) {
    case "all":
      return and(condition.conditions.map(fulfils));
    case "any":
      return or(condition.conditions.map(fulfils));
    case "not":
      return sql`not ${fulfils(condition.condition)}`;
    case "exists":
      return hasFact(condition.field, sql`true`);
    case "in":
      return hasFact(condition.field, sql`f.value = any(${condition.values.map(keyOf)}::text[])`);
    case "compare":
      return hasFact(condition.field, compares(condition));
  }
}

function hasFact(field: string, is: Predicate): Predicate {
  return sql`exists (select from moment_facts f where f.moment = m.key and f.field = ${keyOf(field)} and ${is})`;
}

function compares({ operator, value }: Extract<Condition, { kind: "compare" }>): Predicate {
  if (typeof value === "number") return sql`f.number ${OPERATORS[operator]} ${value}::float8`;
  const order = orderOf(value);
  // The beginning alone is indexed: it is never on the wrong side, and may be equal.
  const roughly = operator === "gt" || operator === "gte" ? OPERATORS.gte : OPERATORS.lte;
  const beginning = sql.raw(`substring(f.text_order from 1 for ${ORDER_PREFIX})`);
  return sql`${beginning} ${roughly} ${order.subarray(0, ORDER_PREFIX)}::bytea
    and f.text_order ${OPERATORS[operator]} ${order}::bytea`;
}

function and(parts: readonly Predicate[]): Predicate {
  return parts.length === 0 ? sql`true` : sql`(${sql.join(parts, sql` and `)})`;
}

function or(parts: readonly Predicate[]): Predicate {
  return parts.length === 0 ? sql`false` : sql`(${sql.join(parts, sql` or `)})`;
}
