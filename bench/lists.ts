import { readTimecodeList, writeTimecodeList } from "../packages/engine/src/reels/mega/list/read-list.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";

const FORMATS = ["json", "csv", "edl", "otio", "fcpxml"] as const;
const PAL = { num: 25, den: 1 };
const STEP = 80;

/**
 * Lists of timecodes: 20,000 clips (2,000 without `--full`) written and read in each format. Reading is done in one go,
 * so that long it holds up all else that the process does.
 */
export const lists: Benchmark = {
  name: "lists",
  title: "Lists of timecodes, read",
  async run(full) {
    const count = full ? 20_000 : 2000;
    const clips = Array.from({ length: count }, (_, n) => ({
      ...{ title: `title ${n >> 1}`, clipType: n % 2 === 0 ? "long" : "short", line: n + 1 },
      ...{ first: n * STEP, end: n * STEP + 60 },
    }));
    return FORMATS.map((format): Measurement => {
      const text = writeTimecodeList({ frameRate: PAL, clips }, format);
      const bytes = new TextEncoder().encode(text);
      const begun = performance.now();
      readTimecodeList(bytes, format, {}, { frameRate: PAL, frameCount: count * STEP });
      const value = performance.now() - begun;
      const size = (bytes.length / 2 ** 20).toFixed(1);
      return { what: `${count.toLocaleString("en")} clips in ${format}, ${size} MiB`, value, unit: "ms" };
    });
  },
};
