/**
 * `npm test`: everything that this machine can run, and aloud what it cannot and why.
 *
 * First the checks (format, lint, types, unit tests), then real ffmpeg, disk and HTTP, then real players. A program
 * that is missing takes its tests with it: they are named here and shown as skipped by the runner.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
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

const onPath = (program: string): boolean => spawnSync("which", [program]).status === 0;
const missing = NEEDS.filter(
  ({ program, paths }) => !onPath(program) && !paths.some((path) => path !== "" && existsSync(path)),
);

const run = (title: string, command: string, ...args: string[]): void => {
  console.log(`\n── ${title}`);
  const { status } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
};

run("checks", "npm", "run", "--silent", "check");
const hasFfmpeg = !missing.some(({ program }) => program.startsWith("ff"));
if (hasFfmpeg) {
  run("integration", "npx", "vitest", "run", "--project", "integration");
  run("players", "npx", "vitest", "run", "--project", "players");
}

console.log("\n── skipped on this machine");
for (const { program, forWhat } of missing)
  console.log(`   ${program} is not installed: no tests of ${forWhat}`);
if (!sharedMediaFolder())
  console.log("   CUTSTREAM_MEDIA names no folder of test media: no tests on odd and broken files");
if (missing.length === 0 && sharedMediaFolder()) console.log("   nothing");
