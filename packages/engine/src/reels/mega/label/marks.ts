import type { TimecodeListFormat } from "../../../api/mega-assets.ts";
import { readEdlEvents } from "../list/edl-list.ts";
import { readFcpxmlSequence } from "../list/fcpxml-list.ts";
import { frameFlicks, ListTimes } from "../list/list-times.ts";
import { readOtioClips } from "../list/otio-list.ts";
import type { ListOptions, TimecodeList } from "../list/timecode-list.ts";

/** Formats in which editing systems write markers. */
export type MarkerFormat = Extract<TimecodeListFormat, "edl" | "otio" | "fcpxml">;

/** A clip of the edit. Frames of the mega asset. */
export interface MarkedClip {
  readonly name: string;
  readonly first: number;
  readonly end: number;
}

/** A place or a range that an editor marked. Frames of the mega asset. */
export interface Mark {
  readonly text: string;
  /** Of the export, from 1: of an EDL, that of the event. */
  readonly line: number;
  readonly first: number;
  /** Undefined for a mark of a place, which says nothing of a length. */
  readonly end?: number;
  /** The clip that it is in, if any. */
  readonly clip: MarkedClip | null;
}

export interface Marks {
  readonly frameRate: TimecodeList["frameRate"];
  readonly marks: readonly Mark[];
}

/** Reads the markers of an export. @throws MediaFormatError with the line */
export const readMarks: Readonly<Record<MarkerFormat, (text: string, options: ListOptions) => Marks>> = {
  edl(text, options) {
    const { frameRate, events, times } = readEdlEvents(text, options);
    const marks = events.flatMap((event) => {
      const range = times(event);
      const clip = { name: event.clipName ?? "", ...range };
      return event.markers.map((marker): Mark => {
        const first = range.first + marker.frame - event.recordIn;
        // An event that is but the place of a marker, as Resolve exports them, is no clip.
        const around = range.end - range.first > 1 ? clip : null;
        const end = marker.frames > 1 ? first + marker.frames : undefined;
        return {
          text: marker.text,
          line: event.line,
          first,
          clip: around,
          ...(end !== undefined && { end }),
        };
      });
    });
    return { frameRate, marks };
  },

  otio(text, options) {
    const { timeline, frameRate, clips, times, lineOf, reader } = readOtioClips(text, options);
    const frame = frameFlicks(frameRate);
    const inClips = clips.flatMap((clip) => {
      const line = lineOf(clip);
      const range = times(clip);
      const shown = options.side === "source" ? clip.source : (clip.seen ?? clip.source);
      return clip.markers.map((marker): Mark => {
        const place = Math.floor((marker.start - shown.start) / frame);
        const first = range.first + place;
        const end = first + (marker.end - marker.start) / frame;
        return { ...markOf(textOf(marker), line, first, end), clip: { name: clip.name, ...range } };
      });
    });
    const onTracks = timeline.markers.map((marker): Mark => {
      const end = marker.end > marker.start ? reader.ofFlicks(marker.end, 1) : undefined;
      return { ...markOf(textOf(marker), 1, Math.floor(marker.start / frame), end), clip: null };
    });
    return { frameRate, marks: [...inClips, ...onTracks] };
  },

  fcpxml(text, options) {
    const { sequence, frameRate } = readFcpxmlSequence(text, options);
    const times = new ListTimes(frameRate);
    const frame = frameFlicks(frameRate);
    const clips = sequence.clips.map(({ name, start, end, line }) => ({
      ...{ name, first: times.ofFlicks(start, line), end: times.ofFlicks(end, line) },
    }));
    const marks = sequence.markers.map(({ text: said, start, end, line }): Mark => {
      const first = Math.floor(start / frame);
      const clip = clips.find((one) => one.first <= first && first < one.end) ?? null;
      const isRange = end - start > frame;
      return { ...markOf(said, line, first, isRange ? times.ofFlicks(end, line) : undefined), clip };
    });
    return { frameRate, marks };
  },
};

/** One frame says where, and no more. */
function markOf(text: string, line: number, first: number, end?: number): Omit<Mark, "clip"> {
  return end !== undefined && end - first > 1 ? { text, line, first, end } : { text, line, first };
}

/** OTIO has a name and a comment; where one has a bar, it is meant. */
function textOf({ name, comment }: { readonly name: string; readonly comment: string }): string {
  return !name.includes("|") && comment.includes("|") ? comment : name || comment;
}
