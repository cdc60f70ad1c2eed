import {
  type EdlEvent,
  type EdlMarker,
  type FrameRate,
  formatTimecode,
  MediaFormatError,
  parseEdl,
} from "@cutstream/media";
import type { ImportFile, MomentInput } from "../../api/memory.ts";
import type { JsonObject } from "../../moments/moment.ts";
import { startFrame } from "./start-timecode.ts";

/** Frames of the video. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Moments of a CMX 3600 list: a `clip` for each event, by its source times or its record times as `side` says, and a
 * `marker` for each marker in it. Events of black and of no length are left out, audio where there is picture, markers
 * outside their event, and events of one frame that are but the place of a marker.
 * @throws MediaFormatError with the line, also where an event lies before the video's first frame.
 */
export function readEdl(text: string, file: ImportFile, frameRate: FrameRate): readonly MomentInput[] {
  const { events } = parseEdl(text, frameRate);
  const origin = startFrame(file, frameRate) ?? 0;
  const picture = events.filter(({ track }) => /V|^B$/i.test(track));
  const used = (picture.length > 0 ? picture : events).filter(({ reel }) => reel !== "BL");
  return used.flatMap((event) => momentsOf(event, file.side ?? "source", origin, frameRate));
}

function momentsOf(
  event: EdlEvent,
  side: "source" | "record",
  origin: number,
  frameRate: FrameRate,
): MomentInput[] {
  const [from, to] =
    side === "source" ? [event.sourceIn, event.sourceOut] : [event.recordIn, event.recordOut];
  if (from < origin) {
    const timecodes = [from, origin].map((frame) => formatTimecode(frame, frameRate));
    const message = `Line ${event.line}: ${timecodes[0]} lies before the video's first frame, ${timecodes[1]}`;
    throw new MediaFormatError(message, event.line);
  }
  const toVideo = (record: number): number => record - event.recordIn + from - origin;
  const markers = event.markers.flatMap((marker) => {
    const first = toVideo(marker.frame);
    const inside = first >= from - origin && (first < to - origin || first === from - origin);
    return inside ? [markerMoment(marker, { from: first, to: first + marker.frames }, event)] : [];
  });
  const isPlace = markers.length > 0 && to - from <= 1;
  if (to === from || isPlace) return markers;
  return [clipMoment(event, { from: from - origin, to: to - origin }), ...markers];
}

function clipMoment(event: EdlEvent, { from, to }: Range): MomentInput {
  const { transition, speed, comments } = event;
  return {
    start: { frame: from },
    end: { frame: to },
    ...(event.clipName !== null && { text: event.clipName }),
    labels: ["clip"],
    metadata: {
      ...placeOf(event),
      transition,
      ...(event.sourceFile !== null && { file: event.sourceFile }),
      ...(speed !== null && { speed }),
      ...(comments.length > 0 && { comments }),
    },
  };
}

function markerMoment({ text, colour }: EdlMarker, { from, to }: Range, event: EdlEvent): MomentInput {
  return {
    start: { frame: from },
    end: { frame: to },
    ...(text !== "" && { text }),
    labels: ["marker"],
    metadata: { ...placeOf(event), ...(colour !== null && { colour }) },
  };
}

const placeOf = ({ number, reel, track }: EdlEvent): JsonObject => ({ event: number, reel, track });
