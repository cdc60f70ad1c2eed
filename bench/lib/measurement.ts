import { availableParallelism, cpus, release, totalmem } from "node:os";

/** One figure of a benchmark. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Largest value that `--check` lets pass. */
  readonly budget?: number;
  /** What stands beside it for comparison, and whose it is. */
  readonly note?: string;
}

/** A benchmark: a program that measures one thing and says how in its docblock. */
export interface Benchmark {
  readonly name: string;
  readonly title: string;
  /** @param full as many runs as published figures need; otherwise few, for a look. */
  run(full: boolean): Promise<readonly Measurement[]>;
}

/** Names of the measurements that are over their budget. */
export function brokenBudgets(measurements: readonly Measurement[]): string[] {
  return measurements
    .filter(({ value, budget }) => budget !== undefined && !(value <= budget))
    .map(({ what, value, unit, budget }) => `${what}: ${show(value)} ${unit}, budget ${budget}`);
}

/** Writes measurements as a Markdown table. */
export function toTable(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ what, value, unit, budget, note }) => [
    what,
    `${show(value)} ${unit}`,
    budget === undefined ? "" : `≤ ${budget}`,
    note ?? "",
  ]);
  const lines = [["what", "measured", "budget", "beside it"], ["---", "--:", "--:", "---"], ...rows];
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Three figures that count: `1234`, `12.3`, `0.0123`. */
export function show(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return Number(value.toPrecision(3)).toString();
}

/** The machine in words. */
export function describeMachine(): string {
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  return `${availableParallelism()} × ${cpus()[0]?.model ?? "unknown processor"}, ${gigabytes} GiB, Linux ${release()}, Node ${process.version}`;
}
