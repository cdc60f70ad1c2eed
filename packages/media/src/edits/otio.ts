import { MediaFormatError } from "../format-error.ts";
import { lineOfJson, parseJson } from "../json.ts";
import { finiteNumbers } from "./finite-numbers.ts";
import { type FlickRange, fieldsOf, readTimeRange } from "./otio-time.ts";

type Path = readonly (string | number)[];

/** What an OpenTimelineIO file holds that lies in time. */
export interface OtioTimeline {
  readonly name: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly clips: readonly OtioClip[];
  /** Number of dissolves, wipes and the like. */
  readonly transitions: number;
  /** Markers on the timeline and its tracks; those on clips are with them. */
  readonly markers: readonly OtioMarker[];
}

/** A stretch of media in a timeline. Times are flicks. */
export interface OtioClip {
  readonly name: string;
  /** Where it stands in the file: `["tracks", "children", 0, "children", 3]`. */
  readonly path: Path;
  /** The stretch of the media, in the media's own time: its first frame is at `media.start`. */
  readonly source: FlickRange;
  /** The same from the start of the timeline; null where what is around it cuts it off. */
  readonly record: FlickRange | null;
  /** What of `source` is seen: all but what is cut off. */
  readonly seen: FlickRange | null;
  /** Start and end of the media as far as the file says. */
  readonly media: FlickRange | null;
  readonly mediaUrl: string | null;
  /** What the media reference says besides. */
  readonly mediaMetadata: Readonly<Record<string, unknown>>;
  readonly track: OtioTrack;
  readonly enabled: boolean;
  /** In the media's own time, as `source`. */
  readonly markers: readonly OtioMarker[];
}

/** The track that a clip lies in; in a stack each covers those before it. */
export interface OtioTrack {
  readonly name: string;
  readonly kind: string;
  /** Number of the track in the file, from 0; -1 for a clip in none. */
  readonly number: number;
}

/** A place that somebody marked. Flicks; `end` may be `start`. */
export interface OtioMarker extends FlickRange {
  readonly name: string;
  readonly colour: string | null;
  readonly comment: string;
}

/** A composition that children are laid into. */
interface Around {
  /** Where in the timeline its zero is; it may lie before the part that is seen. */
  readonly origin: number;
  /** The part of the timeline that is seen of it. */
  readonly seen: FlickRange;
  readonly track: OtioTrack;
  readonly depth: number;
}

const DEEPEST = 64;

/**
 * Reads an OpenTimelineIO file: clips and markers of a `Timeline`, `SerializableCollection`, `Stack`, `Track` or
 * `Clip`, nested or not. Transitions are counted, effects passed over.
 * @throws MediaFormatError with the line, for what is no JSON or no OTIO, for items without a range, and for nesting
 * beyond 64 levels.
 */
export function parseOtio(text: string): OtioTimeline {
  const json = finiteNumbers(text);
  const root = parseJson(json);
  const reader = new OtioReader(json);
  const everything = { start: 0, end: Number.POSITIVE_INFINITY };
  reader.read(root, [], { origin: 0, seen: everything, track: NO_TRACK, depth: 0 });
  const { name, metadata } = fieldsOf(root);
  const { clips, markers, transitions } = reader;
  return { name: textOf(name), metadata: fieldsOf(metadata), clips, markers, transitions };
}

class OtioReader {
  readonly clips: OtioClip[] = [];
  readonly markers: OtioMarker[] = [];
  transitions = 0;
  #tracks = 0;
  readonly #json: string;

  constructor(json: string) {
    this.#json = json;
  }

