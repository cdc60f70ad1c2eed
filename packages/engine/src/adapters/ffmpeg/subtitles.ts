import { CutstreamError } from "../../errors.ts";
import type { EmbeddedSubtitles } from "../../seams/transcoder.ts";
import { LONG_WORK } from "../programs/limits.ts";
import { captureTool } from "../programs/run.ts";
import type { Capabilities } from "./describe.ts";
import { describeSource } from "./describe-source.ts";
import type { ProbedStream } from "./ffprobe-output.ts";
import { fileInput, QUIET } from "./input.ts";
import { ffprobeFile, unreadable } from "./probe.ts";
import { shiftCues } from "./shift-cues.ts";

/** Codecs, as ffmpeg names them, of subtitles that are text; all others are pictures. */
const TEXT_CODECS: ReadonlySet<string> = new Set([
  "mov_text",
  "subrip",
  "srt",
  "ass",
  "ssa",
  "webvtt",
  "text",
]);

/** A film's subtitles have a hundredth of this. */
const MAX_VTT = 16 << 20;

/**
 * Reads the subtitle tracks of a file, as {@link Transcoder.subtitles} says. A track that ffmpeg cannot convert is
 * left out: it says nothing of the others.
 * @throws CutstreamError `source_unreadable`, `encoder_missing`, `cancelled`
 */
export async function readSubtitles(
  path: string,
  { ffmpegPath, ffprobePath }: Pick<Capabilities, "ffmpegPath" | "ffprobePath">,
  signal?: AbortSignal,
): Promise<EmbeddedSubtitles[]> {
  const found = await ffprobeFile(ffprobePath, path, ["-show_streams", "-show_format"], signal);
  const video = describeSource(found).video?.index;
  const videoStart = found.streams.find(({ index }) => index === video)?.start_time ?? 0;
  const tracks: EmbeddedSubtitles[] = [];
  for (const stream of found.streams) {
    if (stream.codec_type !== "subtitle" || !TEXT_CODECS.has(stream.codec_name)) continue;
    const converted = await convert(path, stream.index, ffmpegPath, signal);
    const vtt = converted && shiftCues(converted, Number.isFinite(videoStart) ? -videoStart : 0);
    if (!vtt?.includes("-->")) continue;
    tracks.push({
      language: languageOf(stream),
      title: stream.tags.title ?? null,
      forced: stream.disposition.forced === 1,
      vtt,
    });
  }
  return tracks;
}

async function convert(
  path: string,
  index: number,
  ffmpeg: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  try {
    const output = await captureTool(
      {
        program: ffmpeg,
        args: [
          ...QUIET,
          // Times as the file has them: ffmpeg would count from whichever track starts first.
          "-copyts",
          ...fileInput(path),
          ...["-map", `0:${index}`, "-c:s", "webvtt", "-f", "webvtt", "pipe:1"],
        ],
        urgency: "idle",
        processor: LONG_WORK,
        signal,
        onFailure: (failure) => unreadable(path, failure),
      },
      MAX_VTT,
    );
    return output.toString("utf8");
  } catch (error) {
    if (error instanceof CutstreamError && error.code === "source_unreadable") return undefined;
    throw error;
  }
}

/** ISO 639-2, as containers have it, or BCP 47; `und` says that nothing is known. */
function languageOf({ tags }: ProbedStream): string | null {
  try {
    const [language] = Intl.getCanonicalLocales(tags.language ?? "und");
    return language === undefined || language === "und" ? null : language;
  } catch {
    return null;
  }
}
