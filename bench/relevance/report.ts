import { type Kind, type LabelledQuery, SENSED_KINDS, TOLD_KINDS } from "./labelled-set.ts";
import type { Answer, IndexOutcome } from "./relevance-library.ts";
import { mean, type QueryScore, type Summary, scoreAnswers, summarise } from "./score.ts";

/** What a way of asking gave for each query. */
export interface Run {
  readonly way: string;
  readonly answers: ReadonlyMap<LabelledQuery, readonly Answer[]>;
}

/** How a run did over some of its queries, those without a right answer left out. */
export function summaryOf(run: Run, wanted: (query: LabelledQuery) => boolean = () => true): Summary {
  return summarise(scoresOf(run, wanted));
}

/** First-hit rate, recall@10 and mean reciprocal rank of every kind of query, the ways side by side. */
export function kindTable(runs: readonly Run[]): string {
  const kinds = [...SENSED_KINDS, ...TOLD_KINDS];
  const figures = (wanted: (query: LabelledQuery) => boolean) =>
    runs.flatMap((run) => {
      const { first, recall, meanReciprocalRank } = summaryOf(run, wanted);
      return [first, recall, meanReciprocalRank].map(fraction);
    });
  const count = (wanted: (query: LabelledQuery) => boolean) =>
    String(runs[0] ? summaryOf(runs[0], wanted).queries : 0);
  const row = (name: string, wanted: (query: LabelledQuery) => boolean) => [
    name,
    count(wanted),
    ...figures(wanted),
  ];
  return table(
    ["kind", "queries", ...runs.flatMap(({ way }) => [`${way}: first hit`, "recall@10", "MRR"])],
    [
      ...kinds.map((kind) => row(kind, (query) => query.kind === kind)),
      row("all", () => true),
      row("all, heard by a recogniser", isRecognised),
    ],
  );
}

/** What each index is worth by itself, over the queries that it should know the answer of. */
export function indexTable(runs: readonly (Run & { readonly index: string })[]): string {
  return table(
    [
      "index alone",
      "queries",
      "first hit",
      "recall@10",
      "MRR",
      "right among answers",
      "of the first hit right",
    ],
    runs.map((run) => {
      const summary = summaryOf(run);
      const { queries, first, recall, meanReciprocalRank, precision, tightness } = summary;
      const figures = [first, recall, meanReciprocalRank, precision].map(fraction);
      return [run.index, String(queries), ...figures, tightness === null ? "" : fraction(tightness)];
    }),
  );
}

/** What is answered where nothing right exists, beside the scores of right first answers. */
export function nothingTable(runs: readonly Run[]): string {
  return table(
    [
      "way",
      "asked for what is not there",
      "answered all the same",
      "best score, mean",
      "of right first hits, mean",
    ],
    runs.map(({ way, answers }) => {
      const asked = [...answers].filter(([{ truth }]) => truth.length === 0);
      const answered = asked.filter(([, found]) => found.length > 0);
      const right = [...answers].flatMap(([{ truth, query }, found]) => {
        const best = found[0];
        if (query === undefined || !best || truth.length === 0) return [];
        return scoreAnswers(found, truth).first === 1 ? [best.score] : [];
      });
      const scores = answered.map(([, found]) => found[0]?.score ?? 0);
      return [
        way,
        String(asked.length),
        String(answered.length),
        fraction(mean(scores)),
        fraction(mean(right)),
      ];
    }),
  );
}

/** Queries whose first answer is wrong: what was wanted, and what came. */
export function failureTable({ answers }: Run): string {
  const rows = [...answers].flatMap(([query, found]) => {
    if (query.truth.length === 0) return [];
    const { first, reciprocalRank } = scoreAnswers(found, query.truth);
    if (first === 1) return [];
    const best = found[0];
    const [right] = query.truth;
    const rank = reciprocalRank === 0 ? "none" : String(Math.round(1 / reciprocalRank));
    return [
      [
        query.id,
        askedAs(query),
        right ? place(right) : "",
        rank,
        best ? `${best.index}, ${place(best)}` : "nothing",
        best?.text ?? "",
      ],
    ];
  });
  return table(["query", "asked", "right (first of them)", "rank", "came first", "its text"], rows);
}

/** Which indexes there are, and which failed of what. */
export function outcomeTable(outcomes: readonly IndexOutcome[]): string {
  const names = [...new Set(outcomes.map(({ name }) => name))].sort();
  return table(
    ["index", "made by", "videos", "failed", "moments", "why failed"],
    names.map((name) => {
      const mine = outcomes.filter((outcome) => outcome.name === name);
      const failed = mine.filter(({ status }) => status === "failed");
      const models = [...new Set(mine.map(({ model }) => model))].join(", ");
      const moments = mine.reduce((sum, outcome) => sum + outcome.moments, 0);
      const why = [...new Set(failed.map(({ error }) => error ?? ""))].join(" ");
      return [name, models, String(mine.length), String(failed.length), String(moments), why];
    }),
  );
}

/** Videos whose speech no subtitles give: what is found in them depends on the recogniser. */
const RECOGNISED = new Set([
  "video/banana_speech_timecode.mp4",
  "video/screencast_hello.mp4",
  "derived/reel_a.mp4",
]);

const isRecognised = ({ kind, truth }: LabelledQuery): boolean =>
  isSpeech(kind) && truth.length > 0 && truth.every(({ video }) => RECOGNISED.has(video));

const isSpeech = (kind: Kind): boolean => kind === "spoken" || kind === "paraphrase";

function scoresOf({ answers }: Run, wanted: (query: LabelledQuery) => boolean): QueryScore[] {
  return [...answers]
    .filter(([query]) => query.truth.length > 0 && wanted(query))
    .map(([{ truth }, found]) => scoreAnswers(found, truth));
}

const askedAs = ({ query, filters, time }: LabelledQuery): string =>
  [query, filters && JSON.stringify(filters), time && JSON.stringify(time)].filter(Boolean).join(" ");

const place = ({ video, start, end }: { video: string; start: number; end: number }): string =>
  `${video.replace(/^.*\//, "")} ${start.toFixed(1)}–${end.toFixed(1)} s`;

const fraction = (value: number): string => value.toFixed(2);

/** A Markdown table. Cells keep no line breaks and no bars, and end after 80 characters. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const line = text.replaceAll(/\s+/g, " ").replaceAll("|", "/");
    return line.length > 80 ? `${line.slice(0, 79)}…` : line;
  };
  const lines = [head, head.map(() => "---"), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(" | ")} |`).join("\n");
}
