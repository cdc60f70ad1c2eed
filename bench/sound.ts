import { FLICKS_PER_SECOND } from "@cutstream/media";
import { createSoundAnalyser } from "../packages/engine/src/adapters/analysers/sound/sound-analyser.ts";
import type { Moment } from "../packages/engine/src/moments/moment.ts";
import { makeContext, makeMaterial } from "../packages/engine/src/testing/made-material.ts";
import { FFMPEG, runProgram } from "../tests/kit/ffmpeg.ts";
import { sharedMedia } from "../tests/kit/media.ts";
import { CHEER_RISES, CHEERS, CROWDS, type KnownSound, OTHERS, PROGRAMMES } from "./lib/heard-sounds.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";

/** Seconds within which a cheer counts as found. */
const NEAR = 0.5;

/** What was heard in a sound. */
interface Heard {
  readonly moments: readonly Moment[];
  readonly seconds: number;
  /** CPU seconds of this process: ffmpeg, which decodes, is not in it. */
  readonly cpu: number;
}

/**
 * How well the analyser of sound hears. Cheers: those of one real crowd in real and mixed beds (`lib/heard-sounds.ts`),
 * of which one counts as found where a peak starts, or is at its height, within half a second of where it does; any
 * other peak, there or in sound without a crowd, is invented. Loudness: against ffmpeg's ebur128 on the same files.
 * Kinds: share of the labelled time, silences of half a second and more left out, that the right kind covers.
 */
export const sound: Benchmark = {
  name: "sound",
  title: "What is heard: crowd peaks, loudness, speech, music and silence",
  async run() {
    const spent = { seconds: 0, cpu: 0 };
    const listen = async (known: KnownSound): Promise<Heard | undefined> => {
      const heard = await hear(known);
      spent.seconds += heard?.seconds ?? 0;
      spent.cpu += heard?.cpu ?? 0;
      return heard;
    };
    const found = [...(await cheers(listen)), ...(await others(listen)), ...(await loudness(listen))];
    return [
      ...found,
      {
        what: "speed on one processor",
        value: spent.seconds / spent.cpu,
        unit: "× real time",
        note: `CPU, ${Math.round(spent.seconds / 60)} min of sound, decoding aside`,
      },
    ];
  },
};

type Listen = (known: KnownSound) => Promise<Heard | undefined>;

async function cheers(listen: Listen): Promise<Measurement[]> {
  const errors: { start: number; peak: number }[] = [];
  let [there, found, invented] = [0, 0, 0];
  for (const known of CHEERS) {
    const heard = await listen(known);
    if (!heard) continue;
    const peaks = heard.moments.filter(isPeak);
    const used = new Set<Moment>();
    for (const cheer of known.cheers ?? []) {
      there++;
      const offBy = (moment: Moment) => ({
        start: Math.abs(moment.start / FLICKS_PER_SECOND - cheer),
        peak: Math.abs(Number(moment.metadata.peak) - cheer - CHEER_RISES),
      });
      const moment = peaks.find((one) => Math.min(...Object.values(offBy(one))) <= NEAR && !used.has(one));
      if (!moment) console.error(`  missed: ${known.what}, ${cheer} s`);
      if (!moment) continue;
      found++;
      used.add(moment);
      errors.push(offBy(moment));
    }
    invented += tell(
      known,
      peaks.filter((peak) => !used.has(peak)),
    );
  }
  const largest = (of: "start" | "peak") => Math.max(...errors.map((error) => error[of]));
  const mean = (of: "start" | "peak") => errors.reduce((sum, error) => sum + error[of], 0) / errors.length;
  return [
    { what: "cheers missed", value: there - found, unit: "", note: `of ${there}` },
    { what: "peaks invented beside them", value: invented, unit: "", budget: 0 },
    { what: "their height, off by, mean", value: mean("peak"), unit: "s" },
    { what: "their height, off by at most", value: largest("peak"), unit: "s", budget: NEAR },
    { what: "their start, off by, mean", value: mean("start"), unit: "s" },
    { what: "their start, off by at most", value: largest("start"), unit: "s" },
  ];
}

async function others(listen: Listen): Promise<Measurement[]> {
  let [invented, seconds] = [0, 0];
  const times = new Map<string, { right: number; all: number }>();
  for (const known of [...OTHERS, ...CROWDS]) {
    const heard = await listen(known);
    if (!heard) continue;
    if (!CROWDS.includes(known)) {
      invented += tell(known, heard.moments.filter(isPeak));
      seconds += heard.seconds;
    }
    for (const [start, end, kind] of known.heard ?? []) {
      const time = times.get(kind) ?? { right: 0, all: 0 };
      const [right, all] = timeOf(kind, start, Math.min(end, heard.seconds), heard.moments);
      if (right < 0.9 * all) console.error(`  ${known.what}: ${right} of ${all} s are ${kind}`);
      times.set(kind, { right: time.right + right, all: time.all + all });
    }
  }
  return [
    {
      what: "peaks invented where no crowd is heard",
      value: invented,
      unit: "",
      budget: 0,
      note: `${(seconds / 60).toFixed(1)} min`,
    },
    ...[...times].map(([kind, { right, all }]) => ({
      what: `${kind}, taken for it`,
      value: (100 * right) / all,
      unit: "%",
      note: `of ${Math.round(all)} s`,
    })),
  ];
}

