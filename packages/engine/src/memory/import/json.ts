import { lineOfJson, MediaFormatError, parseJson } from "@cutstream/media";
import { z } from "zod";
import type { MomentInput } from "../../api/memory.ts";

const time = z.union([z.number(), z.string(), z.strictObject({ frame: z.int() })], {
  error: 'expected seconds, a fraction such as "1001/30000", or {"frame": n}',
});

const moment = z.strictObject({
  start: time,
  end: time,
  text: z.string().optional(),
  language: z.string().optional(),
  labels: z.array(z.string()).optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
});

/**
 * Moments of a JSON file: a list of them, or an object with such a list as `moments`.
 * @throws MediaFormatError with the line and the place: `moments[3].start`.
 */
export function readJson(text: string): readonly MomentInput[] {
  const root = parseJson(text);
  const path = Array.isArray(root) ? [] : ["moments"];
  const list = Array.isArray(root) ? root : (root as { moments?: unknown } | null)?.moments;
  if (!Array.isArray(list))
    throw new MediaFormatError("Line 1: expected a list of moments, or an object with one as its moments", 1);
  return list.map((item, n) => {
    const parsed = moment.safeParse(item);
    // What was read from JSON holds nothing but JSON.
    if (parsed.success) return parsed.data as MomentInput;
    const [issue] = parsed.error.issues;
    const inner = (issue?.path ?? []) as (string | number)[];
    const line = lineOfJson(text, [...path, n, ...inner]);
    throw new MediaFormatError(`Line ${line}: ${placeOf([n, ...inner])}: ${issue?.message}`, line);
  });
}

/** `moments[3].labels[0]` */
function placeOf(path: readonly (string | number)[]): string {
  return `moments${path.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("")}`;
}
