import { InvalidArgumentError } from "commander";

/** Reads a port; 0 is any that is free. */
export function parsePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}

/** Reads `360,240`. */
export function parseHeights(text: string): readonly number[] {
  const heights = text.split(",").map((part) => (/^\s*\d+\s*$/.test(part) ? Number(part) : Number.NaN));
  if (heights.every((height) => height > 0)) return heights;
  throw new InvalidArgumentError("It must be heights joined by commas: 360,240.");
}

/** Reads a count, 1 or more. */
export function parseCount(text: string): number {
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number, 1 or more.");
}

/** Reads seconds: `30`, `12.5`. */
export function parseSeconds(text: string): number {
  const seconds = /^\d{1,6}(?:\.\d{1,6})?$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError("It must be a number of seconds: 30.");
}
