import { parseArgs } from "node:util";
import { events } from "./events.ts";
import { example } from "./example.ts";
import { firstSegment } from "./first-segment.ts";
import { indexing } from "./indexing.ts";
import { ingest } from "./ingest.ts";
import { type Benchmark, brokenBudgets, describeMachine, toTable } from "./lib/measurement.ts";
import { SEED } from "./lib/timelines.ts";
import { lists } from "./lists.ts";
import { load } from "./load.ts";
import { peers } from "./peers.ts";
import { playerStart } from "./player-start.ts";
import { postgres } from "./postgres.ts";
import { processes } from "./processes.ts";
import { publish } from "./publish.ts";
import { reelStart } from "./reel-start.ts";
import { reels } from "./reels.ts";
import { reelsLearning } from "./reels-learning.ts";
import { reelsRanking } from "./reels-ranking.ts";
import { reframe } from "./reframe.ts";
import { relevance } from "./relevance/relevance.ts";
import { render } from "./render.ts";
import { retrieve } from "./retrieve.ts";
import { scenes } from "./scenes.ts";
import { segments } from "./segments.ts";
import { sharing } from "./sharing.ts";
import { shots } from "./shots.ts";
import { sound } from "./sound.ts";
import { speech } from "./speech.ts";
import { videodb } from "./videodb.ts";

/*
 * npm run bench -- [name …] [--full] [--check]
 * Runs the benchmarks whose names start with one of those given, all by default. `--full` takes the time that figures
 * worth quoting need; `--check` ends with 1 where a budget is broken.
 */
const BENCHMARKS: readonly Benchmark[] = [
  publish,
  example,
  firstSegment,
  segments,
  sharing,
  load,
  processes,
  ingest,
  peers,
  playerStart,
  reelStart,
  reels,
  reframe,
  reelsRanking,
  reelsLearning,
  events,
  lists,
  indexing,
  relevance,
  render,
  retrieve,
  postgres,
  scenes,
  shots,
  sound,
  speech,
  videodb,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { full: { type: "boolean", default: false }, check: { type: "boolean", default: false } },
});
const chosen = BENCHMARKS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((wanted) => name.startsWith(wanted)),
);
if (chosen.length === 0) {
  console.error(`There is no such benchmark; there are: ${BENCHMARKS.map(({ name }) => name).join(", ")}.`);
  process.exit(2);
}
console.log(`${new Date().toISOString().slice(0, 16)}Z, ${describeMachine()}, seed ${SEED}\n`);
const broken: string[] = [];
for (const { title, run } of chosen) {
  const measurements = await run(values.full);
  console.log(`## ${title}\n\n${toTable(measurements)}\n`);
  broken.push(...brokenBudgets(measurements));
}
for (const line of broken) console.error(`Over budget: ${line}`);
if (values.check && broken.length > 0) process.exitCode = 1;
