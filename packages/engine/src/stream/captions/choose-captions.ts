import { CutstreamError } from "../../errors.ts";
import { canonicalLanguage } from "../../subtitles/languages.ts";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";

/**
 * Which subtitles are drawn into the pictures.
 * @param asked their name or language; null: none; undefined: the default ones, or the first where none is default.
 * @returns their number; undefined where none are.
 * @throws CutstreamError `invalid_request` where none are called so.
 */
export function chooseCaptions(
  subtitles: readonly PlannedSubtitles[],
  asked: string | null | undefined,
): number | undefined {
  if (asked === null || subtitles.length === 0) {
    if (typeof asked === "string") throw unknown(asked, subtitles);
    return undefined;
  }
  if (asked === undefined)
    return Math.max(
      0,
      subtitles.findIndex((one) => one.default),
    );
  const named = subtitles.findIndex(({ name }) => name === asked);
  const language = canonicalLanguage(asked);
  const chosen = named >= 0 ? named : subtitles.findIndex((one) => one.language === language);
  if (chosen < 0) throw unknown(asked, subtitles);
  return chosen;
}

function unknown(asked: string, subtitles: readonly PlannedSubtitles[]): CutstreamError {
  const there = subtitles.map(({ name, language }) => `${name} (${language})`).join(", ") || "none";
  const message = `captions is ${JSON.stringify(asked)}; of subtitles there are: ${there}.`;
  return new CutstreamError("invalid_request", message, { path: "captions" });
}
