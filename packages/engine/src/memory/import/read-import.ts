import { decodeText, type FrameRate, MediaFormatError } from "@cutstream/media";
import type { ImportFile, ImportFormat, MomentInput } from "../../api/memory.ts";
import { CutstreamError } from "../../errors.ts";
import { readCsv } from "./csv.ts";
import { readCues } from "./cues.ts";
import { readEdl } from "./edl.ts";
import { readJson } from "./json.ts";
import { readOtio } from "./otio.ts";

type Reader = (text: string, file: ImportFile, frameRate: FrameRate) => readonly MomentInput[];

const READERS: Readonly<Record<ImportFormat, Reader>> = {
  json: readJson,
  csv: readCsv,
  srt: readCues,
  vtt: readCues,
  edl: readEdl,
  otio: readOtio,
};

/** Formats that hold clips of a source at places of a timeline: only these have sides and count from a timecode. */
const EDITS: ReadonlySet<ImportFormat> = new Set(["edl", "otio"]);

/** Moments of one file: as many as an index holds. */
const MOST_MOMENTS = 100_000;

/**
 * Moments that a file holds, in its order. What a text without a language of its own is in, the file's `language` says.
 * @param frameRate of the video, which timecodes count.
 * @throws CutstreamError `import_unreadable` with the line and what was expected there, for a file without moments, and
 * for one of more than 100,000; `invalid_request` for a `startTimecode` that is none, and for it or a `side` of a file
 * that is neither EDL nor OTIO.
 */
export function readImport(file: ImportFile, frameRate: FrameRate): readonly MomentInput[] {
  for (const option of ["side", "startTimecode"] as const)
    if (file[option] !== undefined && !EDITS.has(file.format)) throw outOfPlace(option, file);
  const moments = read(file, frameRate);
  if (moments.length === 0) throw unreadable(file, "It holds no moments");
  if (moments.length > MOST_MOMENTS)
    throw unreadable(file, `It holds ${moments.length} moments; ${MOST_MOMENTS} are the most`);
  const { language } = file;
  return language === undefined ? moments : moments.map((moment) => ({ language, ...moment }));
}

function read(file: ImportFile, frameRate: FrameRate): readonly MomentInput[] {
  try {
    return READERS[file.format](decodeText(file.bytes), file, frameRate);
  } catch (error) {
    if (error instanceof MediaFormatError) throw unreadable(file, error.message, error);
    throw error;
  }
}

function outOfPlace(option: "side" | "startTimecode", { format }: ImportFile): CutstreamError {
  const message = `${option} is for edl and otio files; the times of a ${format} file are those of the video.`;
  return new CutstreamError("invalid_request", message, { path: option });
}

function unreadable({ format }: ImportFile, message: string, cause?: MediaFormatError): CutstreamError {
  return new CutstreamError("import_unreadable", `The ${format} file cannot be read. ${message}.`, { cause });
}
