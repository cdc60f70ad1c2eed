import { CutstreamError } from "../../errors.ts";

const UNIT_SECONDS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const DEFAULT_SECONDS = 86_400;
const LONGEST_SECONDS = 10 * 366 * 86_400;

/**
 * Reads how long a stream lives: seconds, or a number with a unit such as `"90m"`, `"24h"`, `"7d"`.
 * @returns milliseconds; 24 hours where nothing is given.
 * @throws CutstreamError `invalid_request`
 */
export function parseTtl(ttl: number | string | undefined): number {
  const seconds = ttl === undefined ? DEFAULT_SECONDS : typeof ttl === "number" ? ttl : fromText(ttl);
  if (seconds > 0 && seconds <= LONGEST_SECONDS) return Math.max(1, Math.round(seconds * 1000));
  throw new CutstreamError(
    "invalid_request",
    `ttl is ${JSON.stringify(ttl)}; give seconds, or a text such as "90m", "24h" or "7d", up to ten years.`,
    { path: "ttl" },
  );
}

function fromText(text: string): number {
  const match = /^(\d{1,10}(?:\.\d{1,6})?)\s*([smhdw])?$/.exec(text.trim());
  return match ? Number(match[1]) * (UNIT_SECONDS[match[2] ?? "s"] ?? Number.NaN) : Number.NaN;
}
