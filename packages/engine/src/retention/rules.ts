import type { RetentionRules } from "../api/retention.ts";
import { CutstreamError } from "../errors.ts";

/** Days for which leftovers are kept where no rule says. */
export const LEFTOVER_DAYS = 30;

/** Milliseconds of a day. */
export const DAY = 86_400_000;

const NAMES: readonly (keyof RetentionRules)[] = ["streams", "parts", "exports", "events", "leftovers"];

/**
 * Reads rules as people write them: `streams=90,parts=30`.
 * @throws CutstreamError `invalid_request` for a name that there is not, and for days that are no whole number from 1 on.
 */
export function parseRetention(text: string): RetentionRules {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const entries = parts.map((part) => {
    const [name = "", days = "", ...rest] = part.split("=").map((word) => word.trim());
    const known = NAMES.some((one) => one === name) && rest.length === 0;
    if (known && /^[1-9]\d{0,4}$/.test(days)) return [name, Number(days)] as const;
    const message = `Retention ${JSON.stringify(part)} is none of ${NAMES.map((one) => `${one}=DAYS`).join(", ")}.`;
    throw new CutstreamError("invalid_request", message, { path: "retain" });
  });
  return Object.fromEntries(entries);
}

/** A time's day, counted from 1970 in UTC. @param time milliseconds since 1970 */
export const dayNumber = (time: number): number => Math.floor(time / DAY);
