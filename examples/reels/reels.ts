import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  createEngine,
  type Engine,
  type JobView,
  type ViewerReelView,
} from "../../packages/engine/src/index.ts";
import { type Audience, makeAudience, readMovieLens } from "./audience.ts";
import { makeMegaFilm, timecodesOf } from "./mega-film.ts";

/*
 * node examples/reels/reels.ts [--ratings FOLDER] [--titles COUNT]
 * Builds a mega asset out of the films at hand, and makes a reel of it for each of ten viewers: who sees what, and why.
 */
const { values } = parseArgs({
  options: { ratings: { type: "string" }, titles: { type: "string", default: "24" } },
});
const count = Number(values.titles);
const audience = values.ratings === undefined ? makeAudience(count) : readMovieLens(values.ratings, count);
const folder = await mkdtemp(join(tmpdir(), "cutstream-reels-"));
const engine = await createEngine({ dataDir: join(folder, "data"), publicUrl: "http://localhost:8720" });
try {
  await teach(engine, audience);
  await buildMega(engine, audience.shown, join(folder, "mega.mp4"));
  await engine.cadences.put("evening", {
    ...{ mega: "sizzle", length: 24, slots: [{ clip: "long" }, { clip: "short" }, { clip: "short" }] },
    ...{ returns: { top: 1, every: 7 }, music: { loop: true } },
  });
  console.log(
    `| viewer | watched | sees first, longest and again | why the first |\n| --- | --- | --- | --- |`,
  );
  for (const viewer of [...audience.watched.keys(), "somebody new"]) {
    const reel = await engine.reels.make({ viewer, cadence: "evening" });
    console.log(describe(viewer, reel));
  }
} finally {
  await engine.close();
  await rm(folder, { recursive: true });
}

/** Tells the ranking what there is and who watched what. */
async function teach({ ranking }: Engine, { titles, watched }: Audience): Promise<void> {
  for (let n = 0; n < titles.length; n += 1000) await ranking.titles.put(titles.slice(n, n + 1000));
  for (const [viewer, watches] of watched) await ranking.history.add(viewer, watches);
}

/** From a film and its list of timecodes to a version that reels are made of. */
async function buildMega({ videos, megaAssets, jobs }: Engine, titles: readonly string[], path: string) {
  await makeMegaFilm(titles.length, path);
  const { video, job } = await videos.ingest({ source: { kind: "path", path } });
  await ended(jobs, job);
  await megaAssets.create({ name: "sizzle" });
  const list = { format: "json", bytes: new TextEncoder().encode(timecodesOf(titles)) } as const;
  const { version } = await megaAssets.addVersion("sizzle", { video: video.id, list });
  await ended(jobs, await megaAssets.verify("sizzle", version));
  const report = await megaAssets.report("sizzle", version);
  console.log(
    `Version ${version}: ${report.shots} shots found, ${report.errors} errors, ${report.warnings} warnings.\n`,
  );
  for (const { severity, message } of report.findings) if (severity === "error") console.log(`  ${message}`);
  await megaAssets.promote("sizzle", version);
}

async function ended(jobs: Engine["jobs"], { id }: JobView): Promise<void> {
  for await (const { status, error } of jobs.watch(id)) {
    if (status === "failed") throw new Error(`${error?.message} ${error?.remedy}`);
  }
}

function describe(viewer: string, { reel }: ViewerReelView): string {
  const names = new Map(audience.titles.map(({ id, name }) => [id, name]));
  const genres = new Map(audience.titles.map((title) => [title.id, title.genres ?? []]));
  const seen = new Map<string, number>();
  for (const { title } of audience.watched.get(viewer) ?? [])
    for (const genre of genres.get(title) ?? []) seen.set(genre, (seen.get(genre) ?? 0) + 1);
  const taste = [...seen].sort(([, a], [, b]) => b - a).slice(0, 3);
  const shown = reel.slots.map(({ title, clip, role }) => {
    const name = names.get(title) ?? title;
    return role === "return" ? `${name} again` : clip === "long" ? `**${name}**` : name;
  });
  const watched = taste.map(([genre, count]) => `${genre} ${count}`).join(", ") || "nothing";
  return `| ${viewer} | ${watched} | ${shown.slice(0, 8).join(", ")} | ${reel.slots[0]?.why[0]} |`;
}
