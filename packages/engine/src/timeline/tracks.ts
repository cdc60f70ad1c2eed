import type { ClipInput, LaidClipInput, TimelineInput, TracksInput } from "../api/timeline.ts";
import { CutstreamError } from "../errors.ts";
import { type LibraryVersion, mainTrack } from "../library/library.ts";
import { type Edit, type FlattenOptions, flattenEdits } from "./edit-list.ts";
import { chooseFrame, parseFlicks } from "./time-input.ts";

type Versions = ReadonlyMap<string, LibraryVersion>;

/** Videos that a timeline plays, with the place where each is named. */
export function videosOf({
  clips,
  tracks = [],
  filler,
  music,
}: TimelineInput): { video: string; path: string }[] {
  return [
    ...clips.map(({ video }, n) => ({ video, path: `timeline.clips[${n}].video` })),
    ...tracks.flatMap(({ clips }, track) =>
      clips.map(({ video }, n) => ({ video, path: `timeline.tracks[${track}].clips[${n}].video` })),
    ),
    ...(filler ? [{ video: filler.video, path: "timeline.filler.video" }] : []),
    ...(music ? [{ video: music.video, path: "timeline.music.video" }] : []),
  ];
}

/**
 * A timeline with clips in place of tracks.
 * @throws CutstreamError as {@link flattenTracks}, `invalid_request` where it has both
 */
export function withoutTracks(timeline: TimelineInput, versions: Versions): TimelineInput {
  const { tracks, covering, filler, ...rest } = timeline;
  if (!tracks) return timeline;
  if (rest.clips.length > 0) {
    const message =
      "timeline has both clips and tracks; put the clips on a track, with the time at which each starts.";
    throw new CutstreamError("invalid_request", message, { path: "timeline" });
  }
  const laid = { tracks, ...(covering ? { covering } : {}), ...(filler ? { filler } : {}) };
  return { ...rest, clips: flattenTracks(laid, versions, "timeline") };
}

/**
 * What is seen of tracks, as clips that follow one another.
 * @param path where the tracks stand in the request, for errors.
 * @throws CutstreamError `clips_overlap`, `timeline_gap`, `invalid_time`, `empty_range`, `video_not_found`
 */
function flattenTracks(
  { tracks, covering, filler }: TracksInput,
  versions: Versions,
  path: string,
): ClipInput[] {
  const edits = tracks.flatMap(({ clips }, track) =>
    clips.map((clip, n): Edit => {
      const where = `${path}.tracks[${track}].clips[${n}]`;
      const source = sourceOf(clip, versions, where);
      const at = placeOf(clip, where);
      const record = { start: at, end: at + source.end - source.start };
      return { where, track, video: clip.video, source, record, ...(clip.cut ? { cut: clip.cut } : {}) };
    }),
  );
  const options: FlattenOptions = { covering: covering === "upper" };
  if (!filler) return flattenEdits(edits, options);
  const source = sourceOf(filler, versions, `${path}.filler`);
  return flattenEdits(edits, { ...options, filler: { video: filler.video, source } });
}

/**
 * Flicks of the frames that a clip shows.
 * @throws CutstreamError `invalid_time`, `empty_range`, `video_not_found`
 */
export function sourceOf(clip: ClipInput, versions: Versions, path: string): Edit["source"] {
  const version = versions.get(clip.video);
  if (!version) {
    throw new CutstreamError("video_not_found", `${path}.video names no video: ${clip.video}.`, {
      path: `${path}.video`,
    });
  }
  const { frameRate, frameCount } = version.manifest;
  const { frameFlicks } = mainTrack(version);
  const start = chooseFrame(clip.start, frameRate, frameCount, `${path}.start`).frame;
  const end = chooseFrame(clip.end, frameRate, frameCount, `${path}.end`).frame;
  if (end > start) return { start: start * frameFlicks, end: end * frameFlicks };
  throw new CutstreamError("empty_range", `${path} holds no frame: frame ${start} to frame ${end}.`, {
    path,
  });
}

function placeOf({ at }: LaidClipInput, where: string): number {
  const flicks = parseFlicks(at);
  if (flicks !== undefined && flicks >= 0) return flicks;
  const message = `${where}.at is ${at}; a clip starts at 0 seconds or later.`;
  throw new CutstreamError("invalid_time", message, { path: `${where}.at` });
}
