import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createShotsAnalyser } from "../packages/engine/src/adapters/analysers/shots/shots-analyser.ts";
import { createFfmpegTranscoder } from "../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import type { Moment } from "../packages/engine/src/moments/moment.ts";
import { FFMPEG, runProgram } from "../tests/kit/ffmpeg.ts";
import { filmMaterial } from "../tests/kit/film-material.ts";
import { BoundaryScore } from "./lib/boundary-scores.ts";
import { JOINED_VIDEOS, makeJoins } from "./lib/made-joins.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { filmsOfOneShot, filmsWithCuts, type Range, type ShotTruth } from "./lib/shot-truth.ts";

interface Film {
  readonly path: string;
  readonly seconds: number;
  readonly frameRate: number;
}

/** A film of which it is known where its shots part. */
interface KnownFilm extends Film {
  readonly truth: ShotTruth;
}

/** What was found in a film, in frames. */
interface FoundShots {
  readonly cuts: readonly number[];
  readonly gradual: readonly Range[];
}

interface Looked extends FoundShots {
  /** Seconds that finding took. */
  readonly wall: number;
}

/** A finder: ours, or a filter of ffmpeg's. */
interface Finder {
  readonly name: string;
  /** Whether it finds fades and dissolves. */
  readonly gradual: boolean;
  readonly find: (film: Film) => Promise<Looked>;
}

const OURS: Finder = { name: "shots", gradual: true, find: byAnalyser };
const SCDET = "scdet=threshold=10,metadata=print:key=lavfi.scd.time:file=-";
const SCENE = "select='gt(scene,0.4)',metadata=print:file=-";
const PEERS: readonly Finder[] = [
  { name: "ffmpeg scdet", gradual: false, find: byFilter(SCDET) },
  { name: "ffmpeg scene > 0.4", gradual: false, find: byFilter(SCENE) },
];

/**
 * Whether shots part where they do, against films seen frame by frame (`lib/shot-truth.ts`) and videos of joins made
 * to the frame (`lib/made-joins.ts`). Cuts: right of those found, found of those there, frames off; a cut counts as
 * found within five frames. Gradual transitions: the same for ranges that overlap, with both ends. Films of one shot
 * have no boundary. Beside it ffmpeg's two detectors of cuts with their usual thresholds. Speed includes decoding, not
 * ingest. All that is not exact is said on standard error.
 */