/** Seconds of a stretch that are told to be of its kind, and all that count, by tenths. */
function timeOf(kind: string, start: number, end: number, moments: readonly Moment[]): [number, number] {
  const ofKind = (label: string, time: number) =>
    moments.some(
      (moment) =>
        moment.labels[0] === label &&
        moment.start <= time * FLICKS_PER_SECOND &&
        time * FLICKS_PER_SECOND < moment.end,
    );
  let [right, all] = [0, 0];
  for (let tenth = Math.ceil(start * 10); tenth < Math.floor(end * 10); tenth++) {
    const time = tenth / 10 + 0.05;
    if (kind !== "silence" && ofKind("silence", time)) continue;
    all += 0.1;
    if (ofKind(kind, time)) right += 0.1;
  }
  return [right, all];
}

async function loudness(listen: Listen): Promise<Measurement[]> {
  const NAMES = [
    ["integrated loudness", "integrated_lufs", "LU", 0.1],
    ["loudness range", "loudness_range_lu", "LU", 1],
    ["greatest momentary loudness", "momentary_max_lufs", "LU", 0.1],
    ["greatest short-term loudness", "short_term_max_lufs", "LU", 0.1],
  ] as const;
  const worst = new Map<string, number>();
  let files = 0;
  for (const file of PROGRAMMES) {
    const path = sharedMedia(file);
    const heard = path && (await listen({ what: file, files: [file] }));
    if (!path || !heard) continue;
    files++;
    const ours = heard.moments.find(({ labels }) => labels[0] === "loudness")?.metadata;
    const theirs = await ebur128(path);
    // Both are given to a tenth.
    for (const [, name] of NAMES) {
      const error = Math.abs(Number(ours?.[name]) - Math.round(theirs[name] * 10) / 10);
      worst.set(name, Math.max(worst.get(name) ?? 0, Math.round(error * 10) / 10));
    }
  }
  return NAMES.map(([what, name, unit, budget]) => ({
    what: `${what}, off ffmpeg's ebur128 by at most`,
    value: worst.get(name) ?? Number.NaN,
    unit,
    budget,
    note: `${files} files`,
  }));
}

type Loudness = Record<
  "integrated_lufs" | "loudness_range_lu" | "momentary_max_lufs" | "short_term_max_lufs",
  number
>;

/** What ffmpeg measures of a file, in two channels as we hear it. */
async function ebur128(path: string): Promise<Loudness> {
  const filter = "aformat=channel_layouts=stereo,ebur128=metadata=1,ametadata=print:file=-";
  const args = ["-nostats", "-i", path, "-vn", "-af", filter, "-f", "null", "-"];
  const { stdout, stderr } = await runProgram(FFMPEG, args);
  const summary = stderr.slice(stderr.lastIndexOf("Summary:"));
  const told = (name: string) => Number(new RegExp(`${name}:\\s+(-?[\\d.]+)`).exec(summary)?.[1]);
  const greatest = (name: string) =>
    [...stdout.toString().matchAll(new RegExp(`r128\\.${name}=(-?[\\d.]+)`, "g"))]
      .map(([, value]) => Number(value))
      .reduce((a, b) => Math.max(a, b));
  return {
    integrated_lufs: told("I"),
    loudness_range_lu: told("LRA"),
    momentary_max_lufs: greatest("M"),
    short_term_max_lufs: greatest("S"),
  };
}

const isPeak = ({ labels }: Moment): boolean => labels.includes("crowd-peak");

/** Says which peaks were invented. @returns how many. */
function tell({ what }: KnownSound, peaks: readonly Moment[]): number {
  for (const { start } of peaks) console.error(`  invented: ${what}, ${start / FLICKS_PER_SECOND} s`);
  return peaks.length;
}

/** What the analyser hears; undefined where a file is not on this machine. */
async function hear({ files, mix }: KnownSound): Promise<Heard | undefined> {
  const paths = files.map(sharedMedia);
  const inputs = paths.flatMap((path) => (path === undefined ? [] : ["-i", path]));
  if (inputs.length < 2 * paths.length) return undefined;
  const graph = mix === undefined ? ["-map", "0:a:0"] : ["-filter_complex", mix, "-map", "[out]"];
  const format = ["-f", "f32le", "-ac", "2", "-ar", "48000", "-"];
  const { stdout } = await runProgram(FFMPEG, ["-v", "error", ...inputs, ...graph, ...format]);
  const samples = new Float32Array(new Uint8Array(stdout).buffer);
  const seconds = samples.length / 96_000;
  const material = makeMaterial({ seconds: Math.ceil(seconds), sound: () => [samples] });
  const usage = process.cpuUsage();
  const moments = (await Array.fromAsync(createSoundAnalyser().analyse(material, makeContext()))).flat();
  const { user, system } = process.cpuUsage(usage);
  return { moments, seconds, cpu: (user + system) / 1e6 };
}
