import { type Kysely, sql } from "kysely";
import { factsOf } from "../../moments/facts.ts";
import type { MomentRow } from "../../moments/moment.ts";
import type { MomentAnnotation } from "../../seams/moment-store.ts";
import {
  searchedText,
  termsOf,
  writeAnnotation,
  writeContent,
  writeFacts,
  writeMoment,
} from "./moment-rows.ts";
import type { FactTable, MomentSchema } from "./moment-schema.ts";

/** Rows of one statement: a row has up to 14 parameters, of which one statement takes 65,535. */
const ROWS_PER_STATEMENT = 1000;

/** Adds moments, with their own facts, in a transaction. */
export async function addMoments(tx: Kysely<MomentSchema>, moments: readonly MomentRow[]): Promise<void> {
  for (const some of chunks(moments)) {
    const keys = await tx
      .insertInto("moments")
      .values(some.map(writeMoment))
      .returning(["key", "id"])
      .execute();
    const keyOfId = new Map(keys.map(({ key, id }) => [id, key]));
    const added = some.map((row) => ({ row, key: keyOfId.get(row.id) ?? 0 }));
    await tx
      .insertInto("moment_contents")
      .values(
        added.map(({ row, key }) => ({
          moment: key,
          content_json: writeContent(row),
          annotation_json: null,
        })),
      )
      .execute();
    await insertFacts(
      tx,
      added.flatMap(({ row, key }) => writeFacts(key, factsOf(row))),
    );
  }
}

/** Tells moments what those around them say, in a transaction. */
export async function annotateMoments(
  tx: Kysely<MomentSchema>,
  annotations: readonly MomentAnnotation[],
): Promise<void> {
  const byId = new Map(annotations.map((annotation) => [annotation.id, annotation]));
  for (const ids of chunks([...byId.keys()])) {
    // In one order, so that two who tell the same moments do not wait for each other.
    const rows = await tx
      .selectFrom("moments")
      .select(["key", "id", "words", "stems", "word_count"])
      .where("id", "in", ids)
      .orderBy("key")
      .forUpdate()
      .execute();
    const told = rows.flatMap((row) => {
      const annotation = byId.get(row.id);
      return annotation ? [{ ...row, ...annotation }] : [];
    });
    if (told.length === 0) continue;
    const texts = told.map(({ key, words, stems, word_count, around }) => {
      const beside = searchedText(around);
      const terms = termsOf({ words, stems, count: word_count }, beside.stems);
      return sql`(${key}::bigint, ${beside.stems}::text, ${beside.count}::integer, ${terms})`;
    });
    await sql`
      update moments m set around_stems = given.stems, around_count = given.count, terms = given.terms
      from (values ${sql.join(texts)}) as given (key, stems, count, terms)
      where m.key = given.key`.execute(tx);
    const contents = told.map(
      ({ key, facts, around }) => sql`(${key}::bigint, ${writeAnnotation(facts, around)}::text)`,
    );
    await sql`
      update moment_contents c set annotation_json = given.json
      from (values ${sql.join(contents)}) as given (key, json)
      where c.moment = given.key`.execute(tx);
    const keys = told.map(({ key }) => key);
    await tx.deleteFrom("moment_facts").where("moment", "in", keys).execute();
    await insertFacts(
      tx,
      told.flatMap(({ key, facts }) => writeFacts(key, facts)),
    );
  }
}

/** Adds up the changes of the totals, in one row again. */
export async function compactTotals(db: Kysely<MomentSchema>): Promise<void> {
  await sql`
    with gone as (delete from moment_totals returning moments, words, around)
    insert into moment_totals
    select sum(moments), sum(words), sum(around) from gone having count(*) > 0`.execute(db);
}

async function insertFacts(tx: Kysely<MomentSchema>, facts: readonly FactTable[]): Promise<void> {
  for (const some of chunks(facts)) {
    // Values that differ by nothing but -0 and 0 have one key.
    await tx
      .insertInto("moment_facts")
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

function* chunks<T>(all: readonly T[]): Generator<readonly T[]> {
  for (let first = 0; first < all.length; first += ROWS_PER_STATEMENT) {
    yield all.slice(first, first + ROWS_PER_STATEMENT);
  }
}
