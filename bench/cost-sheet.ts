import { MEASURED } from "./lib/measured.ts";
import { show } from "./lib/measurement.ts";

/** What is assumed, not measured. */
export interface Assumptions {
  readonly viewers: number;
  /** Minutes that each of them watches. */
  readonly minutes: number;
  /** Hours over which they come. */
  readonly hours: number;
  /** How much the busiest minute has more than the mean. */
  readonly peak: number;
  /** Bits a second, picture and sound. */
  readonly bitRate: number;
  /** Share of segment requests, and of their bytes, that the edge answers. */
  readonly hits: { readonly requests: number; readonly bytes: number };
  /** What a GB (10^9 bytes) from the edge to viewers costs, and one from the origin to the edge. */
  readonly price: { readonly edge: number; readonly origin: number };
  /** Share of a core that is used at the peak. */
  readonly utilisation: number;
  /** Hours of material that is kept, in how many renditions, and what heads and indexes take beside it. */
  readonly library: { readonly hours: number; readonly renditions: number; readonly beside: number };
}

export const ASSUMED: Assumptions = {
  viewers: 1_000_000,
  minutes: 10,
  hours: 1,
  peak: 2,
  bitRate: 2_600_000,
  hits: { requests: 0.84, bytes: 0.96 },
  price: { edge: 0.02, origin: 0 },
  utilisation: 0.6,
  library: { hours: 1000, renditions: 1, beside: 0.1 },
};

/** One line of the sheet: what, how it is computed, and what comes out. */
export interface Line {
  readonly what: string;
  readonly how: string;
  readonly result: string;
}

/*
 * node bench/cost-sheet.ts
 * Prints what a million viewers cost, as docs/operations.md has it.
 */

/** The sheet: every figure from those before it, from what is assumed and from what was measured. */
export function costSheet(assumed: Assumptions, measured: typeof MEASURED = MEASURED): Line[] {
  const { viewers, minutes, hours, peak, bitRate, hits, price, utilisation, library } = assumed;
  const lines: Line[] = [];
  const n = show;
  const line = (what: string, how: string, value: number, unit = ""): number => {
    lines.push({ what, how, result: `${show(value)}${unit && ` ${unit}`}` });
    return value;
  };
  const arrivals = line(
    "viewers a second, busiest minute",
    `${n(viewers)} / ${n(hours * 3600)} s × ${peak}`,
    (viewers / (hours * 3600)) * peak,
  );
  const concurrent = line(
    "viewers at a time, busiest minute",
    `${n(arrivals)} × ${minutes * 60} s`,
    arrivals * minutes * 60,
  );
  const segments = line(
    "segment requests",
    `${n(viewers)} × ${minutes} min × ${measured.segmentsAMinute} a minute`,
    viewers * minutes * measured.segmentsAMinute,
  );
  const bytes = line(
    "bytes to viewers",
    `${n(viewers)} × ${minutes * 60} s × ${n(bitRate / 8e6)} MB/s`,
    (viewers * minutes * 60 * bitRate) / 8 / 1e12,
    "TB",
  );
  line(
    "to viewers, busiest minute",
    `${n(concurrent)} × ${n(bitRate / 1e6)} Mbit/s`,
    (concurrent * bitRate) / 1e12,
    "Tbit/s",
  );
  line(
    "segment requests at the origin",
    `${n(segments)} × (1 − ${hits.requests})`,
    segments * (1 - hits.requests),
  );
  const fromOrigin = line(
    "bytes from the origin",
    `${n(bytes)} TB × (1 − ${hits.bytes})`,
    bytes * (1 - hits.bytes),
    "TB",
  );
  line(
    "from the origin, busiest minute",
    `${n(concurrent)} × ${n(bitRate / 1e6)} Mbit/s × (1 − ${hits.bytes})`,
    (concurrent * bitRate * (1 - hits.bytes)) / 1e9,
    "Gbit/s",
  );
  const api = line(
    "cores for reels and playlists",
    `${n(arrivals)} × ${measured.reelCpu} ms / ${utilisation}`,
    (arrivals * measured.reelCpu) / 1000 / utilisation,
  );
  const origins = line(
    "cores for segments at the origin",
    `${n(concurrent)} / ${n(measured.viewersACore)} viewers a core × (1 − ${hits.requests}) / ${utilisation}`,
    ((concurrent / measured.viewersACore) * (1 - hits.requests)) / utilisation,
  );
  line(
    "cores together, each an origin or API of its own",
    `${n(api)} + ${n(origins)}`,
    Math.ceil(api + origins),
  );
  line(
    "storage",
    `${n(library.hours)} h × 3600 s × ${n(bitRate / 8e6)} MB/s × ${library.renditions} × ${1 + library.beside}`,
    (library.hours * 3600 * bitRate * library.renditions * (1 + library.beside)) / 8 / 1e12,
    "TB",
  );
  const cost = line(
    "egress",
    `${n(bytes * 1000)} GB × ${price.edge} + ${n(fromOrigin * 1000)} GB × ${price.origin}`,
    bytes * 1000 * price.edge + fromOrigin * 1000 * price.origin,
  );
  line("egress, a viewer", `${n(cost)} / ${n(viewers)}`, cost / viewers);
  return lines;
}

/** The sheet as a Markdown table. */
export function sheetTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, how, result }) => `| ${what} | ${how} | ${result} |`);
  return ["| what | how | |", "| --- | --- | --: |", ...rows].join("\n");
}

if (import.meta.main) console.log(sheetTable(costSheet(ASSUMED)));
