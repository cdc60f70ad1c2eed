/**
 * `npm test`: everything that this machine can run, and aloud what it cannot and why.
 *
 * First format, lint and types, then the three rings of tests: units, then real ffmpeg, disk and HTTP, and beside both
 * of them real players. A program that is missing takes its tests with it: they are named here and shown as skipped by
 * the runner.
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, setPriority, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { sharedMediaFolder } from "../tests/kit/media.ts";
import { postgresPrograms } from "../tests/kit/postgres.ts";

interface Need {
  readonly program: string;
  readonly paths: readonly string[];
  readonly forWhat: string;
}

const NEEDS: readonly Need[] = [
  { program: "ffmpeg", paths: [process.env.FFMPEG_PATH ?? ""], forWhat: "all integration and player tests" },
  {
    program: "ffprobe",
    paths: [process.env.FFPROBE_PATH ?? ""],
    forWhat: "all integration and player tests",
  },
  {
    program: "chromium",
    paths: [process.env.CHROMIUM_PATH ?? "", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
    forWhat: "hls.js, Shaka and video.js in Chromium",
  },
  {
    program: "firefox-esr",
    paths: [process.env.FIREFOX_PATH ?? "", "/Applications/Firefox.app/Contents/MacOS/firefox"],
    forWhat: "hls.js in Firefox",
  },
  { program: "initdb", paths: [postgresPrograms() ?? ""], forWhat: "the catalog on PostgreSQL" },
  {
    program: "nginx",
    paths: ["/usr/sbin/nginx"],
    forWhat: "the edge in front of the server, and the cluster",
  },
  { program: "swift-proxy-server", paths: [], forWhat: "media on S3, and the cluster" },
  { program: "gst-launch-1.0", paths: [], forWhat: "GStreamer" },
  { program: "mpv", paths: [], forWhat: "mpv" },
  { program: "cvlc", paths: [], forWhat: "VLC" },
];

const { PRIORITY_NORMAL, PRIORITY_BELOW_NORMAL } = constants.priority;

const onPath = (program: string): boolean => spawnSync("which", [program]).status === 0;
const missing = NEEDS.filter(
  ({ program, paths }) => !onPath(program) && !paths.some((path) => path !== "" && existsSync(path)),
);

// The tests start hundreds of processes that all read the same modules: with their code kept, in half the time.
process.env.NODE_COMPILE_CACHE ??= resolve("node_modules/.cache/node");

/** Runs a program. @returns its exit code. */
async function run(title: string, priority: number, program: readonly string[], env: NodeJS.ProcessEnv = {}) {
  console.log(`\n── ${title}`);
  const child = spawn("npx", program, { stdio: "inherit", env: { ...process.env, ...env } });
  if (child.pid && priority > PRIORITY_NORMAL) setPriority(child.pid, priority);
  const [code] = (await once(child, "exit")) as [number | null];
  return code ?? 1;
}

for (const check of ["style", "types"]) {
  const code = await run(check, PRIORITY_NORMAL, ["npm", "run", "--silent", `check:${check}`]);
  if (code !== 0) process.exit(code);
}

interface Outcome {
  readonly ring: string;
  readonly code: number;
}

const notes = mkdtempSync(join(tmpdir(), "cutstream-tests-"));

/** Runs rings of tests one after the other, all of them, whatever comes out. */
async function test(priority: number, rings: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const ring of rings) {
    const told = ["--reporter=default", "--reporter=./scripts/failed-tests.ts"];
    const vitest = ["vitest", "run", "--project", ring, ...told];
    const code = await run(ring, priority, vitest, { FAILED_TESTS: join(notes, ring) });
    outcomes.push({ ring, code });
  }
  return outcomes;
}

// Players show films in real time, one at a time, and leave most of the machine idle: what takes that up makes way.
const hasFfmpeg = !missing.some(({ program }) => program.startsWith("ff"));
const outcomes = await Promise.all([
  test(PRIORITY_NORMAL, hasFfmpeg ? ["players"] : []),
  test(PRIORITY_BELOW_NORMAL, hasFfmpeg ? ["unit", "integration"] : ["unit"]),
]);

console.log("\n── skipped on this machine");
for (const { program, forWhat } of missing)
  console.log(`   ${program} is not installed: no tests of ${forWhat}`);
if (!sharedMediaFolder())
  console.log("   CUTSTREAM_MEDIA names no folder of test media: no tests on odd and broken files");
if (missing.length === 0 && sharedMediaFolder()) console.log("   nothing");

const failed = outcomes.flat().filter(({ code }) => code !== 0);
for (const { ring, code } of failed) {
  console.log(`\n── failed: ${ring} (exit code ${code})`);
  const note = join(notes, ring);
  console.log(existsSync(note) ? readFileSync(note, "utf8") : "   it ended before it could say why");
}
rmSync(notes, { recursive: true });
process.exitCode = failed[0]?.code ?? 0;
