import { type Cue, MediaFormatError, parseAss, parseSrt, parseTtml, parseWebVtt } from "@cutstream/media";
import type { SubtitleFormat, SubtitleText } from "../api/subtitles.ts";
import { CutstreamError } from "../errors.ts";

/** Cues of one text: more than a day of subtitles, one a second. */
export const MOST_CUES = 100_000;

/** Stands once in every cue of SRT and WebVTT. */
const ARROW = "-->";

const PARSERS: Readonly<Record<SubtitleFormat, (text: string) => readonly Cue[]>> = {
  srt: parseSrt,
  vtt: parseWebVtt,
  ttml: parseTtml,
  ass: parseAss,
};

/** Settings that place a cue (WebVTT §6.3). Regions are left out, since their definitions are. */
const PLACING = /^(?:vertical:(?:rl|lr)|(?:line|position|size|align):[a-z\d.,%-]{1,40})$/;

/**
 * Cues of a text that somebody supplied, in the order of their starts. They may overlap: players show both.
 * @param path where it stands in the request.
 * @throws CutstreamError `subtitles_unreadable` with the line; `too_many_cues`
 */
export function suppliedCues({ text, format }: SubtitleText, path: string): Cue[] {
  const plain = text.replace(/^\uFEFF/, "");
  // Counted before it is read: that takes a while of what no stream holds.
  assertFew(plain.split(ARROW).length - 1, path);
  const read = format ?? formatOf(plain);
  const cues = parse(plain, read, path);
  const shown = cues.filter((cue) => cue.text.trim() !== "");
  if (shown.length === 0) {
    throw new CutstreamError("subtitles_unreadable", `${path}, read as ${read}, has no cue with text.`, {
      path,
    });
  }
  assertFew(shown.length, path);
  return shown.map((cue) => placed(cue, read)).sort((a, b) => a.start - b.start || a.end - b.end);
}

function assertFew(count: number, path: string): void {
  if (count <= MOST_CUES) return;
  const message = `${path} has ${count} cues; ${MOST_CUES} are the most.`;
  throw new CutstreamError("too_many_cues", message, { path });
}

function parse(text: string, format: SubtitleFormat, path: string): readonly Cue[] {
  try {
    return PARSERS[format](text);
  } catch (cause) {
    if (!(cause instanceof MediaFormatError)) throw cause;
    const message = `${path} cannot be read as ${format}. ${cause.message}.`;
    throw new CutstreamError("subtitles_unreadable", message, { path, cause });
  }
}

function formatOf(text: string): SubtitleFormat {
  if (text.startsWith("WEBVTT")) return "vtt";
  if (/^\s*</.test(text)) return "ttml";
  return /^\s*\[Script Info\]/i.test(text) ? "ass" : "srt";
}

/** A cue with those of its settings that players follow without more. */
function placed({ start, end, text, speaker, settings }: Cue, format: SubtitleFormat): Cue {
  const kept =
    format === "vtt" ? settings?.split(/\s+/).filter((setting) => PLACING.test(setting)) : undefined;
  return {
    start,
    end,
    text,
    ...(speaker !== undefined && { speaker }),
    ...(kept && kept.length > 0 && { settings: kept.join(" ") }),
  };
}
