import { type Cue, parseSrt, parseWebVtt, withoutRepeatedLines } from "@cutstream/media";
import type { ImportFile, MomentInput } from "../../api/memory.ts";
import { exactSeconds } from "../../timeline/exact-seconds.ts";

/**
 * Moments of subtitles, one for each cue; those without text are left out, and lines that roll up are there once.
 * @throws MediaFormatError with the line.
 */
export function readCues(text: string, { format }: ImportFile): readonly MomentInput[] {
  const cues = format === "srt" ? parseSrt(text) : parseWebVtt(text);
  return withoutRepeatedLines(cues).flatMap((cue) => (cue.text === "" ? [] : [momentOf(cue)]));
}

function momentOf({ start, end, text, speaker, language }: Cue): MomentInput {
  return {
    start: exactSeconds(start),
    end: exactSeconds(end),
    text: text.replaceAll("\n", " "),
    ...(language !== undefined && { language }),
    ...(speaker !== undefined && { metadata: { speaker } }),
  };
}
