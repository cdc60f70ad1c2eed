import { parseRational } from "@cutstream/media";
import type { Clip, Time } from "cutstream";
import { CliError, EXIT } from "./failure.ts";

/** A clip as it was typed, and what it means. */
export interface ClipSpec {
  readonly text: string;
  readonly clip: Clip;
}

/**
 * Reads `VIDEO@START-END`, where a time is seconds (`12.5`), a frame (`f100`) or a fraction of seconds
 * (`1001/30000`).
 * @throws CliError naming what it could not read.
 */
export function parseClipSpec(text: string, cut: Clip["cut"] = "exact"): ClipSpec {
  const match = /^(.+)@([^@-]+)-([^@-]+)$/.exec(text);
  const [, video, start, end] = match ?? [];
  if (video === undefined || start === undefined || end === undefined) {
    throw wrong(`"${text}" is no clip.`);
  }
  return { text, clip: { video, start: parseTime(start, text), end: parseTime(end, text), cut } };
}

function parseTime(time: string, text: string): Time {
  const frame = /^f(\d{1,15})$/.exec(time);
  if (frame) return { frame: Number(frame[1]) };
  if (time.includes("/") && parseRational(time)) return time;
  if (/^(?:\d+(?:\.\d*)?|\.\d+)$/.test(time)) return Number(time);
  throw wrong(`"${time}" in "${text}" is no time.`);
}

function wrong(message: string): CliError {
  const remedy = "Write VIDEO@START-END, such as v1@12.5-20, v1@f100-f200 or v1@1001/30000-2.";
  return new CliError(message, remedy, EXIT.usage);
}
