import type { FrameRate } from "@cutstream/media";
import { sameRate, showRate } from "./list-times.ts";
import type { ListedClip, ListProblem, TimecodeList } from "./timecode-list.ts";

/** The video that a list is of. */
export interface ListedVideo {
  readonly frameRate: FrameRate;
  readonly frameCount: number;
}

/**
 * All that is wrong with a list as such: clips that end before they start, overlap, come twice, or lie outside the
 * video; in the order of its lines.
 * @param video left out where it is not known.
 */
export function checkList({ frameRate, clips }: TimecodeList, video?: ListedVideo): readonly ListProblem[] {
  const problems = [...ranges(clips, video), ...repetitions(clips), ...overlaps(clips)];
  if (clips.length === 0) problems.push(problem(1, "the list holds no clips"));
  if (video && !sameRate(frameRate, video.frameRate)) {
    const rates = `counts ${showRate(frameRate)} frames a second, and the video has ${showRate(video.frameRate)}`;
    problems.push(problem(1, `the list ${rates}`));
  }
  return problems.sort((a, b) => a.line - b.line);
}

const problem = (line: number, what: string): ListProblem => ({ line, message: `Line ${line}: ${what}` });

function ranges(clips: readonly ListedClip[], video?: ListedVideo): ListProblem[] {
  const most = video?.frameCount ?? Number.POSITIVE_INFINITY;
  return clips.flatMap((clip) => {
    const ends = `${called(clip)} ends at frame ${clip.end}`;
    if (clip.end <= clip.first) return problem(clip.line, `${ends}, and starts at frame ${clip.first}`);
    if (clip.end <= most) return [];
    return problem(clip.line, `${ends}, and the video has ${most} frames${hint(clips, most)}`);
  });
}

function repetitions(clips: readonly ListedClip[]): ListProblem[] {
  const known = new Map<string, ListedClip>();
  return clips.flatMap((clip) => {
    const key = JSON.stringify([clip.title, clip.clipType]);
    const before = known.get(key);
    if (before) return problem(clip.line, `${called(clip)} is in line ${before.line} already`);
    known.set(key, clip);
    return [];
  });
}

function overlaps(clips: readonly ListedClip[]): ListProblem[] {
  const ordered = clips.filter(({ first, end }) => end > first).sort((a, b) => a.first - b.first);
  let reaching = ordered[0];
  return ordered.slice(1).flatMap((clip) => {
    const before = reaching;
    if (!before || clip.end > before.end) reaching = clip;
    if (!before || clip.first >= before.end) return [];
    const common = Math.min(clip.end, before.end) - clip.first;
    const [early, late] = clip.line > before.line ? [before, clip] : [clip, before];
    return problem(
      late.line,
      `${called(late)} has ${common} frames in common with ${called(early)} in line ${early.line}`,
    );
  });
}

/** Lists that count from 01:00:00:00 are the usual reason. */
function hint(clips: readonly ListedClip[], frameCount: number): string {
  const earliest = clips.reduce((least, { first }) => Math.min(least, first), Number.POSITIVE_INFINITY);
  return earliest >= frameCount ? "; say what the timecode of its first frame is (startTimecode)" : "";
}

const called = ({ title, clipType }: ListedClip): string => `${title} | ${clipType}`;
