import { decodeText, MediaFormatError } from "@cutstream/media";
import type { TimecodeListFormat } from "../../../api/mega-assets.ts";
import { CutstreamError } from "../../../errors.ts";
import { checkList, type ListedVideo } from "./check-list.ts";
import { readCsvList, writeCsvList } from "./csv-list.ts";
import { readEdlList, writeEdlList } from "./edl-list.ts";
import { readFcpxmlList, writeFcpxmlList } from "./fcpxml-list.ts";
import { readJsonList, writeJsonList } from "./json-list.ts";
import { readOtioList, writeOtioList } from "./otio-list.ts";
import type { ListOptions, ListProblem, TimecodeList } from "./timecode-list.ts";

interface Format {
  readonly read: (text: string, options: ListOptions) => TimecodeList;
  readonly write: (list: TimecodeList) => string;
}

const FORMATS: Readonly<Record<TimecodeListFormat, Format>> = {
  json: { read: readJsonList, write: writeJsonList },
  csv: { read: readCsvList, write: writeCsvList },
  edl: { read: readEdlList, write: writeEdlList },
  otio: { read: readOtioList, write: writeOtioList },
  fcpxml: { read: readFcpxmlList, write: writeFcpxmlList },
};

/** Clips of a list. */
const MOST_CLIPS = 200_000;
/** Problems that one message names. */
const MOST_NAMED = 5;

/**
 * Reads a list of timecodes and checks it.
 * @param video that it is of; left out, only the list itself is checked.
 * @throws CutstreamError `invalid_timecode_list`, with the lines: for what cannot be read or is ambiguous, for clips
 * that overlap, come twice, lie outside the video or are not named, and for mixed rates and notations.
 */
export function readTimecodeList(
  bytes: Uint8Array,
  format: TimecodeListFormat,
  options: ListOptions = {},
  video?: ListedVideo,
): TimecodeList {
  const list = read(bytes, format, { ...(video && { frameRate: video.frameRate }), ...options });
  assertList(list, video);
  return list;
}

/** Checks a list that was read. @throws CutstreamError `invalid_timecode_list` as {@link readTimecodeList} */
export function assertList(list: TimecodeList, video?: ListedVideo): void {
  const problems = checkList(list, video);
  if (problems.length > 0) throw invalid(problems);
  if (list.clips.length <= MOST_CLIPS) return;
  const message = `The list holds ${list.clips.length} clips; ${MOST_CLIPS} are the most.`;
  throw new CutstreamError("invalid_timecode_list", message);
}

/** Writes a list of timecodes: what {@link readTimecodeList} reads as the same. */
export function writeTimecodeList(list: TimecodeList, format: TimecodeListFormat): string {
  return FORMATS[format].write(list);
}

function read(bytes: Uint8Array, format: TimecodeListFormat, options: ListOptions): TimecodeList {
  try {
    return FORMATS[format].read(decodeText(bytes), options);
  } catch (cause) {
    if (!(cause instanceof MediaFormatError)) throw cause;
    throw new CutstreamError("invalid_timecode_list", `${cause.message}.`, { cause });
  }
}

function invalid(problems: readonly ListProblem[]): CutstreamError {
  const named = problems.slice(0, MOST_NAMED).map(({ message }) => `${message}.`);
  const more = problems.length - named.length;
  const message = [...named, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ");
  return new CutstreamError("invalid_timecode_list", message);
}
