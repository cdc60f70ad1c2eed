import { decodeText, MediaFormatError } from "@cutstream/media";
import { CutstreamError } from "../../../errors.ts";
import { type ClipLabel, splitLabel } from "../list/labels.ts";
import { assertList } from "../list/read-list.ts";
import {
  checkNames,
  type ListedClip,
  type ListOptions,
  refuse,
  type TimecodeList,
} from "../list/timecode-list.ts";
import { type Mark, type MarkerFormat, readMarks } from "./marks.ts";

/** How markers become a list. */
export interface LabelOptions extends ListOptions {
  /** Clip types that every title is to have, with the frames of each that markers of a place begin; null: none said. */
  readonly clipTypes?: Readonly<Record<string, number | null>>;
  /** Titles that are to be there. */
  readonly titles?: readonly string[];
}

/** What markers became. */
export interface LabelledMarkers {
  readonly list: TimecodeList;
  /** Markers that name no clip: notes to somebody else. */
  readonly ignored: readonly { readonly line: number; readonly text: string }[];
  /** Titles and the clip types that they lack, of those that were asked for or that others have. */
  readonly missing: readonly { readonly title: string; readonly clipTypes: readonly string[] }[];
}

/**
 * Turns the markers of an export into a list of timecodes. A marker names its clip `title | clip type`; where its text
 * is one of the clip types asked for, the title is the name of the clip that it is in. A marker with a length is the
 * clip; one without begins a clip as long as its type, or, where that was not said, means all of the clip that it is in.
 * @throws CutstreamError `invalid_timecode_list` with the line, as for lists, and where a clip could be meant by two
 * markers, or the length of one cannot be told.
 */
export function labelMarkers(
  bytes: Uint8Array,
  format: MarkerFormat,
  options: LabelOptions = {},
): LabelledMarkers {
  try {
    const { frameRate, marks } = readMarks[format](decodeText(bytes), options);
    const { clipTypes = {}, titles = [] } = options;
    const named = marks.map((mark) => ({ mark, label: labelOf(mark, clipTypes) }));
    const ignored = named
      .filter(({ label }) => !label)
      .map(({ mark }) => ({ line: mark.line, text: mark.text }));
    const labelled = named.flatMap(({ mark, label }) => (label ? [{ mark, label }] : []));
    const clips = labelled
      .map(({ mark, label }) => clipOf(mark, label, clipTypes, labelled))
      .sort((a, b) => a.first - b.first);
    const list = { frameRate, clips };
    assertList(list);
    return { list, ignored, missing: missingOf(clips, Object.keys(clipTypes), titles) };
  } catch (cause) {
    if (!(cause instanceof MediaFormatError)) throw cause;
    throw new CutstreamError("invalid_timecode_list", `${cause.message}.`, { cause });
  }
}

function labelOf(
  { text, line, clip }: Mark,
  clipTypes: Readonly<Record<string, number | null>>,
): ClipLabel | undefined {
  const alone = text.trim();
  const label = Object.hasOwn(clipTypes, alone)
    ? { title: clip?.name.trim() ?? "", clipType: alone }
    : splitLabel(text);
  if (label) checkNames(label.title, label.clipType, line);
  return label;
}

function clipOf(
  mark: Mark,
  label: ClipLabel,
  clipTypes: Readonly<Record<string, number | null>>,
  all: readonly { readonly mark: Mark }[],
): ListedClip {
  const { line, first, end, clip } = mark;
  if (end !== undefined) return { ...label, first, end, line };
  const length = Object.hasOwn(clipTypes, label.clipType) ? clipTypes[label.clipType] : undefined;
  if (length) return { ...label, first, end: first + length, line };
  if (!clip)
    refuse(
      line,
      `the marker ${JSON.stringify(mark.text)} has no length, its type neither, and it is in no clip`,
    );
  const other = all.find(({ mark: one }) => one !== mark && isWithin(one, clip));
  if (other)
    refuse(
      line,
      `two markers are in the clip ${JSON.stringify(clip.name)}, and none says how long it lasts: ${JSON.stringify(mark.text)} and ${JSON.stringify(other.mark.text)}`,
    );
  return { ...label, first: clip.first, end: clip.end, line };
}

const isWithin = ({ first }: Mark, clip: { readonly first: number; readonly end: number }): boolean =>
  first >= clip.first && first < clip.end;

function missingOf(
  clips: readonly ListedClip[],
  asked: readonly string[],
  titles: readonly string[],
): LabelledMarkers["missing"] {
  const types = [...new Set([...asked, ...clips.map(({ clipType }) => clipType)])];
  const had = new Map<string, Set<string>>(titles.map((title) => [title, new Set()]));
  for (const { title, clipType } of clips) had.set(title, (had.get(title) ?? new Set()).add(clipType));
  return [...had].flatMap(([title, has]) => {
    const clipTypes = types.filter((type) => !has.has(type));
    return clipTypes.length > 0 ? [{ title, clipTypes }] : [];
  });
}
