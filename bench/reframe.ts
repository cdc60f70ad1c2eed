import { createSubjectsAnalyser } from "../packages/engine/src/adapters/analysers/subjects/subjects-analyser.ts";
import { decodeSubjects } from "../packages/engine/src/subjects/subjects-codec.ts";
import { planSurface } from "../packages/engine/src/timeline/plan-surface.ts";
import type { WindowKey } from "../packages/engine/src/timeline/surface.ts";
import { filmMaterial } from "../tests/kit/film-material.ts";
import { sharedMedia } from "../tests/kit/media.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { SUBJECTS_SEEN, type SubjectTruth } from "./lib/subject-truth.ts";

const FLICKS = 705_600_000;
/** Share of the main subject, or of the window where that is narrower, that must be seen. */
const SEEN = 0.9;

/**
 * Whether smart windows show the main subject, where that is known from people who looked at the frames
 * (`lib/subject-truth.ts`); how often windows change and how fast they move; and how fast subjects are tracked. Films
 * are ingested and cut into shots by eye, and their pictures, 16:9, are given a window of 9:16. A frame counts where nine tenths of
 * the subject's width are within the window, or the window is filled by it. Beside it: the same for a window that
 * stands still in the middle.
 */
export const reframe: Benchmark = {
  name: "reframe",
  title: "Smart windows: the main subject of real films within 9:16",
  async run() {
    const measurements: Measurement[] = [];
    const all = { smart: 0, middle: 0, frames: 0, seconds: 0, wall: 0 };
    for (const truth of SUBJECTS_SEEN) {
      const path = sharedMedia(truth.file);
      if (path === undefined) continue;
      const { windows, middle, seconds, wall, rate } = await follow(path, truth);
      const [smart, still] = [shown(windows, truth, rate), shown(middle, truth, rate)];
      const name = truth.file.replace(/^.*\//, "");
      const speed = topSpeed(windows);
      measurements.push({
        what: `${name}: main subject in the window`,
        value: (100 * smart) / truth.seen.length,
        unit: "%",
        note: `of ${truth.seen.length} frames; in the middle ${Math.round((100 * still) / truth.seen.length)} %; ${windows.length} keys, at most ${speed.toFixed(2)} windows a second; ${(seconds / wall).toFixed(1)} × real time`,
      });
      all.smart += smart;
      all.middle += still;
      all.frames += truth.seen.length;
      all.seconds += seconds;
      all.wall += wall;
    }
    return [
      ...measurements,
      {
        what: "all: main subject in the window",
        value: (100 * all.smart) / all.frames,
        unit: "%",
        note: `of ${all.frames} frames; in the middle ${Math.round((100 * all.middle) / all.frames)} %`,
      },
      // A budget is the most that passes.
      {
        what: "all: main subject outside",
        value: 100 - (100 * all.smart) / all.frames,
        unit: "%",
        budget: 5,
      },
      { what: "times real time", value: all.seconds / all.wall, unit: "×" },
    ];
  },
};

async function follow(path: string, { shots }: SubjectTruth) {
  await using film = await filmMaterial(path, shots);
  const { material } = film;
  const { frameRate, frameCount, frameFlicks, width, height, duration } = material;
  const began = performance.now();
  const context = { signal: new AbortController().signal, report: () => {}, warn: console.warn };
  const moments = (await Array.fromAsync(createSubjectsAnalyser().analyse(material, context))).flat();
  const wall = (performance.now() - began) / 1000;
  const known = moments.flatMap(({ detail }) => decodeSubjects(detail) ?? []);
  const clip = {
    ...{ video: "film", start: 0, duration, from: 0, to: frameCount },
    ...{ frameRate, frameFlicks, width, height },
  };
  const windowsOf = (mode: "simple" | "smart"): readonly WindowKey[] =>
    planSurface({ reframe: { aspect: "9:16", mode } }, [clip], new Map(), {
      shown: [clip],
      place: (overlays) => overlays,
      subjects: new Map([["film", known]]),
    })?.surface.windows ?? [];
  const [windows, middle] = [windowsOf("smart"), windowsOf("simple")];
  return { windows, middle, seconds: duration / FLICKS, wall, rate: frameRate.num / frameRate.den };
}

/** Frames in which the main subject is seen. */
function shown(windows: readonly WindowKey[], { seen, width, file }: SubjectTruth, rate: number): number {
  return seen.filter(([frame, left, right]) => {
    const window = windowAt(windows, ((frame + 0.1) * FLICKS) / rate);
    const [from, to] = [
      (window.x * width) / window.sourceWidth,
      ((window.x + window.width) * width) / window.sourceWidth,
    ];
    const common = Math.min(right, to) - Math.max(left, from);
    const isSeen = common >= SEEN * Math.min(right - left, to - from);
    if (!isSeen && windows.length > 1)
      console.error(`  ${file} ${frame}: ${left} to ${right} is not in ${from.toFixed()} to ${to.toFixed()}`);
    return isSeen;
  }).length;
}

function windowAt(
  windows: readonly WindowKey[],
  now: number,
): Pick<WindowKey, "x" | "width" | "sourceWidth"> {
  const n = Math.max(
    0,
    windows.findLastIndex(({ at }) => at <= now),
  );
  const [before, after] = [windows[n], windows[n + 1]];
  if (!before) throw new Error("There is no window.");
  if (after?.move !== "linear") return before;
  const share = (now - before.at) / (after.at - before.at);
  return { ...before, x: before.x + (after.x - before.x) * share };
}

/** In widths of the window a second. */
function topSpeed(windows: readonly WindowKey[]): number {
  return Math.max(
    0,
    ...windows.map(({ at, x, width, move }, n) => {
      const before = windows[n - 1];
      return before && move === "linear" ? (Math.abs(x - before.x) / width / (at - before.at)) * FLICKS : 0;
    }),
  );
}
