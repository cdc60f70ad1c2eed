import type { SubtitleInput } from "@cutstream/engine";
import { unusedLook, unusualCaptionFields } from "../subtitle-style.ts";
import type { AssetOf, LaidClip } from "./editor-payload.ts";
import { refuse, wrong } from "./refuse.ts";

/**
 * Captions of the editor's timeline, as a rendition of text that viewers may switch off.
 * @param language BCP 47 of what is said, for captions that are made of it.
 * @throws CutstreamError `not_supported`, `invalid_request`
 */
export function translateCaptions(
  clips: readonly LaidClip<AssetOf<"caption">>[],
  language: string,
): SubtitleInput[] {
  const [first, second] = clips;
  if (!first) return [];
  if (second) throw refuse(second.path, "a timeline has one text of captions; put all of them into one clip");
  const { path, asset, start } = first;
  if (asset.src === undefined || asset.src === "auto") {
    return [{ language, default: true, ...(asset.animation && { style: "words" }) }];
  }
  if (start > 0)
    throw refuse(path, "captions count their time from the timeline's beginning; start them there");
  const text = Buffer.from(asset.src, "base64").toString("utf8");
  if (!/-->|^\[Script Info\]/m.test(text))
    throw wrong(`${path}.src`, "is neither auto nor ASS or SRT in base64");
  return [{ language, default: true, source: { timeline: { text } } }];
}

/** Animations that mark words as they are said, which is what `words` does. */
const WORD_BY_WORD: ReadonlySet<string> = new Set(["karaoke", "reveal", "color_highlight"]);

/**
 * What comes out otherwise than it was asked for.
 * @param drawn whether captions are drawn into the pictures, as they are where anything else is.
 */
export function captionWarnings(
  clips: readonly LaidClip<AssetOf<"caption">>[],
  drawn: boolean,
): readonly string[] {
  const [first] = clips;
  if (!first) return [];
  const { type: _, src = "auto", animation, ...look } = first.asset;
  const moves = animation !== undefined && !(src === "auto" && WORD_BY_WORD.has(animation));
  const fields = [...unusualCaptionFields(look), ...(moves ? ["animation"] : [])];
  return [...(drawn ? [] : [SWITCHED]), ...unusedLook(fields, drawn)];
}

const SWITCHED = "Captions are a rendition of text: viewers switch them on and off.";
