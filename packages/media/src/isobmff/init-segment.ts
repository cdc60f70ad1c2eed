import { concatBytes } from "../bytes.ts";
import { MediaFormatError } from "../format-error.ts";
import {
  type Box,
  box,
  childBoxes,
  findChild,
  fourcc,
  fullBoxReader,
  iterateBoxes,
  requireChild,
  u32,
} from "./box.ts";
import {
  type AudioSampleEntry,
  type ParsedSampleEntry,
  parseSampleEntry,
  type VideoSampleEntry,
  writeAudioSampleEntry,
  writeVideoSampleEntry,
} from "./sample-entry.ts";
import { writeEmptySampleTable } from "./sample-table.ts";
import {
  type Edit,
  parseEditList,
  parseHandler,
  parseTimescale,
  parseTrackExtends,
  parseTrackHeader,
  type SampleDefaults,
  writeHandler,
  writeMediaHeader,
  writeMediaInformation,
  writeMovieHeader,
  writeTrackExtends,
  writeTrackHeader,
} from "./track-boxes.ts";

/** What a video track's init segment says. */
export interface VideoInit extends Omit<VideoSampleEntry, "type"> {
  /** Default 1. */
  readonly trackId?: number;
  /** Units a second of every time in the track. */
  readonly timescale: number;
  /** Default `avc1`. */
  readonly sampleEntry?: "avc1" | "avc3";
}

/** What an audio track's init segment says. */
export interface AudioInit extends AudioSampleEntry {
  /** Default 1. */
  readonly trackId?: number;
  /** Units a second of every time in the track; the sample rate as a rule. */
  readonly timescale: number;
}

/**
 * Writes a CMAF header (ISO/IEC 23000-19 §7.3.1) of one H.264 track. Nothing in it but what decoding needs: no dates,
 * no metadata; the same input gives the same bytes.
 */
export function writeVideoInit(init: VideoInit): Uint8Array {
  const { trackId = 1, timescale, sampleEntry = "avc1", width, height, pixelAspect } = init;
  const displayWidth = pixelAspect ? Math.round((width * pixelAspect.num) / pixelAspect.den) : width;
  return writeInit(
    timescale,
    "vide",
    { id: trackId, width: displayWidth, height },
    writeVideoSampleEntry({ ...init, type: sampleEntry }),
  );
}

/** Writes a CMAF header of one AAC track; as {@link writeVideoInit}. */
export function writeAudioInit(init: AudioInit): Uint8Array {
  const { trackId = 1, timescale } = init;
  return writeInit(timescale, "soun", { id: trackId, width: 0, height: 0 }, writeAudioSampleEntry(init));
}

function writeInit(
  timescale: number,
  handler: "vide" | "soun",
  header: { readonly id: number; readonly width: number; readonly height: number },
  sampleEntry: Uint8Array,
): Uint8Array {
  return concatBytes([
    box("ftyp", fourcc("iso6"), u32(0), fourcc("iso6"), fourcc("cmfc"), fourcc("cmf2")),
    box(
      "moov",
      writeMovieHeader(timescale, header.id + 1),
      box(
        "trak",
        writeTrackHeader(header),
        box(
          "mdia",
          writeMediaHeader(timescale),
          writeHandler(handler),
          writeMediaInformation(handler, writeEmptySampleTable(sampleEntry)),
        ),
      ),
      box("mvex", writeTrackExtends(header.id)),
    ),
  ]);
}

/** One track of a movie. */
export interface InitTrack extends Omit<ParsedSampleEntry, "type"> {
  readonly id: number;
  /** `vide`, `soun`, or another handler type. */
  readonly handler: string;
  /** Units a second. */
  readonly timescale: number;
  /** Type of the first sample entry: `avc1`, `mp4a` … */
  readonly sampleEntry: string;
  /** From `trex`; zeros where there is none. */
  readonly defaults: SampleDefaults;
}

/** What an init segment says. */
export interface InitSegment {
  readonly tracks: readonly InitTrack[];
  /** Edit lists that are there, by track. Their durations count in `movieTimescale`. */
  readonly editLists: readonly { readonly trackId: number; readonly edits: readonly Edit[] }[];
  readonly movieTimescale: number;
}

const NO_DEFAULTS: SampleDefaults = { duration: 0, size: 0, flags: 0 };

/**
 * Reads the `moov` box among the bytes: an init segment, with or without `ftyp`, of ours or of another writer.
 * @throws MediaFormatError where there is none, or it makes no sense.
 */
export function parseInit(bytes: Uint8Array): InitSegment {
  for (const top of iterateBoxes(bytes)) if (top.type === "moov") return parseMovie(bytes, top);
  throw new MediaFormatError('No "moov" box', 0);
}

/** The defaults of each track by its id, as fragments need them to be read. */
export function sampleDefaults(init: InitSegment): Map<number, SampleDefaults> {
  return new Map(init.tracks.map((track) => [track.id, track.defaults]));
}

function parseMovie(bytes: Uint8Array, moov: Box): InitSegment {
  const defaults = new Map<number, SampleDefaults>();
  const mvex = findChild(bytes, moov, "mvex");
  for (const child of mvex ? childBoxes(bytes, mvex) : []) {
    if (child.type !== "trex") continue;
    const { trackId, ...values } = parseTrackExtends(bytes, child);
    defaults.set(trackId, values);
  }
  const tracks: InitTrack[] = [];
  const editLists: { trackId: number; edits: Edit[] }[] = [];
  for (const trak of childBoxes(bytes, moov)) {
    if (trak.type !== "trak") continue;
    const { id } = parseTrackHeader(bytes, requireChild(bytes, trak, "tkhd"));
    tracks.push({ id, defaults: defaults.get(id) ?? NO_DEFAULTS, ...parseMedia(bytes, trak) });
    const edts = findChild(bytes, trak, "edts");
    const elst = edts && findChild(bytes, edts, "elst");
    if (elst) editLists.push({ trackId: id, edits: parseEditList(bytes, elst) });
  }
  return { tracks, editLists, movieTimescale: parseTimescale(bytes, requireChild(bytes, moov, "mvhd")) };
}

function parseMedia(bytes: Uint8Array, trak: Box): Omit<InitTrack, "id" | "defaults"> {
  const mdia = requireChild(bytes, trak, "mdia");
  const handler = parseHandler(bytes, requireChild(bytes, mdia, "hdlr"));
  const mdhd = requireChild(bytes, mdia, "mdhd");
  const timescale = parseTimescale(bytes, mdhd);
  if (timescale === 0) throw new MediaFormatError("Timescale is 0", mdhd.start);
  const stbl = requireChild(bytes, requireChild(bytes, mdia, "minf"), "stbl");
  const stsd = requireChild(bytes, stbl, "stsd");
  const { reader } = fullBoxReader(bytes, stsd);
  reader.skip(4);
  const [entry] = iterateBoxes(bytes, reader.offset, stsd.end);
  if (!entry) throw new MediaFormatError('"stsd" has no sample entry', stsd.start);
  const { type: sampleEntry, ...description } = parseSampleEntry(bytes, entry, handler);
  return { handler, timescale, sampleEntry, ...description };
}
