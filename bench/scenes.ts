import { createScenesAnalyser } from "../packages/engine/src/adapters/analysers/scenes/scenes-analyser.ts";
import type { Moment } from "../packages/engine/src/moments/moment.ts";
import { filmMaterial } from "../tests/kit/film-material.ts";
import { sharedMedia } from "../tests/kit/media.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { FILMS, type SeenShot } from "./lib/seen-films.ts";

/**
 * How often scenes are seen right, and how fast. Real films, ingested, in shots that were cut by eye; for each shot a
 * person wrote down what the stills show that the analyser took (`lib/seen-films.ts`). Objects and faces: of the labels
 * given how many are right, of those to be given how many were. Text: the same for words. CPU is that of this process,
 * its thread with the networks included, ffmpeg not; the networks are loaded anew for each film.
 */
export const scenes: Benchmark = {
  name: "scenes",
  title: "What is seen: objects, faces and text of real films",
  async run() {
    const objects = new Score();
    const faces = new Score();
    const words = new Score();
    const camera = new Score();
    let seconds = 0;
    let cpu = 0;
    let wall = 0;
    for (const { file, shots } of FILMS) {
      const path = sharedMedia(file);
      if (path === undefined) continue;
      const starts = shots.map(({ start }) => start);
      await using film = await filmMaterial(path, starts);
      const usage = process.cpuUsage();
      const began = performance.now();
      const moments = await look(film.material);
      wall += (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(usage);
      cpu += (user + system) / 1e6;
      seconds += film.material.duration / 705_600_000;
      for (const moment of moments) {
        const at = moment.start / 705_600_000 + 0.001;
        const shot = shots.findLast(({ start }) => start <= at);
        if (shot) compare(moment, shot, { objects, faces, words, camera });
      }
    }
    return [
      ...objects.measurements("objects"),
      ...faces.measurements("faces"),
      ...words.measurements("words on screen"),
      ...camera.measurements("camera still or moving"),
      { what: "length", value: seconds, unit: "s" },
      { what: "times real time", value: seconds / wall, unit: "×" },
      { what: "seconds of film per second of CPU", value: seconds / cpu, unit: "×" },
    ];
  },
};

async function look(material: Parameters<ReturnType<typeof createScenesAnalyser>["analyse"]>[0]) {
  const { signal } = new AbortController();
  const context = { signal, report: () => {}, warn: console.warn };
  return (await Array.fromAsync(createScenesAnalyser().analyse(material, context))).flat();
}

interface Scores {
  readonly objects: Score;
  readonly faces: Score;
  readonly words: Score;
  readonly camera: Score;
}

const KINDS = new Set(["vehicle", "face"]);

function compare(moment: Moment, shot: SeenShot, { objects, faces, words, camera }: Scores): void {
  const labels = moment.labels.filter((label) => !KINDS.has(label));
  const where = `${shot.start} s`;
  objects.add(labels, shot.see ?? [], shot.may ?? [], where);
  faces.add(
    moment.labels.filter((label) => label === "face"),
    shot.face === true ? ["face"] : [],
    shot.face === "perhaps" ? ["face"] : [],
    where,
  );
  words.add(wordsOf(String(moment.metadata.ocr ?? "")), wordsOf(shot.text ?? ""), [], where);
  const { motion } = moment.metadata;
  if (shot.camera && motion !== undefined) camera.add([String(motion)], [shot.camera], [], where);
}

function wordsOf(text: string): string[] {
  return [...new Set(text.toLowerCase().match(/[\p{L}\p{N}:.@$]*[\p{L}\p{N}]/gu) ?? [])];
}

/** Right, wrong and missing ones of what was given. */
class Score {
  #right = 0;
  #wrong = 0;
  #missing = 0;

  /** @param may what is neither right nor wrong */
  add(given: readonly string[], wanted: readonly string[], may: readonly string[], where: string): void {
    const wrong = given.filter((one) => !wanted.includes(one) && !may.includes(one));
    const missing = wanted.filter((one) => !given.includes(one));
    if (wrong.length + missing.length > 0) console.error(`  ${where}: +[${wrong}] -[${missing}]`);
    this.#right += wanted.length - missing.length;
    this.#wrong += wrong.length;
    this.#missing += missing.length;
  }

  measurements(what: string): Measurement[] {
    const given = this.#right + this.#wrong;
    const wanted = this.#right + this.#missing;
    return [
      { what: `${what}: right of those given`, value: this.#right / given, unit: "", note: `${given} given` },
      {
        what: `${what}: given of those there`,
        value: this.#right / wanted,
        unit: "",
        note: `${wanted} there`,
      },
    ];
  }
}
