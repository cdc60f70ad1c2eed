import { type Cue, MediaFormatError, parseWebVtt, withoutRepeatedLines } from "@cutstream/media";
import type { Moment } from "../../../moments/moment.ts";
import type { AnalyserContext, EmbeddedSubtitles, Material } from "../../../seams/analyser.ts";

/**
 * Moments of the subtitles inside a video, one for each cue with text: of the first track in the language asked for, or
 * else of the first that is not forced (a forced one has but what is said in other languages). Undefined where there is
 * none that can be read.
 */
export async function readSubtitles(
  material: Material,
  language: string | null,
  { signal, warn }: Pick<AnalyserContext, "signal" | "warn">,
): Promise<readonly Moment[] | undefined> {
  const tracks = (await material.subtitles(signal)).filter(({ forced }) => !forced);
  const wanted = tracks.filter((track) => language !== null && speaks(track, language));
  for (const track of [...wanted, ...tracks.filter((other) => !wanted.includes(other))]) {
    const cues = cuesOf(track, warn);
    const shown = cues.filter(({ start, text }) => text !== "" && start < material.duration);
    if (shown.length === 0) continue;
    if (tracks.length > 1) warn(`One of ${tracks.length} subtitle tracks was read: ${nameOf(track)}.`);
    const late = cues.filter(({ start }) => start >= material.duration).length;
    if (late > 0) warn(`${late} of ${cues.length} subtitles lie behind the video's end and were left out.`);
    const spoken = track.language ?? (await detect(shown));
    return shown.map((cue) => momentOf(cue, spoken, material.duration));
  }
  return undefined;
}

/** `en` asks for `en-GB` as well. */
function speaks(track: EmbeddedSubtitles, language: string): boolean {
  const [asked, spoken] = [language.toLowerCase(), track.language?.toLowerCase() ?? ""];
  return spoken === asked || spoken.startsWith(`${asked}-`);
}

function cuesOf(track: EmbeddedSubtitles, warn: (message: string) => void): readonly Cue[] {
  try {
    return withoutRepeatedLines(parseWebVtt(track.vtt));
  } catch (error) {
    if (!(error instanceof MediaFormatError)) throw error;
    warn(`The subtitle track ${nameOf(track)} cannot be read: ${error.message}.`);
    return [];
  }
}

const nameOf = ({ language, title }: EmbeddedSubtitles): string =>
  [language, title].filter((part) => part !== null).join(", ") || "without a language";

/** The detector is loaded when it is needed: that takes some hundred milliseconds. */
async function detect(cues: readonly Cue[]): Promise<string | null> {
  const { detectLanguage } = await import("./language.ts");
  return detectLanguage(cues.map(({ text }) => text).join("\n"));
}

function momentOf({ start, end, text, speaker }: Cue, language: string | null, duration: number): Moment {
  return {
    start,
    end: Math.min(end, duration),
    text: text.replaceAll("\n", " "),
    language,
    labels: ["speech"],
    metadata: { source: "subtitles", ...(speaker !== undefined && { speaker }) },
    detail: { words: [] },
  };
}
