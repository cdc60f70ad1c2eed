import {
  finiteNumbers,
  lineAt,
  linesOfJson,
  type OtioClip,
  parseJson,
  parseOtio,
  writeOtio,
} from "@cutstream/media";
import { joinLabel, labelOf } from "./labels.ts";
import { ListTimes, oneRate } from "./list-times.ts";
import { type ListOptions, refuse, type TimecodeList } from "./timecode-list.ts";

/** Where a value stands in the file. */
type Path = readonly (string | number)[];

/** Rates of an OTIO file are decimals; those of NTSC within this are that rate, as `parseOtio` reads them. */
const NTSC_BASES = [24, 30, 48, 60, 120];
const NEAR = 0.005;

/**
 * Reads a list as OpenTimelineIO. Each clip of a picture that is enabled and not cut off is a clip, called
 * `title | clip type` by its name.
 * @throws MediaFormatError with the line, also for transitions, and where rates differ.
 */
export function readOtioList(text: string, options: ListOptions): TimecodeList {
  const { timeline, frameRate, clips, times, lineOf } = readOtioClips(text, options);
  if (timeline.transitions > 0) {
    const line = lineAt(text, text.search(/"Transition\.\d/));
    refuse(line, "a transition has no one frame at which a clip ends and the next one starts");
  }
  return {
    frameRate,
    clips: clips.map((clip) => {
      const line = lineOf(clip);
      return { ...labelOf(clip.name, line), ...times(clip), line };
    }),
  };
}

/** The clips of an OTIO file that show something, and their frames in the mega asset. */
export function readOtioClips(text: string, options: ListOptions) {
  const timeline = parseOtio(text);
  const enabled = timeline.clips.filter((clip) => clip.enabled && clip.record !== null);
  const clips = enabled.filter(({ track }) => track.kind !== "Audio");
  const json = finiteNumbers(text);
  const rates = new Map<number, Path>();
  collectRates(parseJson(json), [], rates);
  // All at once: to find lines, a file is read whole.
  const lines = linesOfJson(json, [...rates.values(), ...clips.map(({ path }) => path)]);
  const stated = [...rates.keys()].map((rate, n) => ({ rate: exactRate(rate), line: lines[n] ?? 1 }));
  const frameRate = oneRate(options.frameRate, stated);
  const reader = new ListTimes(frameRate);
  const linesOfClips = new Map(clips.map((clip, n) => [clip, lines[rates.size + n] ?? 1]));
  const lineOf = (clip: OtioClip): number => linesOfClips.get(clip) ?? 1;
  const times = (clip: OtioClip): { readonly first: number; readonly end: number } => {
    const line = lineOf(clip);
    const { source, media, record } = clip;
    const range = options.side === "source" ? source : (record ?? source);
    const origin = options.side === "source" ? (media?.start ?? 0) : 0;
    return {
      first: reader.ofFlicks(range.start - origin, line),
      end: reader.ofFlicks(range.end - origin, line),
    };
  };
  return { timeline, frameRate, clips, times, lineOf, reader };
}

/**
 * Collects the distinct rates that ranges of clips and gaps count in, with the place of each's first use: what media are
 * made of, and what effects count in, is nobody's matter here.
 */
function collectRates(item: unknown, path: Path, found: Map<number, Path>): void {
  if (typeof item !== "object" || item === null) return;
  const { source_range: range, tracks, children } = item as Record<string, unknown>;
  for (const part of ["start_time", "duration"]) {
    const time = (range as Record<string, unknown> | null | undefined)?.[part];
    const rate = (time as Record<string, unknown> | null | undefined)?.rate;
    if (typeof rate === "number" && !found.has(rate))
      found.set(rate, [...path, "source_range", part, "rate"]);
  }
  collectRates(tracks, [...path, "tracks"], found);
  if (Array.isArray(children))
    for (const [n, child] of children.entries()) collectRates(child, [...path, "children", n], found);
}

function exactRate(rate: number): string | number {
  const base = NTSC_BASES.find((whole) => Math.abs(rate - (whole * 1000) / 1001) < NEAR);
  return base === undefined ? rate : `${base * 1000}/1001`;
}

/** Writes a list as OpenTimelineIO: a track of clips, and gaps where there is nothing. */
export function writeOtioList({ frameRate, clips }: TimecodeList): string {
  const frameCount = Math.max(0, ...clips.map(({ end }) => end));
  let at = 0;
  return writeOtio({
    name: "mega asset",
    metadata: {},
    clips: clips
      .toSorted((a, b) => a.first - b.first)
      .map((clip) => {
        const gap = clip.first - at;
        at = clip.end;
        return {
          ...{ name: joinLabel(clip), rate: frameRate, from: clip.first, to: clip.end, frameCount, gap },
          ...{ mediaUrl: "", metadata: {} },
        };
      }),
  });
}
