import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createLocalEmbedder } from "../packages/engine/src/adapters/embedders/local-embedder.ts";
import { openSqliteMomentStore } from "../packages/engine/src/adapters/sqlite/sqlite-moment-store.ts";
import type { Condition } from "../packages/engine/src/moments/condition.ts";
import { factsOf } from "../packages/engine/src/moments/facts.ts";
import { parseTextQuery } from "../packages/engine/src/moments/text-query.ts";
import { wordsOf } from "../packages/engine/src/moments/tokens.ts";
import type { Embedder } from "../packages/engine/src/seams/embedder.ts";
import type { MomentQuery, MomentStore } from "../packages/engine/src/seams/moment-store.ts";
import { type MadeMoments, makeMoments, selections } from "./lib/made-moments.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { percentiles, timeEach } from "./lib/statistics.ts";
import { SEED } from "./lib/timelines.ts";

export const DIMENSIONS = 512;
const MODEL = "made";
/** As many as retrieval asks for of each way. */
const CANDIDATES = 400;
const RECALL_AT = 10;

/**
 * What it costs to find moments in the embedded store, from the call to its answer, its thread included. The embedding
 * of the text, by the model that npm brings, is included where a line says so.
 *
 * 100,000 made moments ({@link makeMoments}) with vectors of 512 dimensions, in a file. Queries are two to six words, a
 * vector near to that of some moment, or both, 400 candidates each; all of the moments, and those that a filter keeps.
 * Each of the ten nearest by vector is held against a scan of all vectors, unquantised: none may be missed. That scan,
 * in the same process over one array, stands beside it, and so does FTS5 ranking by its own bm25(). `--full` does the
 * same with 1,000,000 moments.
 */
export const retrieve: Benchmark = {
  name: "retrieve",
  title: "Find moments in the embedded store",
  async run(full) {
    const small = await measure(100_000, full ? 400 : 60);
    return full ? [...small, ...(await measure(1_000_000, 100))] : small;
  },
};

