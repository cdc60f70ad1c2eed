import { flicksToSeconds } from "@cutstream/media";
import { z } from "zod";
import type { TranscriptView } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { MomentRow } from "../moments/moment.ts";

/** What speech moments have beside them (`adapters/analysers/speech`). Flicks. */
const detailSchema = z.object({
  words: z.array(
    z.object({ start: z.number(), end: z.number(), text: z.string(), confidence: z.number().optional() }),
  ),
});

/**
 * What is said in a video, of the moments of its `speech` index.
 * @throws CutstreamError `index_not_found` where there are none.
 */
export function viewTranscript(video: string, moments: readonly MomentRow[]): TranscriptView {
  if (moments.length === 0) {
    throw new CutstreamError(
      "index_not_found",
      `Video ${video} has no speech index, or nothing is said in it.`,
    );
  }
  const languages = new Set(moments.map(({ language }) => language));
  const [language = null] = languages;
  return {
    video,
    language: languages.size === 1 ? language : null,
    text: moments.map(({ text }) => text).join("\n"),
    sentences: moments.map(({ start, end, text, detail }) => ({
      start: flicksToSeconds(start),
      end: flicksToSeconds(end),
      text,
      words: (detailSchema.safeParse(detail).data?.words ?? []).map(({ text: word, ...times }) => ({
        start: flicksToSeconds(times.start),
        end: flicksToSeconds(times.end),
        word,
        ...(times.confidence !== undefined && { confidence: times.confidence }),
      })),
    })),
  };
}
