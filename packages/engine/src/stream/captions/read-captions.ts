import { type TextStore, textName } from "../../subtitles/text-store.ts";
import type { Plan } from "../plan/plan.ts";
import { type CaptionTexts, captionTextIds } from "./lay-captions.ts";

/**
 * Reads the texts that a plan's captions are made of.
 * @param known texts that are not stored yet, where a plan is only looked at.
 * @throws CutstreamError `media_not_found` where a text was deleted with its video.
 */
export async function readCaptions(
  plan: Plan,
  texts: Pick<TextStore, "get">,
  known: CaptionTexts = new Map(),
): Promise<CaptionTexts> {
  const ids = new Map(captionTextIds(plan).map((id) => [textName(id), id]));
  const read = [...ids].map(async ([name, id]) => [name, known.get(name) ?? (await texts.get(id))] as const);
  return new Map(await Promise.all(read));
}
