import type { SpokenText } from "@cutstream/media";
import { z } from "zod";
import type { MomentRow } from "../moments/moment.ts";
import { primaryOf } from "./languages.ts";

/** What speech moments have beside them (`adapters/analysers/speech`). Flicks. */
const detailSchema = z.object({ words: z.array(z.object({ start: z.number(), text: z.string() })) });

/** What moments of an index say in a language. Those of which no language is known are taken to be in it. */
export function spokenText(moments: readonly MomentRow[], language: string): SpokenText[] {
  return moments
    .filter((moment) => moment.language === null || primaryOf(moment.language) === primaryOf(language))
    .flatMap(({ start, end, text, detail, metadata }) => {
      const line = text.replace(/\s+/g, " ").trim();
      const words = detailSchema.safeParse(detail).data?.words ?? [];
      const { speaker } = metadata;
      return line === ""
        ? []
        : [{ start, end, text: line, words, ...(typeof speaker === "string" && { speaker }) }];
    });
}

/** Languages that moments with text are in, the most frequent first. */
export function languagesOf(moments: readonly MomentRow[]): string[] {
  const counts = new Map<string, number>();
  for (const { language, text } of moments) {
    if (language === null || text.trim() === "") continue;
    counts.set(primaryOf(language), (counts.get(primaryOf(language)) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([language]) => language);
}
