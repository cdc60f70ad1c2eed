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

/**
 * Ranks candidates by BM25, as `moments/bm25.ts` has it, and counts how many of all moments hold each term in their own
 * text: which is what its rarity goes by.
 */
export async function searchText(
  db: Kysely<MomentSchema>,
  terms: readonly TextTerm[],
  candidates: RawBuilder<SqlBool>,
  totals: MomentTotals,
  limit: number,
): Promise<Pick<MomentCandidates, "text" | "frequencies">> {
  const searched = terms.map(searchedTerm);
  const frequencies = await countHolders(db, searched);
  const most = frequencies.map((count) => rarity(count, totals.moments) * (SATURATION + 1));
  const ranking = { terms: searched, most, candidates, averageLength: totals.averageLength, limit };
  const isCommon = frequencies.map((count) => count > COMMON_SHARE * totals.moments);
  return { text: await rank(db, ranking, isCommon), frequencies };
}

async function countHolders(db: Kysely<MomentSchema>, terms: readonly SearchedTerm[]): Promise<number[]> {
  const column = (n: number) => `count_${n}`;
  const counts = terms.map(({ own, check }, n) => {
    const holds = check === null ? lexemes(own) : sql<SqlBool>`${lexemes(own)} and ${check}`;
    return sql`(select count(*) from moments m where ${holds}) as ${sql.ref(column(n))}`;
  });
  const { rows } = await sql<Record<string, number>>`select ${sql.join(counts)}`.execute(db);
  return terms.map((_, n) => rows[0]?.[column(n)] ?? 0);
}

/** What ranking by text is about. */
interface TextRanking {
  readonly terms: readonly SearchedTerm[];
  /** What each term can add to a score at most: its rarity, saturated. */
  readonly most: readonly number[];
  readonly candidates: RawBuilder<SqlBool>;
  readonly averageLength: number;
  readonly limit: number;
}

/** Terms that more of all moments hold are common: they order moments, and seldom bring one. */
const COMMON_SHARE = 0.05;

/**
 * The best of those that hold a term that is not common, where no others can be better than the last of them: however
 * many common terms they hold, these add less (Turtle, Flood: Query evaluation, 1995). Else the best of all.
 */
async function rank(
  db: Kysely<MomentSchema>,
  ranking: TextRanking,
  isCommon: readonly boolean[],
): Promise<MomentCandidates["text"]> {
  const { terms, most, limit } = ranking;
  const rare = terms.filter((_, n) => !isCommon[n]);
  if (rare.length > 0 && rare.length < terms.length) {
    const best = await rankHolders(db, ranking, rare);
    const rest = most.reduce((sum, part, n) => sum + (isCommon[n] ? part : 0), 0);
    if (best.length === limit && (best.at(-1)?.score ?? 0) >= rest) return best;
  }
  return rankHolders(db, ranking, terms);
}

/** Ranks candidates that hold one of some terms, by all terms. */
async function rankHolders(
  db: Kysely<MomentSchema>,
  { terms, most, candidates, averageLength, limit }: TextRanking,
  some: readonly SearchedTerm[],
): Promise<MomentCandidates["text"]> {
  const column = (n: number) => sql.ref(`weight_${n}`);
  const weights = terms.map(({ weight }, n) => sql`${weight} as ${column(n)}`);
  // A weight of 0 makes a part of 0.
  const parts = most.map((part, n) => sql`${part}::float8 * ${column(n)} / (${column(n)} + normal)`);
  const length = sql`(m.word_count + ${AROUND_WEIGHT}::float8 * m.around_count)`;
  const normal = sql`${SATURATION}::float8 * (1 - ${LENGTH_SHARE}::float8 + ${LENGTH_SHARE}::float8 * ${length} / ${averageLength}::float8)`;
  // "offset 0" keeps the weights from being worked out wherever they are named.
  const { rows } = await sql<{ id: string; score: number }>`
    select id, score
    from (
      select m.id, ${sql.join(parts, sql` + `)} as score
      from moments m cross join lateral (select ${sql.join(weights)}, ${normal} as normal offset 0) as weights
      where ${lexemes(anyOf(some))} and ${candidates}
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
