import { type Cue, MediaFormatError, withoutRepeatedLines } from "@cutstream/media";
import type { Moment } from "../../../moments/moment.ts";
import type { AnalyserContext, Material, SubtitleTrack } from "../../../seams/analyser.ts";

/**
 * Moments of a video's subtitles, one for each cue with text: of the first that can be read, in {@link byPreference}.
 * Undefined where there are none.
 */
export async function readSubtitles(
  material: Material,
  language: string | null,
  { signal, warn }: Pick<AnalyserContext, "signal" | "warn">,
): Promise<readonly Moment[] | undefined> {
  const tracks = byPreference(await material.subtitles(signal), language);
  for (const track of tracks) {
    const cues = cuesOf(track, warn);
    const shown = cues.filter(({ start, text }) => text !== "" && start < material.duration);
    if (shown.length === 0) continue;
    if (tracks.length > 1) warn(`One of ${tracks.length} subtitle tracks was read: ${track.name}.`);
    const late = cues.filter(({ start }) => start >= material.duration).length;
    if (late > 0) warn(`${late} of ${cues.length} subtitles lie behind the video's end and were left out.`);
    const tagged = track.language !== null || shown.every((cue) => cue.language !== undefined);
    const spoken = tagged ? track.language : await detect(shown);
    return shown.map((cue) => momentOf(cue, cue.language ?? spoken, material.duration));
  }
  return undefined;
}

/**
 * Those that may say what is spoken, the likeliest first: files beside the video in the language asked for, or in none
 * that is known, come before tracks inside it in that language, and these before all others. Forced ones, which have
 * but what is said in other languages, are not among them.
 */
function byPreference(tracks: readonly SubtitleTrack[], language: string | null): SubtitleTrack[] {
  const rank = (track: SubtitleTrack): number => {
    const isSidecar = track.origin === "sidecar";
    if (language !== null && speaks(track, language)) return isSidecar ? 0 : 2;
    if (isSidecar) return track.language === null ? 1 : 3;
    return 4;
  };
  return tracks.filter(({ forced }) => !forced).sort((a, b) => rank(a) - rank(b));
}

/** `en` asks for `en-GB` as well. */
function speaks(track: SubtitleTrack, language: string): boolean {
  const [asked, spoken] = [language.toLowerCase(), track.language?.toLowerCase() ?? ""];
  return spoken === asked || spoken.startsWith(`${asked}-`);
}

function cuesOf(track: SubtitleTrack, warn: (message: string) => void): readonly Cue[] {
  try {
    return withoutRepeatedLines(track.cues());
  } catch (error) {
    if (!(error instanceof MediaFormatError)) throw error;
    const kind = track.origin === "sidecar" ? "subtitles" : "subtitle track";
    warn(`The ${kind} ${track.name} cannot be read: ${error.message}.`);
    return [];
  }
}

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
