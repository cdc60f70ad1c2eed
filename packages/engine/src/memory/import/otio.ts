import {
  FLICKS_PER_SECOND,
  type FrameRate,
  lineOfJson,
  MediaFormatError,
  type OtioClip,
  type OtioMarker,
  parseOtio,
} from "@cutstream/media";
import type { ImportFile, MomentInput } from "../../api/memory.ts";
import { exactSeconds } from "../../timeline/exact-seconds.ts";
import { startFrame } from "./start-timecode.ts";

/** Flicks of the video. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/**
 * Moments of an OpenTimelineIO file: a `clip` for each clip that is enabled, by its source range or its place in the
 * timeline as `side` says, and a `marker` for each marker in it; markers of tracks and timelines where the video is the
 * timeline (`record`). Audio tracks are left out where there is picture, and so are markers outside their clip.
 * @throws MediaFormatError with the line, also where a clip lies before the video's first frame.
 */
export function readOtio(text: string, file: ImportFile, frameRate: FrameRate): readonly MomentInput[] {
  const { clips, markers } = parseOtio(text);
  const frame = Math.round((FLICKS_PER_SECOND * frameRate.den) / frameRate.num);
  const started = startFrame(file, frameRate);
  const origin = started === undefined ? undefined : Math.round(started * frame);
  const enabled = clips.filter((clip) => clip.enabled);
  const picture = enabled.filter(({ track }) => track.kind !== "Audio");
  const moments = (picture.length > 0 ? picture : enabled).flatMap((clip) => {
    const range = file.side === "record" ? clip.record : sourceRange(clip, origin);
    if (!range) return [];
    if (range.start < 0) {
      const line = lineOfJson(text, clip.path);
      throw new MediaFormatError(`Line ${line}: clip ${clip.name} lies before the video's first frame`, line);
    }
    return momentsOf(clip, range, frame);
  });
  if (file.side !== "record") return moments;
  return [...moments, ...markers.map((marker) => markerMoment(marker, marker.start, frame))];
}

/** A clip's stretch of its media, counted from the media's first frame. */
function sourceRange({ source, media }: OtioClip, origin = media?.start ?? 0): Range {
  return { start: source.start - origin, end: source.end - origin };
}

function momentsOf(clip: OtioClip, { start, end }: Range, frame: number): MomentInput[] {
  if (end <= start) return [];
  const { name, track, mediaUrl, markers, source } = clip;
  const moment: MomentInput = {
    start: exactSeconds(start),
    end: exactSeconds(end),
    ...(name !== "" && { text: name }),
    labels: ["clip"],
    metadata: { track: track.name, ...(mediaUrl !== null && { file: mediaUrl }) },
  };
  const inside = markers.filter((marker) => marker.start >= source.start && marker.start < source.end);
  return [
    moment,
    ...inside.map((marker) => markerMoment(marker, start + marker.start - source.start, frame)),
  ];
}

/** A marker without a length is one frame. */
function markerMoment(
  { name, comment, colour, ...range }: OtioMarker,
  start: number,
  frame: number,
): MomentInput {
  const text = [name, comment].filter((part) => part !== "").join(": ");
  return {
    start: exactSeconds(start),
    end: exactSeconds(start + Math.max(range.end - range.start, frame)),
    ...(text !== "" && { text }),
    labels: ["marker"],
    ...(colour !== null && { metadata: { colour } }),
  };
}