async function measure(count: number, runs: number): Promise<Measurement[]> {
  const made = makeMoments(count, DIMENSIONS, SEED);
  const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
  const title = count.toLocaleString("en");
  try {
    const written = await writeMoments(made, count, join(folder, "moments.db"));
    const opened = await open(made, join(folder, "moments.db"));
    const searched = await searchMoments(made, opened.store, runs);
    await opened.store.close();
    const peers = measurePeers(made, count, Math.min(runs, 60));
    return [...written, ...opened.measurements, ...searched, ...(await peers)].map((one) => ({
      ...one,
      what: `${title}: ${one.what}`,
      // What is promised is promised for 100,000.
      ...(count > 100_000 && one.unit === "ms" ? { budget: undefined } : {}),
    })) as Measurement[];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Writes all of them, and tells what the last 10,000 and one video of 5,000 took. */
export async function writeMoments(made: MadeMoments, count: number, path: string): Promise<Measurement[]> {
  const store = await openSqliteMomentStore({ path });
  const batch = 1_000;
  const batchTimes: number[] = [];
  for (let first = 0; first < count; first += batch) {
    const rows = made.rows(first, batch);
    const start = performance.now();
    await store.add(rows);
    await store.setVectors(
      MODEL,
      rows.map(({ id }, n) => ({ id, vector: vectorAt(made, first + n) })),
    );
    batchTimes.push(performance.now() - start);
  }
  const told = made.rows(0, 5_000).map((row) => ({
    id: row.id,
    facts: factsOf({ ...row, labels: ["goal", "person"] }),
    around: `${row.text} ${row.text}`,
  }));
  const start = performance.now();
  await store.annotate(told);
  const annotated = performance.now() - start;
  await store.close();
  const { size } = await stat(path);
  const lastTen = batchTimes.slice(-10).reduce((sum, time) => sum + time, 0);
  return [
    { what: "write 10,000 moments with vectors", value: lastTen / 1000, unit: "s" },
    { what: "tell 5,000 moments what is around them", value: annotated / 1000, unit: "s", budget: 2 },
    { what: "file", value: size / 2 ** 20, unit: "MiB" },
  ];
}

/** Opens it anew: what the first search takes and what it leaves in memory. */
async function open(
  made: MadeMoments,
  path: string,
): Promise<{ store: MomentStore; measurements: Measurement[] }> {
  const before = process.memoryUsage.rss();
  const start = performance.now();
  const store = await openSqliteMomentStore({ path });
  await store.search(queryOf({ vector: { model: MODEL, values: made.queryVector() } }));
  const first = performance.now() - start;
  const resident = (process.memoryUsage.rss() - before) / 2 ** 20;
  return {
    store,
    measurements: [
      { what: "open and search once", value: first / 1000, unit: "s" },
      { what: "memory that this takes", value: resident, unit: "MiB" },
    ],
  };
}

const FILTERS: readonly {
  readonly name: string;
  readonly where: Condition | null;
  keeps(n: number): boolean;
}[] = [
  { name: "all", where: null, keeps: () => true },
  { name: "12.5 %", where: isTrue("eighth"), keeps: (n) => selections(n).eighth },
  { name: "0.1 %", where: isTrue("thousandth"), keeps: (n) => selections(n).thousandth },
];

/** How long searches take, and how many of the nearest they miss. */
export async function searchMoments(
  made: MadeMoments,
  store: MomentStore,
  runs: number,
): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  const text = () => parseTextQuery(made.queryText());
  const vector = () => ({ model: MODEL, values: made.queryVector() });
  for (const { name, where, keeps } of FILTERS) {
    const time = async (way: string, ask: () => Partial<MomentQuery>) => {
      const queries = Array.from({ length: Math.ceil(runs * 1.1) }, () => queryOf({ where, ...ask() }));
      const times = await timeEach(runs, (n) => store.search(queries[n] ?? queryOf({})));
      measurements.push(...percentiles(`${name}, ${way}`, "ms", times));
    };
    await time("text", () => ({ text: text() }));
    await time("vector", () => ({ vector: vector() }));
    await time("both", () => ({ text: text(), vector: vector() }));
    measurements.push(...(await searchByMeaning(made, store, where, { name, runs })));
    const missed = await missedNeighbours(made, store, where, keeps);
    measurements.push({
      what: `${name}, of the ${RECALL_AT} nearest missed`,
      value: missed,
      unit: "",
      budget: 0,
    });
  }
  return measurements;
}

/** Searches by words and by what they mean, from the words to the answer. */
async function searchByMeaning(
  made: MadeMoments,
  store: MomentStore,
  where: Condition | null,
  { name, runs }: { readonly name: string; readonly runs: number },
): Promise<Measurement[]> {
  await using embedder = closing(createLocalEmbedder());
  const texts = Array.from({ length: Math.ceil(runs * 1.1) }, () => made.queryText());
  const times = await timeEach(runs, async (n) => {
    const text = texts[n] ?? "";
    const [values] = await embedder.embed([text]);
    if (!values) throw new Error("The embedder gave no vector.");
    return store.search(queryOf({ where, text: parseTextQuery(text), vector: { model: MODEL, values } }));
  });
  return percentiles(`${name}, both, with the embedding of the text`, "ms", times, { 95: 60 });
}

/** Closed at the end of the block. */
const closing = (embedder: Embedder): Embedder & AsyncDisposable => ({
  ...embedder,
  [Symbol.asyncDispose]: () => embedder.close(),
});

/** How many of the nearest moments of 20 queries are not among the first that the store finds. */
async function missedNeighbours(
  made: MadeMoments,
  store: MomentStore,
  where: Condition | null,
  keeps: (n: number) => boolean,
): Promise<number> {
  let missed = 0;
  for (let run = 0; run < 20; run++) {
    const values = made.queryVector();
    const exact = scan(made, values, keeps, RECALL_AT);
    const found = await store.search(queryOf({ where, vector: { model: MODEL, values } }));
    const ids = new Set(found.vector.slice(0, RECALL_AT).map(({ id }) => id));
    missed += exact.filter(({ moment }) => !ids.has(`moment${moment}`)).length;
  }
  return missed;
}

/** What a plain scan and FTS5 by itself take for the same. */
async function measurePeers(made: MadeMoments, count: number, runs: number): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const { name, keeps } of FILTERS) {
    const times = await timeEach(runs, () => scan(made, made.queryVector(), keeps, CANDIDATES));
    measurements.push(...percentiles(`peer, plain scan in JavaScript: ${name}, vector`, "ms", times));
  }
  const sql = new DatabaseSync(":memory:");
  sql.exec("create virtual table moments using fts5 (text, content = '', tokenize = 'porter ascii')");
  const insert = sql.prepare("insert into moments (rowid, text) values (?, ?)");
  sql.exec("begin");
  for (let first = 0; first < count; first += 1_000) {
    made.rows(first, 1_000).forEach(({ text }, n) => {
      insert.run(first + n, text);
    });
  }
  sql.exec("commit");
  const ranked = sql.prepare("select rowid from moments where moments match ? order by rank limit ?");
  const times = await timeEach(runs, () => {
    const words = wordsOf(made.queryText()).map((word) => `"${word}"`);
    return ranked.all(words.join(" OR "), CANDIDATES);
  });
  sql.close();
  measurements.push(...percentiles("peer, FTS5 with bm25(): all, text", "ms", times));
  return measurements;
}

/** The nearest moments, by every vector. */
function scan(
  { vectors, dimensions }: MadeMoments,
  query: Float32Array,
  keeps: (n: number) => boolean,
  limit: number,
): { moment: number; similarity: number }[] {
  const found: { moment: number; similarity: number }[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let moment = 0; moment * dimensions < vectors.length; moment++) {
    if (!keeps(moment)) continue;
    const first = moment * dimensions;
    let similarity = 0;
    for (let d = 0; d < dimensions; d++) similarity += (vectors[first + d] ?? 0) * (query[d] ?? 0);
    if (similarity <= least) continue;
    found.push({ moment, similarity });
    if (found.length < 2 * limit) continue;
    found.sort((a, b) => b.similarity - a.similarity).splice(limit);
    least = found.at(-1)?.similarity ?? least;
  }
  return found.sort((a, b) => b.similarity - a.similarity).slice(0, limit);
}

function queryOf(change: Partial<MomentQuery>): MomentQuery {
  return { scope: {}, where: null, text: null, vector: null, limit: CANDIDATES, ...change };
}

function isTrue(field: string): Condition {
  return { kind: "in", field, values: [true] };
}

function vectorAt({ vectors, dimensions }: MadeMoments, n: number): Float32Array {
  return vectors.subarray(n * dimensions, (n + 1) * dimensions);
}
