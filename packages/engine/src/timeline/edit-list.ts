import { FLICKS_PER_SECOND } from "@cutstream/media";
import type { ClipInput } from "../api/timeline.ts";
import { CutstreamError } from "../errors.ts";
import { exactSeconds } from "./exact-seconds.ts";

/** A range in flicks. */
interface Range {
  readonly start: number;
  readonly end: number;
}

/** A stretch of a video laid on one of several tracks. Flicks. */
export interface Edit {
  /** Where it stands in what was given, for errors: `line 12`, `timeline.tracks[1].clips[0]`. */
  readonly where: string;
  readonly video: string;
  /** From the video's first frame. */
  readonly source: Range;
  /** From the start of the timeline; as long as `source`. */
  readonly record: Range;
  /** Where edits overlap, those of a higher track cover the others. */
  readonly track: number;
  readonly cut?: "exact" | "snap";
}

export interface FlattenOptions {
  /** What is shown where nothing lies, again and again from its start; without one a gap is an error. */
  readonly filler?: { readonly video: string; readonly source: Range };
  /** Whether tracks may cover one another. Edits of one track never may. */
  readonly covering: boolean;
}

/**
 * Turns edits on tracks into clips that follow one another: what is seen of them.
 * @throws CutstreamError `clips_overlap`, `timeline_gap`
 */
export function flattenEdits(edits: readonly Edit[], { filler, covering }: FlattenOptions): ClipInput[] {
  const ordered = edits.toSorted((a, b) => a.record.start - b.record.start);
  assertApart(ordered, covering);
  const seen: { edit: Edit | null; record: { start: number; end: number } }[] = [];
  const places = [...new Set([0, ...ordered.flatMap(({ record }) => [record.start, record.end])])].sort(
    (a, b) => a - b,
  );
  for (const [n, end] of places.slice(1).entries()) {
    const start = places[n] ?? 0;
    const edit = topmost(ordered, start);
    const last = seen.at(-1);
    if (last && last.edit === edit) last.record.end = end;
    else seen.push({ edit, record: { start, end } });
  }
  return seen.flatMap(({ edit, record }) => (edit ? [clipOf(edit, record)] : fill(record, filler)));
}

/** The edit that is seen at a time; null where none is. */
function topmost(ordered: readonly Edit[], at: number): Edit | null {
  let top: Edit | null = null;
  for (const edit of ordered) {
    if (edit.record.start > at) break;
    if (at < edit.record.end && edit.track >= (top?.track ?? edit.track)) top = edit;
  }
  return top;
}

function assertApart(ordered: readonly Edit[], covering: boolean): void {
  const open: Edit[] = [];
  for (const edit of ordered) {
    for (let n = open.length - 1; n >= 0; n--) {
      const before = open[n];
      if (!before) continue;
      if (before.record.end <= edit.record.start) open.splice(n, 1);
      else if (!covering || before.track === edit.track) {
        const times = [edit.record.start, Math.min(before.record.end, edit.record.end)].map(seconds);
        const message = `${before.where} and ${edit.where} are both shown from ${times[0]} s to ${times[1]} s, and nothing says which covers the other.`;
        throw new CutstreamError("clips_overlap", message, { path: edit.where });
      }
    }
    open.push(edit);
  }
}

function clipOf({ video, source, record, cut }: Edit, shown: Range): ClipInput {
  const start = source.start + shown.start - record.start;
  return {
    video,
    start: exactSeconds(start),
    end: exactSeconds(start + shown.end - shown.start),
    ...(cut ? { cut } : {}),
  };
}

function fill({ start, end }: Range, filler: FlattenOptions["filler"]): ClipInput[] {
  if (!filler) {
    const message = `Nothing is shown from ${seconds(start)} s to ${seconds(end)} s.`;
    throw new CutstreamError("timeline_gap", message, { path: "timeline" });
  }
  const { video, source } = filler;
  const clips: ClipInput[] = [];
  for (let at = start; at < end; at += source.end - source.start) {
    const until = Math.min(source.end, source.start + end - at);
    clips.push({ video, start: exactSeconds(source.start), end: exactSeconds(until) });
  }
  return clips;
}

const seconds = (flicks: number): string => (flicks / FLICKS_PER_SECOND).toFixed(3);
