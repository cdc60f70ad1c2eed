import { type Cue, MediaFormatError, parseAss, parseSrt, parseTtml, parseWebVtt } from "@cutstream/media";
import type { SubtitleTrack } from "../seams/analyser.ts";
import type { EmbeddedSubtitles } from "../seams/transcoder.ts";
import type { Sidecar, SidecarFormat } from "./sidecars.ts";

const PARSERS: Readonly<Record<SidecarFormat, (text: string) => Cue[]>> = {
  srt: parseSrt,
  vtt: parseWebVtt,
  ttml: parseTtml,
  ass: parseAss,
};

/** A track inside a video's source, as analysers see it. */
export function trackOfEmbedded({ language, title, forced, vtt }: EmbeddedSubtitles): SubtitleTrack {
  const name = [language, title].filter((part) => part !== null).join(", ") || "without a language";
  return { origin: "embedded", name, language, forced, cues: () => parseWebVtt(vtt) };
}

/** A file that lay beside a video's source, as analysers see it. */
export function trackOfSidecar({ name, language, forced, format, content }: Sidecar): SubtitleTrack {
  return {
    ...{ origin: "sidecar", name, language, forced },
    cues() {
      if ("problem" in content) throw new MediaFormatError(content.problem);
      return PARSERS[format](content.text);
    },
  };
}
