import { sharedMediaFolder } from "../../tests/kit/media.ts";
import type { Benchmark, Measurement } from "../lib/measurement.ts";
import { type LabelledQuery, type LabelledSet, loadLabelledSet, SENSED_KINDS } from "./labelled-set.ts";
import { type Answer, RelevanceLibrary } from "./relevance-library.ts";
import {
  failureTable,
  indexTable,
  kindTable,
  nothingTable,
  outcomeTable,
  type Run,
  summaryOf,
} from "./report.ts";

/** Ways of asking, the one that everybody gets first. */
const WAYS = [
  { way: "hybrid", ranking: null },
  { way: "text alone", ranking: { meaning: false } },
  { way: "vectors alone", ranking: { text: false } },
] as const;

/** The collection of one long video in which everything has to be found; only with `--full`. */
const LONG = "reel";

/**
 * How good retrieval is, over the labelled set of this folder (README.md). Real videos are taken in and looked at by
 * every analyser that can run on this machine; each query then asks for ten moments: by `POST /v1/retrieve`, and in
 * process by text alone, by vectors alone, and of each index by itself. What is seen, said and heard is asked before
 * the library is told anything, so that no hand-made index helps the analysers out. Prints its tables; the reel of 257
 * seconds is asked with `--full` only. `RELEVANCE_DATA=FOLDER` keeps what was indexed, to ask again soon.
 */
export const relevance: Benchmark = {
  name: "relevance",
  title: "Retrieval over the labelled set",
  async run(full) {
    const media = sharedMediaFolder();
    if (!media) throw new Error("The labelled set is over media that is not on this machine.");
    const set = narrowed(await loadLabelledSet(), full);
    await using library = await RelevanceLibrary.open();
    const started = performance.now();
    await library.fill(set, media);
    const indexing = (performance.now() - started) / 1000;

    const sensed = set.queries.filter(({ kind }) => SENSED_KINDS.includes(kind));
    const told = set.queries.filter(({ kind }) => !SENSED_KINDS.includes(kind));
    const before = await askAll(library, sensed);
    await library.tell(set.indexes);
    const after = await askAll(library, told);
    const runs = before.ways.map((run, n) => joined(run, after.ways[n]));
    print("Indexes", outcomeTable(await library.outcomes()));
    print("By kind of query", kindTable(runs));
    print("Each index by itself, hybrid", indexTable([...before.indexes, ...after.indexes]));
    print("Where nothing right exists", nothingTable(runs));
    const [hybrid] = runs;
    if (hybrid) print("Hybrid: first answers that are wrong", failureTable(hybrid));
    return [{ what: "videos taken in and indexed", value: indexing, unit: "s" }, ...runs.flatMap(figures)];
  },
};

function narrowed(set: LabelledSet, full: boolean): LabelledSet {
  if (full) return set;
  const isShort = ({ collection }: { collection: string }) => collection !== LONG;
  return { ...set, videos: set.videos.filter(isShort), queries: set.queries.filter(isShort) };
}

interface Asked {
  readonly ways: readonly Run[];
  readonly indexes: readonly (Run & { readonly index: string })[];
}

async function askAll(library: RelevanceLibrary, queries: readonly LabelledQuery[]): Promise<Asked> {
  const ways: Run[] = [];
  for (const { way, ranking } of WAYS) {
    const ask = (query: LabelledQuery) =>
      ranking ? library.askPart(query, { ranking }) : library.ask(query);
    ways.push({ way, answers: await answersTo(queries, ask) });
  }
  const indexes: (Run & { index: string })[] = [];
  for (const index of [...new Set(queries.flatMap(({ from }) => from))].sort()) {
    const known = queries.filter(({ from, truth }) => from.includes(index) && truth.length > 0);
    const answers = await answersTo(known, (query) => library.askPart(query, {}, [index]));
    indexes.push({ way: "hybrid", index, answers });
  }
  return { ways, indexes };
}

async function answersTo(
  queries: readonly LabelledQuery[],
  ask: (query: LabelledQuery) => Promise<readonly Answer[]>,
): Promise<Run["answers"]> {
  const answers = new Map<LabelledQuery, readonly Answer[]>();
  for (const query of queries) answers.set(query, await ask(query));
  return answers;
}

const joined = (a: Run, b: Run | undefined): Run => ({
  ...a,
  answers: new Map([...a.answers, ...(b?.answers ?? [])]),
});

function figures(run: Run): Measurement[] {
  const { first, recall, meanReciprocalRank } = summaryOf(run);
  return [
    { what: `${run.way}: first-hit rate`, value: first, unit: "" },
    { what: `${run.way}: recall@10`, value: recall, unit: "" },
    { what: `${run.way}: mean reciprocal rank`, value: meanReciprocalRank, unit: "" },
  ];
}

const print = (title: string, table: string): void => console.log(`### ${title}\n\n${table}\n`);
