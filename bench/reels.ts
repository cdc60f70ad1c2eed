import type { Benchmark } from "./lib/measurement.ts";
import { measureBurst } from "./reels/burst.ts";
import { measureChanging } from "./reels/changing.ts";
import { measureInProcess } from "./reels/in-process.ts";
import { simulateOffload } from "./reels/offload.ts";

/**
 * Reels for viewers, made as play is pressed.
 *  - In process: a mega asset of eleven hours, 10,000 titles with a clip of 80 and one of 40 frames each, at 30 frames a
 *    second with a key frame every 60, so that most clips begin between key frames. Each run makes a reel of 40 clips
 *    for another viewer, half of whom have a history: ranked by the built-in ranker, laid out, published into a catalog
 *    on disk. Reels a second and core: runs by the CPU that the process used, all its threads together.
 *  - Burst: distinct viewers at the address for players that only know a URL, 64 at a time, over HTTP.
 *  - Changing: many clients, while versions are added, promoted and rolled back.
 *  - Offload: a simulation of what a CDN keeps away from the origin.
 */
export const reels: Benchmark = {
  name: "reels",
  title: "Reels for viewers: one, a burst of them, and what a CDN keeps from the origin",
  async run(full) {
    return [
      ...(await measureInProcess(full ? 2000 : 300)),
      ...(await measureBurst(full ? 100_000 : 2000)),
      ...(await measureChanging(full ? 120 : 10)),
      ...(await simulateOffload(full ? 20_000 : 2000)),
    ];
  },
};