export const shots: Benchmark = {
  name: "shots",
  title: "Shots",
  async run() {
    const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-shots-"));
    try {
      const truths = await filmsWithCuts();
      const films = await Promise.all(truths.map(openKnown));
      const single = await Promise.all((await filmsOfOneShot()).map(openFilm));
      const measurements: Measurement[] = [];
      for (const finder of [OURS, ...PEERS]) measurements.push(...(await measure(finder, films, single)));
      for (const [n, video] of JOINED_VIDEOS.entries()) {
        const joins = await makeJoins(video, join(folder, `${n}.mp4`));
        if (joins) measurements.push(...(await measureJoins(await openKnown(joins))));
      }
      return measurements;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function openFilm(path: string): Promise<Film> {
  const { duration, video } = await createFfmpegTranscoder().probe(path);
  const { num, den } = video?.nominalRate ?? { num: 25, den: 1 };
  return { path, seconds: duration, frameRate: num / den };
}

async function openKnown(truth: ShotTruth): Promise<KnownFilm> {
  return { ...(await openFilm(truth.path)), truth };
}

async function measure(
  { name, gradual, find }: Finder,
  films: readonly KnownFilm[],
  single: readonly Film[],
): Promise<Measurement[]> {
  console.error(`${name}:`);
  const score = { cuts: new BoundaryScore(), gradual: new BoundaryScore() };
  let [wall, boundaries] = [0, 0];
  for (const film of films) {
    const found = await find(film);
    wall += found.wall;
    const say = (line: string) => console.error(`  ${film.truth.name}: ${line}`);
    score.cuts.addCuts(found.cuts, film.truth.cuts, say);
    if (gradual) score.gradual.addRanges(found.gradual, film.truth.gradual, say);
  }
  for (const film of single) {
    const found = await find(film);
    wall += found.wall;
    boundaries += found.cuts.length + found.gradual.length;
  }
  const length = (list: readonly Film[]) => sum(list.map(({ seconds }) => seconds));
  const note = `${single.length} films, ${Math.round(length(single))} s`;
  const budget = gradual ? { budget: 0 } : {};
  return [
    ...ratios(`${name}, cuts`, score.cuts),
    { what: `${name}, cuts off by, mean`, value: mean(score.cuts.errors), unit: "frames" },
    ...(gradual ? gradualRatios(`${name}, gradual`, score.gradual) : []),
    { what: `${name}, boundaries in films of one shot`, value: boundaries, unit: "", ...budget, note },
    {
      what: `${name}, speed`,
      value: length([...films, ...single]) / wall,
      unit: "× real time",
      note: "wall clock",
    },
  ];
}

async function measureJoins(film: KnownFilm): Promise<Measurement[]> {
  const { name } = film.truth;
  console.error(`${name}:`);
  const found = await byAnalyser(film);
  const gradual = new BoundaryScore();
  gradual.addRanges(found.gradual, film.truth.gradual, (line) => console.error(`  ${line}`));
  return [
    ...gradualRatios(`shots, ${name}`, gradual),
    { what: `shots, ${name}: cuts, where there are none`, value: found.cuts.length, unit: "" },
  ];
}

function ratios(what: string, score: BoundaryScore): Measurement[] {
  return [
    { what: `${what}: right of those found`, value: score.precision, unit: "", note: `${score.found} found` },
    { what: `${what}: found of those there`, value: score.recall, unit: "", note: `${score.there} there` },
  ];
}

function gradualRatios(what: string, score: BoundaryScore): Measurement[] {
  return [
    ...ratios(what, score),
    { what: `${what}: overlap, mean`, value: mean(score.overlaps), unit: "" },
    { what: `${what}: ends off by, mean`, value: mean(score.errors), unit: "frames" },
    { what: `${what}: ends off by, most`, value: Math.max(...score.errors), unit: "frames" },
  ];
}

async function byAnalyser({ path }: Film): Promise<Looked> {
  await using film = await filmMaterial(path);
  const { signal } = new AbortController();
  const began = performance.now();
  const context = { signal, report: () => {}, warn: console.warn };
  const moments = (await Array.fromAsync(createShotsAnalyser().analyse(film.material, context))).flat();
  return { ...boundariesOf(moments), wall: (performance.now() - began) / 1000 };
}

/** The detail of a moment of the analyser. */
interface ShotDetail {
  readonly startFrame: number;
  readonly transitionStartFrame?: number;
  readonly transitionEndFrame?: number;
}

/** Cuts and gradual transitions; a fade on one side of which the picture is cut is both. */
function boundariesOf(moments: readonly Moment[]): FoundShots {
  const cuts: number[] = [];
  const gradual: Range[] = [];
  for (const { detail } of moments) {
    const {
      startFrame,
      transitionStartFrame: from,
      transitionEndFrame: to,
    } = detail as unknown as ShotDetail;
    if (from !== undefined && to !== undefined) gradual.push({ from, to });
    if (startFrame > 0 && (from === undefined || startFrame === from || startFrame === to))
      cuts.push(startFrame);
  }
  return { cuts, gradual };
}

function byFilter(filter: string): Finder["find"] {
  return async ({ path, frameRate }) => {
    const began = performance.now();
    const args = ["-v", "error", "-i", path, "-an", "-vf", filter, "-f", "null", "-"];
    const { stdout } = await runProgram(FFMPEG, args);
    const wall = (performance.now() - began) / 1000;
    const times = [...stdout.toString().matchAll(/pts_time:([\d.]+)/g)].map((match) => Number(match[1]));
    return { cuts: times.map((seconds) => Math.round(seconds * frameRate)), gradual: [], wall };
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => sum(values) / values.length;
