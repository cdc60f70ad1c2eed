import { parseRational } from "@cutstream/media";
import { z } from "zod";

/** What a time may be, in the words that errors use. */
const TIME_WORDS = 'must be seconds as a number, a fraction such as "1001/30000", or {"frame": n}';

/** A time in a source; whether it lies inside the video is the engine's to say. */
export const timeInput = z
  .union(
    [
      z.number().meta({ description: "Seconds." }),
      z
        .string()
        .refine((text) => parseRational(text) !== undefined, { error: TIME_WORDS })
        .meta({ description: "Exact fraction of seconds.", examples: ["1001/30000"] }),
      z.strictObject({ frame: z.int() }).meta({ description: "Number of a frame, from 0." }),
    ],
    { error: TIME_WORDS },
  )
  .meta({ id: "Time" });

/** Whether a field's path leads to (or into) a time, whose faults are `invalid_time` and not `invalid_request`. */
export function isTimePath(path: string): boolean {
  return /^(?:(?:timeline\.(?:tracks\[\d+\]\.)?clips|moments)\[\d+\]\.(?:start|end)|times\[\d+\])(?:\.|$)/.test(
    path,
  );
}
