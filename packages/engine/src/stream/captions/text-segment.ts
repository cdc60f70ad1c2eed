import { cutCues, EMPTY_WEBVTT_SEGMENT, moveCues, writeWebVttSegment } from "@cutstream/media";
import type { SubtitleStyle } from "../../api/subtitles.ts";
import { CutstreamError } from "../../errors.ts";
import type { TextStore } from "../../subtitles/text-store.ts";
import type { EmptyTextPath, TextPath } from "../address/text-path.ts";

/**
 * Cue settings of a style; hls.js and Shaka follow these, but neither style sheets nor regions. Captions stand where
 * players put them, or where their own settings say.
 */
const SETTINGS: Readonly<Record<SubtitleStyle, string | undefined>> = {
  caption: undefined,
  "lower-third": "line:72% position:6% size:60% align:start",
  words: undefined,
};

/**
 * Writes a WebVTT segment: every cue that is shown at some time within it, with all of the time that it is shown on the
 * timeline, even where that is partly outside (RFC 8216 §3.5). Players drop those that they have from a segment before.
 * @throws CutstreamError `media_not_found` where there is no such text, or no such stretch
 */
export async function textSegment(path: TextPath | EmptyTextPath, texts: TextStore): Promise<Uint8Array> {
  if (path.kind === "empty-text") return encode(EMPTY_WEBVTT_SEGMENT);
  const { version, hash, style, cut, from, to, at, media } = path;
  const placed = cut.from <= from && from < to && to <= cut.to && at >= from - cut.from;
  if (!placed || ![cut.to, at + to, media].every(Number.isSafeInteger)) {
    throw new CutstreamError("media_not_found", `${from} to ${to} flicks are no segment of a text.`);
  }
  const shown = cutCues(await texts.get({ version, hash }), cut.from, cut.to);
  const here = shown.filter(({ start, end }) => start < to && end > from);
  const settings = SETTINGS[style];
  return encode(
    writeWebVttSegment({
      cues: moveCues(here, at - from),
      map: { local: at, media },
      words: style === "words",
      ...(settings !== undefined && { settings }),
    }),
  );
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
