import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseSrt } from "@cutstream/media";
import { createSpeechAnalyser } from "../packages/engine/src/adapters/analysers/speech/speech-analyser.ts";
import { createFfmpegTranscoder } from "../packages/engine/src/adapters/ffmpeg/transcoder.ts";
import { createTranscriber } from "../packages/engine/src/adapters/transcribers/create-transcriber.ts";
import { findProgram } from "../packages/engine/src/adapters/transcribers/pocketsphinx/find-program.ts";
import type { Moment } from "../packages/engine/src/moments/moment.ts";
import type { EmbeddedSubtitles } from "../packages/engine/src/seams/transcoder.ts";
import { makeContext, makeMaterial } from "../packages/engine/src/testing/made-material.ts";
import { FFMPEG, runProgram } from "../tests/kit/ffmpeg.ts";
import { sharedMedia } from "../tests/kit/media.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { childCpu } from "./lib/usage.ts";
import { wordErrors, wordsOf } from "./lib/word-errors.ts";

/** A recording and what is said in it. */
interface Recording {
  readonly file: string;
  readonly seconds: number;
  readonly said: () => Promise<string>;
}

/** Recordings that are one figure together. */
interface Group {
  readonly what: string;
  readonly note: string;
  readonly recordings: readonly Recording[];
  /** Share of words wrong that `--check` lets pass, in per cent. */
  readonly budget?: number;
}

const text = (name: string) => async (): Promise<string> => readFile(sharedMedia(name) ?? "", "utf8");
const cues = (name: string) => async (): Promise<string> =>
  parseSrt(await text(name)())
    .map((cue) => cue.text)
    .join(" ");
const fleurs = (language: string, seconds: readonly number[]): Recording[] =>
  seconds.map((length, n) => {
    const name = `speech/fleurs/fleurs-${language}-00${n}`;
    return { file: `${name}.ogg`, seconds: length, said: text(`${name}.txt`) };
  });
const JFK =
  "And so my fellow Americans, ask not what your country can do for you, ask what you can do for your country.";
const MANIFESTO = "subs/manifesto_88s.srt";

const GROUPS: readonly Group[] = [
  {
    what: "read English sentences",
    note: "FLEURS, five voices, two of them recorded at -64 dBFS",
    recordings: fleurs("en", [10.566, 8.767, 11.466, 5.766, 4.327]),
    budget: 60,
  },
  {
    what: "a speech in a hall",
    note: "JFK 1961, 11 s",
    recordings: [{ file: "speech/jfk.wav", seconds: 11, said: async () => JFK }],
    budget: 60,
  },
  {
    what: "an audiobook, as a film's soundtrack",
    note: "manifesto_88s; the truth is an automatic caption",
    recordings: [{ file: "video/manifesto_88s.mp4", seconds: 88.08, said: cues(MANIFESTO) }],
    budget: 60,
  },
];

/**
 * How much of what is said is understood wrong, by the speech analyser's two ways: subtitles inside the video, and
 * pocketsphinx, the recogniser that needs no model of the user's. Share of words put in, left out or changed against
 * exact transcripts. And how long it takes, as a multiple of real time, wall clock and CPU.
 */
export const speech: Benchmark = {
  name: "speech",
  title: "Speech",
  async run() {
    const found = await embedded();
    if (!(await findProgram("pocketsphinx_continuous"))) {
      console.warn("SKIPPED what needs pocketsphinx: it is not on the PATH.");
      return found;
    }
    const started = { wall: performance.now(), cpu: await cpuSeconds() };
    let seconds = 0;
    for (const group of GROUPS) {
      if (group.recordings.some(({ file }) => !sharedMedia(file))) continue;
      const results = [];
      for (const recording of group.recordings) results.push(await understood(recording));
      const [errors, words] = [sum(results.map((one) => one.errors)), sum(results.map((one) => one.words))];
      seconds += sum(group.recordings.map((recording) => recording.seconds));
      found.push({
        what: `pocketsphinx, wrong words: ${group.what}`,
        value: (100 * errors) / words,
        unit: "%",
        ...(group.budget !== undefined && { budget: group.budget }),
        note: `${group.note}; ${errors} of ${words}`,
      });
    }
    const wall = (performance.now() - started.wall) / 1000;
    const cpu = (await cpuSeconds()) - started.cpu;
    found.push({
      what: "pocketsphinx, speed",
      value: seconds / wall,
      unit: "× real time",
      note: "wall clock",
    });
    found.push({
      what: "pocketsphinx, speed on one processor",
      value: seconds / cpu,
      unit: "× real time",
      note: "CPU",
    });
    return [...found, ...(await invented())];
  },
};

