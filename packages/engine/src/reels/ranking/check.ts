import type { ScoreWeights } from "../../api/ranked-title.ts";
import { CutstreamError } from "../../errors.ts";

/** Milliseconds since 1970 of an RFC 3339 time. @throws CutstreamError `invalid_request` naming where it stands */
export function timeOf(text: string, path: string): number {
  const time = Date.parse(text);
  if (/^\d{4}-\d{2}-\d{2}/.test(text) && Number.isFinite(time)) return time;
  const message = `${path} is ${JSON.stringify(text)}, and must be a time such as "2026-11-21T18:00:00Z".`;
  throw new CutstreamError("invalid_request", message, { path });
}

/** @throws CutstreamError `invalid_request` unless weights are finite, not negative, and not all 0 */
export function assertWeights(weights: ScoreWeights, path: string): void {
  const entries = Object.entries(weights) as [string, number][];
  for (const [name, weight] of entries) {
    if (Number.isFinite(weight) && weight >= 0) continue;
    const message = `${path}.${name} is ${weight}, and must be a number from 0 up.`;
    throw new CutstreamError("invalid_request", message, { path: `${path}.${name}` });
  }
  if (entries.some(([, weight]) => weight > 0)) return;
  throw new CutstreamError("invalid_request", `${path} are all 0, which ranks nothing.`, { path });
}
