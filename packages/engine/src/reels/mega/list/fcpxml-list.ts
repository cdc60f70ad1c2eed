import { type FcpxmlSequence, parseFcpxml, writeFcpxml } from "@cutstream/media";
import { joinLabel, labelOf } from "./labels.ts";
import { ListTimes, listRate } from "./list-times.ts";
import { type ListOptions, refuse, type TimecodeList } from "./timecode-list.ts";

/**
 * Reads a list as FCPXML. Each clip of the one project's primary storyline is a clip, called `title | clip type` by its
 * name.
 * @throws MediaFormatError with the line, also for a file of several projects, and for clips in transitions.
 */
export function readFcpxmlList(text: string, options: ListOptions): TimecodeList {
  const { sequence, frameRate, times } = readFcpxmlSequence(text, options);
  const gradual = sequence.clips.find(({ inTransition }) => inTransition);
  if (gradual)
    refuse(gradual.line, "a transition has no one frame at which a clip ends and the next one starts");
  return {
    frameRate,
    clips: sequence.clips.map(({ name, start, end, line }) => ({
      ...labelOf(name, line),
      first: times.ofFlicks(start, line),
      end: times.ofFlicks(end, line),
      line,
    })),
  };
}

/** The one project of a file. @throws MediaFormatError where there is none, or a second one. */
export function readFcpxmlSequence(
  text: string,
  options: ListOptions,
): {
  readonly sequence: FcpxmlSequence;
  readonly frameRate: TimecodeList["frameRate"];
  readonly times: ListTimes;
} {
  const [sequence, second] = parseFcpxml(text).sequences;
  if (!sequence) refuse(1, "the file has no project");
  if (second) refuse(second.line, "here is a second project: which of them is the mega asset, nobody said");
  const { frameRate: stated, line } = sequence;
  const rate = stated ? { rate: `${stated.num}/${stated.den}`, line } : undefined;
  const frameRate = listRate(options.frameRate, rate);
  return { sequence, frameRate, times: new ListTimes(frameRate) };
}

/** Writes a list as FCPXML. */
export function writeFcpxmlList({ frameRate, clips }: TimecodeList): string {
  const ordered = clips.toSorted((a, b) => a.first - b.first);
  return writeFcpxml({
    name: "mega asset",
    frameRate,
    clips: ordered.map((clip) => ({ name: joinLabel(clip), first: clip.first, end: clip.end })),
  });
}
