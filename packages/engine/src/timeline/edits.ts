import {
  type EdlEvent,
  FLICKS_PER_SECOND,
  type FrameRate,
  formatRational,
  MediaFormatError,
  type OtioClip,
  parseEdl,
  parseOtio,
  parseTimecode,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type { Edit } from "./edit-list.ts";

/** A stretch of media, the media by name. Flicks. */
export interface NamedEdit extends Omit<Edit, "video" | "source"> {
  /** What the media goes by, the most telling first: an id of ours, a file, a clip's name, a reel. */
  readonly names: readonly string[];
  /** In the media's own time. */
  readonly source: { readonly start: number; readonly end: number };
  /** Time of the media's first frame as far as the file says, in the same; null where it does not. */
  readonly mediaStart: number | null;
}

/** What a file of an editing system says. */
export interface EditFile {
  readonly name: string;
  readonly edits: readonly NamedEdit[];
  /** What was left out, or is shown in another way than the file asks for. */
  readonly warnings: readonly string[];
  /** What we wrote into the file besides; undefined in files of others. */
  readonly metadata: unknown;
}

/** Under which our own facts stand in OTIO metadata. */
export const OWN_METADATA = "cutstream";

/**
 * Reads the picture of an OpenTimelineIO file. A later track covers those before it, as OTIO has it.
 * @throws MediaFormatError with the line
 */
export function editsOfOtio(text: string): EditFile {
  const { name, clips, transitions, metadata } = parseOtio(text);
  const audible = clips.filter(({ track }) => /audio/i.test(track.kind));
  const disabled = clips.filter(({ enabled }) => !enabled);
  const shown = clips.filter((clip) => !/audio/i.test(clip.track.kind) && clip.enabled);
  return {
    name,
    edits: shown.flatMap((clip) => editOfOtio(clip)),
    metadata: metadata[OWN_METADATA],
    warnings: [
      ...counted(transitions, "transition is a cut", "transitions are cuts"),
      ...counted(disabled.length, "disabled clip is left out", "disabled clips are left out"),
      ...counted(
        audible.length,
        "clip of sound is left out: every clip keeps its own",
        "clips of sound are left out: every clip keeps its own",
      ),
    ],
  };
}

function editOfOtio({
  name,
  path,
  seen,
  record,
  media,
  mediaUrl,
  mediaMetadata,
  track,
}: OtioClip): NamedEdit[] {
  if (!record || !seen) return [];
  const own = mediaMetadata[OWN_METADATA] as { readonly video?: unknown } | null | undefined;
  const names = [own?.video, mediaUrl, name].filter(isName);
  const mediaStart = media?.start ?? null;
  return [{ where: path.join("."), names, source: seen, record, mediaStart, track: track.number }];
}

/**
 * Reads the picture of a CMX 3600 list: its events as cuts, from the first one's record time on.
 * @param rate frames a second that its timecodes count.
 * @throws MediaFormatError with the line, also for a change of speed: that would take new pictures.
 */
export function editsOfEdl(text: string, rate: FrameRate): EditFile {
  const { title, events } = parseEdl(text, rate);
  const shown = events.filter(
    ({ track, reel, recordIn, recordOut }) => isPicture(track) && reel !== "BL" && recordOut > recordIn,
  );
  const origin = Math.min(...shown.map(({ recordIn }) => recordIn));
  const black = events.filter(({ reel, recordIn, recordOut }) => reel === "BL" && recordOut > recordIn);
  const sound = events.filter(({ track }) => !isPicture(track));
  return {
    name: title ?? "",
    edits: shown.map((event) => editOfEdl(event, origin, rate)),
    metadata: undefined,
    warnings: [
      ...counted(
        shown.filter(({ transition }) => transition !== "cut").length,
        "transition is a cut",
        "transitions are cuts",
      ),
      ...counted(black.length, "event of black is a gap", "events of black are gaps"),
      ...counted(
        sound.length,
        "event of sound is left out: every clip keeps its own",
        "events of sound are left out: every clip keeps its own",
      ),
    ],
  };
}

/** Frames by which a list may be off at one end, where its program rounded timecodes: the record counts. */
const ROUNDED = 1;

function editOfEdl(event: EdlEvent, origin: number, rate: FrameRate): NamedEdit {
  const { line, reel, clipName, sourceFile, sourceIn, sourceOut, recordIn, recordOut, speed } = event;
  const length = recordOut - recordIn;
  if (speed !== null || Math.abs(sourceOut - sourceIn - length) > ROUNDED) {
    const message = `Line ${line}: the event changes the speed of its source, which would take new pictures; render it in the editing system, or cut it out`;
    throw new MediaFormatError(message, line);
  }
  const flicks = (frame: number): number => (frame * FLICKS_PER_SECOND * rate.den) / rate.num;
  return {
    where: `line ${line}`,
    // AX is no name
    names: [sourceFile, clipName, reel === "AX" ? null : reel].filter(isName),
    source: { start: flicks(sourceIn), end: flicks(sourceIn + length) },
    record: { start: flicks(recordIn - origin), end: flicks(recordOut - origin) },
    mediaStart: null,
    track: 0,
  };
}

/** `V`, `B` for both, `AA/V`. */
const isPicture = (track: string): boolean => /V|^B$/i.test(track);

const isName = (name: unknown): name is string => typeof name === "string" && name !== "";

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}.` : `${count} ${many}.`];

/** Media that goes by a name. */
export interface NamedMedia {
  readonly video: string;
  readonly frameRate: FrameRate;
  /** Timecode of its first frame, where somebody said. */
  readonly startTimecode?: string;
}

/**
 * Puts videos in the place of names.
 * @param find the video that goes by one of these names. It throws where there is none.
 * @throws CutstreamError `invalid_request` for a timecode that is none, and edits before their media's first frame.
 */
export function nameMedia(
  { names, mediaStart, source, ...rest }: NamedEdit,
  find: (names: readonly string[], where: string) => NamedMedia,
): Edit {
  const media = find(names, rest.where);
  const start = startOf(media) ?? mediaStart ?? 0;
  if (source.start < start) {
    const seconds = ((start - source.start) / FLICKS_PER_SECOND).toFixed(3);
    const message = `${rest.where} starts ${seconds} s before the first frame of ${media.video}; give its startTimecode.`;
    throw new CutstreamError("invalid_request", message, { path: "media" });
  }
  return { ...rest, video: media.video, source: { start: source.start - start, end: source.end - start } };
}

function startOf({ startTimecode, frameRate }: NamedMedia): number | undefined {
  if (startTimecode === undefined) return undefined;
  const frame = parseTimecode(startTimecode, frameRate);
  if (frame !== undefined) return (frame * FLICKS_PER_SECOND * frameRate.den) / frameRate.num;
  const message = `startTimecode is ${JSON.stringify(startTimecode)}, which is no timecode at ${formatRational(frameRate)} frames a second.`;
  throw new CutstreamError("invalid_request", message, { path: "media" });
}