  /** Reads an item that lies in something else. @returns flicks that it lasts. */
  read(item: unknown, path: Path, around: Around): number {
    const fields = fieldsOf(item);
    if (around.depth > DEEPEST) throw this.#fail(path, `is nested more than ${DEEPEST} deep`);
    switch (schemaOf(item)) {
      case "Timeline":
        return this.read(fields.tracks, [...path, "tracks"], around);
      case "SerializableCollection":
        for (const [n, child] of listOf(fields.children).entries())
          this.read(child, [...path, "children", n], { ...around, depth: around.depth + 1 });
        return 0;
      case "Stack":
      case "Track":
        return this.#readComposition(fields, path, around);
      case "Clip":
        return this.#readClip(fields, path, around);
      case "Gap":
        return lengthOf(this.#range(fields.source_range, [...path, "source_range"]));
      case "Transition":
        this.transitions++;
        return 0;
      default:
        throw this.#fail(path, "is no Timeline, Stack, Track, Clip, Gap or Transition of OpenTimelineIO");
    }
  }

  #readComposition(fields: Readonly<Record<string, unknown>>, path: Path, around: Around): number {
    const trim = fields.source_range
      ? this.#range(fields.source_range, [...path, "source_range"])
      : undefined;
    const zero = around.origin - (trim?.start ?? 0);
    const seen = trim ? overlap(around.seen, { start: around.origin, end: zero + trim.end }) : around.seen;
    const isTrack = schemaOf(fields) === "Track";
    const track = isTrack
      ? { name: textOf(fields.name), kind: textOf(fields.kind), number: this.#tracks++ }
      : around.track;
    for (const [n, marker] of listOf(fields.markers).entries()) {
      const { start, end, ...facts } = this.#readMarker(marker, [...path, "markers", n]);
      this.markers.push({ start: start + zero, end: end + zero, ...facts });
    }
    let at = 0;
    let length = 0;
    for (const [n, child] of listOf(fields.children).entries()) {
      const inner = { origin: zero + at, seen: seen ?? NOWHERE, track, depth: around.depth + 1 };
      const lasts = this.read(child, [...path, "children", n], inner);
      // In a track one follows the other; in a stack all start together.
      if (isTrack) at += lasts;
      length = Math.max(length, isTrack ? at : lasts);
    }
    return trim ? lengthOf(trim) : length;
  }

  #readClip(fields: Readonly<Record<string, unknown>>, path: Path, around: Around): number {
    const reference = fieldsOf(referenceOf(fields));
    const media = readTimeRange(reference.available_range) ?? null;
    const source = fields.source_range ? this.#range(fields.source_range, [...path, "source_range"]) : media;
    if (!source) throw this.#fail(path, "is a clip without a range, and its media has none");
    const { origin } = around;
    const record = overlap(around.seen, { start: origin, end: origin + lengthOf(source) }) ?? null;
    const inMedia = (time: number): number => source.start + time - origin;
    this.clips.push({
      ...{ name: textOf(fields.name), path, source, media, track: around.track },
      record,
      seen: record && { start: inMedia(record.start), end: inMedia(record.end) },
      mediaUrl: typeof reference.target_url === "string" ? reference.target_url : null,
      mediaMetadata: fieldsOf(reference.metadata),
      enabled: fields.enabled !== false,
      markers: listOf(fields.markers).map((marker, n) => this.#readMarker(marker, [...path, "markers", n])),
    });
    return lengthOf(source);
  }

  #readMarker(item: unknown, path: Path): OtioMarker {
    if (schemaOf(item) !== "Marker") throw this.#fail(path, "is no Marker");
    const { name, color, comment, marked_range } = fieldsOf(item);
    const range = this.#range(marked_range, [...path, "marked_range"]);
    const colour = textOf(typeof color === "string" ? color : fieldsOf(color).name).toLowerCase();
    return { ...range, name: textOf(name), colour: colour || null, comment: textOf(comment) };
  }

  #range(value: unknown, path: Path): FlickRange {
    const range = readTimeRange(value);
    if (!range) throw this.#fail(path, "is no TimeRange");
    return range;
  }

  #fail(path: Path, what: string): MediaFormatError {
    const line = lineOfJson(this.#json, path);
    return new MediaFormatError(
      `Line ${line}: ${path.length === 0 ? "the file" : path.join(".")} ${what}`,
      line,
    );
  }
}

const NO_TRACK: OtioTrack = { name: "", kind: "", number: -1 };
const NOWHERE: FlickRange = { start: 0, end: 0 };

const lengthOf = ({ start, end }: FlickRange): number => end - start;

function overlap(a: FlickRange, b: FlickRange): FlickRange | undefined {
  const start = Math.max(a.start, b.start);
  const end = Math.min(a.end, b.end);
  return start < end ? { start, end } : undefined;
}

/** `Clip` of `Clip.2`. Tracks were called sequences once. */
function schemaOf(value: unknown): string {
  const schema = textOf(fieldsOf(value).OTIO_SCHEMA).replace(/\.\d+$/, "");
  return schema === "Sequence" ? "Track" : schema;
}

/** The media of a clip: one before `Clip.2`, the active one of several since. */
function referenceOf(fields: Readonly<Record<string, unknown>>): unknown {
  const key = textOf(fields.active_media_reference_key) || "DEFAULT_MEDIA";
  return fields.media_reference ?? fieldsOf(fields.media_references)[key];
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
