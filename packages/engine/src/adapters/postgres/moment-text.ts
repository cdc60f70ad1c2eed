import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import { AROUND_WEIGHT, LENGTH_SHARE, rarity, SATURATION } from "../../moments/bm25.ts";
import type { TextTerm } from "../../moments/text-query.ts";
import type { MomentCandidates } from "../../seams/moment-store.ts";
import { STEM, STEM_AROUND, spaced } from "./moment-rows.ts";
import type { MomentSchema } from "./moment-schema.ts";

/** Sums over all moments. */
export interface MomentTotals {
  readonly moments: number;
  /** Words of a moment, those around it weighed: the mean. */
  readonly averageLength: number;
}

/** A term as the index and the scan see it. */
interface SearchedTerm {
  /** A `tsquery`: moments that hold it in their own text. */
  readonly own: string;
  /** A `tsquery`: those, and moments around which it is held, where that counts. */
  readonly any: string;
  /** How much moment `m` holds it. */
  readonly weight: RawBuilder<number>;
  /** What the index cannot tell of moment `m`. */
  readonly check: RawBuilder<SqlBool> | null;
}

/** How many moments hold a term. */
interface Held {
  readonly own: number;
  readonly any: number;
}

/** Ranks candidates by BM25 as `moments/bm25.ts` has it; and counts, in all moments, who holds what. */
export async function searchText(
  db: Kysely<MomentSchema>,
  terms: readonly TextTerm[],
  candidates: RawBuilder<SqlBool>,
  totals: MomentTotals,
  limit: number,
): Promise<Pick<MomentCandidates, "text" | "frequencies">> {
  const searched = terms.map(searchedTerm);
  const held = await countHolders(db, searched);
  const found = await rank(db, searched, held, candidates, totals, limit);
  return { text: found, frequencies: held.map(({ own }) => own) };
}

async function countHolders(db: Kysely<MomentSchema>, terms: readonly SearchedTerm[]): Promise<Held[]> {
  const counts = terms.flatMap(({ own, any, check }, n) =>
    [own, any].map((query, kind) => {
      const holds = check === null ? lexemes(query) : sql<SqlBool>`${lexemes(query)} and ${check}`;
      return sql`count(*) filter (where ${holds}) as ${sql.ref(`${kind === 0 ? "own" : "any"}_${n}`)}`;
    }),
  );
  const { rows } = await sql<Record<string, number>>`
    select ${sql.join(counts)} from moments m where ${lexemes(anyOf(terms))}`.execute(db);
  return terms.map((_, n) => ({ own: rows[0]?.[`own_${n}`] ?? 0, any: rows[0]?.[`any_${n}`] ?? 0 }));
}

async function rank(
  db: Kysely<MomentSchema>,
  terms: readonly SearchedTerm[],
  held: readonly Held[],
  candidates: RawBuilder<SqlBool>,
  { moments, averageLength }: MomentTotals,
  limit: number,
): Promise<MomentCandidates["text"]> {
  const parts = terms.map(({ weight }, n) => {
    const factor = rarity(held[n]?.any ?? 0, moments) * (SATURATION + 1);
    // A weight of 0 makes a part of 0.
    return sql`${factor}::float8 * ${weight} / (${weight} + normal)`;
  });
  const length = sql`(m.word_count + ${AROUND_WEIGHT}::float8 * m.around_count)`;
  const normal = sql`${SATURATION}::float8 * (1 - ${LENGTH_SHARE}::float8 + ${LENGTH_SHARE}::float8 * ${length} / ${averageLength}::float8)`;
  const { rows } = await sql<{ id: string; score: number }>`
    select id, score
    from (
      select m.id, ${sql.join(parts, sql` + `)} as score
      from moments m cross join lateral (select ${normal} as normal) as lengths
      where ${lexemes(anyOf(terms))} and ${candidates}
    ) as ranked
    where score > 0
    order by score desc, id
    limit ${limit}`.execute(db);
  return rows;
}

const lexemes = (query: string): RawBuilder<SqlBool> => sql`m.terms @@ ${query}::tsquery`;

const anyOf = (terms: readonly SearchedTerm[]): string => terms.map(({ any }) => `(${any})`).join(" | ");

function searchedTerm(term: TextTerm): SearchedTerm {
  switch (term.kind) {
    case "stem": {
      const own = quoted(STEM + term.stem);
      const count = (text: RawBuilder<string>) => occurrences(text, spaced([term.stem]));
      const weight = sql<number>`(${count(sql`m.stems`)} + ${AROUND_WEIGHT}::float8 * ${count(sql`m.around_stems`)})`;
      return { own, any: `${own} | ${quoted(STEM_AROUND + term.stem)}`, weight, check: null };
    }
    case "prefix": {
      const own = `${quoted(term.prefix)}:*`;
      return { own, any: own, weight: sql`(${lexemes(own)})::int`, check: null };
    }
    case "phrase": {
      const own = term.words.map(quoted).join(" & ");
      const check = sql<SqlBool>`strpos(m.words, ${spaced(term.words)}) > 0`;
      return { own, any: own, weight: sql`(${check})::int`, check };
    }
  }
}

/** How often a text holds a word: by how much shorter it is without it. */
function occurrences(text: RawBuilder<string>, word: string): RawBuilder<number> {
  const bytes = Buffer.byteLength(word);
  return sql`(octet_length(${text}) - octet_length(replace(${text}, ${word}, ''))) / ${bytes}::float8`;
}

/** A lexeme in a `tsquery`, whatever characters it has (https://www.postgresql.org/docs/15/datatype-textsearch.html). */
function quoted(lexeme: string): string {
  return `'${lexeme.replaceAll(/['\\]/g, "$&$&")}'`;
}
