import type { Estimate, Share } from "cutstream";

/** A share with its interval: `42.0 % (38.1–46.0)`; a dash where there is none. */
export function writeShare({ share }: Share): string {
  if (!share) return "–";
  return `${percent(share.value)} % (${percent(share.low)}–${percent(share.high)})`;
}

/** A figure with its interval and unit: `12.3 s (11.8–12.9)`. */
export function writeEstimate(estimate: Estimate | null, unit = ""): string {
  if (!estimate) return "–";
  const { value, low, high } = estimate;
  return `${tenths(value)}${unit && ` ${unit}`} (${tenths(low)}–${tenths(high)})`;
}

/** A difference of shares in points: `+1.2 points`. */
export function writeDifference(difference: number): string {
  return `${difference < 0 ? "−" : "+"}${percent(Math.abs(difference))} points`;
}

/** A share of one as a percentage with a tenth. */
export const percent = (share: number): string => (share * 100).toFixed(1);

const tenths = (value: number): string => value.toFixed(1);