async function understood({ file, seconds, said }: Recording) {
  const moments = await hear(sharedMedia(file) ?? "", seconds);
  return wordErrors(wordsOf(await said()), wordsOf(moments.map((moment) => moment.text).join(" ")));
}

/** Words heard where nobody speaks: none is the only right number. */
async function invented(): Promise<Measurement[]> {
  const silences: [string, string[]][] = [
    ["digital silence", ["-f", "lavfi", "-i", "anullsrc=r=16000:cl=mono"]],
    ["the noise of a microphone, -60 dBFS", ["-f", "lavfi", "-i", "anoisesrc=r=16000:c=pink:a=0.003"]],
  ];
  const found: Measurement[] = [];
  for (const [what, input] of silences) {
    const moments = await hear(input, 30);
    const words = moments.flatMap((moment) => wordsOf(moment.text)).length;
    found.push({
      what: `pocketsphinx, words invented: ${what}`,
      value: words,
      unit: "words",
      budget: 0,
      note: "30 s",
    });
  }
  for (const [what, file, seconds] of [
    ["music", "music/singularity_nebula.ogg", 30],
    ["a cheering crowd", "crowd/tuxfootball_crowdcheer.wav", 10],
  ] as const) {
    const path = sharedMedia(file);
    if (path === undefined) continue;
    const words = (await hear(path, seconds)).flatMap((moment) => wordsOf(moment.text)).length;
    found.push({
      what: `pocketsphinx, words invented: ${what}`,
      value: words,
      unit: "words",
      note: `first ${seconds} s`,
    });
  }
  return found;
}

/** What the analyser makes of a file's sound. @param from a path, or an input of ffmpeg */
async function hear(from: string | string[], seconds: number): Promise<Moment[]> {
  const input = typeof from === "string" ? ["-i", from] : from;
  const args = [
    "-v",
    "error",
    ...input,
    "-t",
    String(seconds),
    "-f",
    "f32le",
    "-ac",
    "1",
    "-ar",
    "16000",
    "-",
  ];
  const { stdout } = await runProgram(FFMPEG, args);
  const samples = new Float32Array(
    stdout.buffer.slice(stdout.byteOffset, stdout.byteOffset + stdout.byteLength),
  );
  const material = makeMaterial({ seconds, sound: () => [samples] });
  const analyser = createSpeechAnalyser({ transcriber: createTranscriber() });
  return (await Array.fromAsync(analyser.analyse(material, makeContext()))).flat();
}

/** The way of subtitles: through ffmpeg, as they come out of a file. */
async function embedded(): Promise<Measurement[]> {
  const [film, srt] = [sharedMedia("video/manifesto_88s.mp4"), sharedMedia(MANIFESTO)];
  if (film === undefined || srt === undefined) return [];
  const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-speech-"));
  try {
    const path = join(folder, "film.mp4");
    const args = [
      "-v",
      "error",
      "-i",
      film,
      "-i",
      srt,
      "-map",
      "0",
      "-map",
      "1",
      "-c",
      "copy",
      "-c:s",
      "mov_text",
    ];
    await promisify(execFile)(FFMPEG, [...args, path]);
    const started = performance.now();
    const subtitles: readonly EmbeddedSubtitles[] = await createFfmpegTranscoder().subtitles(path);
    const analyser = createSpeechAnalyser({ transcriber: null });
    const material = makeMaterial({ seconds: 88.08, subtitles });
    const moments = (await Array.fromAsync(analyser.analyse(material, makeContext()))).flat();
    const wall = (performance.now() - started) / 1000;
    const heard = wordsOf(moments.map((moment) => moment.text).join(" "));
    const { errors, words } = wordErrors(wordsOf(await cues(MANIFESTO)()), heard);
    const what = "subtitles inside the video";
    return [
      {
        what: `${what}, wrong words`,
        value: (100 * errors) / words,
        unit: "%",
        budget: 0,
        note: `${errors} of ${words}`,
      },
      {
        what: `${what}, speed`,
        value: 88.08 / wall,
        unit: "× real time",
        note: "wall clock, ffmpeg included",
      },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** CPU seconds of this process and of its children that have ended. */
async function cpuSeconds(): Promise<number> {
  const { user, system } = process.cpuUsage();
  return (user + system + childCpu(await readFile("/proc/self/stat", "utf8"))) / 1e6;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
