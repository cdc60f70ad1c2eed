import { MediaFormatError, parseRational, writeOtio } from "@cutstream/media";
import type { MediaGiven, TimelineFileService, TimelineImport } from "../api/timeline-files.ts";
import { CutstreamError } from "../errors.ts";
import type { LibraryVersion } from "../library/library.ts";
import { flattenEdits } from "./edit-list.ts";
import { type EditFile, editsOfEdl, editsOfOtio, nameMedia, OWN_METADATA } from "./edits.ts";
import { type CalledVideo, findMedia } from "./media-names.ts";
import { chooseFrame } from "./time-input.ts";
import { sourceOf } from "./tracks.ts";

/** What timelines are turned into files with, and back. */
export interface TimelineFilesParts {
  /** Videos of a collection, or of all. @throws `collection_not_found` */
  readonly videos: (collection?: string) => Promise<readonly CalledVideo[]>;
  /** @throws `video_not_ready`, `video_failed` */
  readonly versionsOf: (videos: readonly string[]) => Promise<ReadonlyMap<string, LibraryVersion>>;
  /** Address of a video's whole stream. */
  readonly streamUrl: (video: CalledVideo) => string;
}

/** Timelines as files of editing systems. */
export function createTimelineFiles({
  videos,
  versionsOf,
  streamUrl,
}: TimelineFilesParts): TimelineFileService {
  return {
    async import(request) {
      const { name, edits, warnings, metadata } = readFile(request);
      const known = await videos(request.collection);
      const given = request.media ?? {};
      const meant = edits.map(({ names, where }) =>
        asGiven(findMedia(names, { where, given, videos: known })),
      );
      const versions = await versionsOf([...new Set(meant.map(({ video }) => video))]);
      const laid = edits.map((edit, n) =>
        nameMedia(edit, () => {
          const media = meant[n] ?? asGiven("");
          return { ...media, frameRate: versionOf(versions, media.video, edit.where).manifest.frameRate };
        }),
      );
      const clips = flattenEdits(laid, { covering: true, ...(await fillerOf(request, versionsOf)) });
      return { name, timeline: { clips }, further: metadata, warnings };
    },

    async export({ timeline, name = "" }) {
      const versions = await versionsOf([...new Set(timeline.clips.map(({ video }) => video))]);
      const called = new Map((await videos()).map((video) => [video.id, video]));
      const { clips, ...further } = timeline;
      return writeOtio({
        name,
        metadata: { [OWN_METADATA]: further },
        clips: clips.map((clip, n) => {
          const path = `timeline.clips[${n}]`;
          const { frameRate, frameCount } = versionOf(versions, clip.video, path).manifest;
          const video = called.get(clip.video) ?? { id: clip.video, name: clip.video };
          return {
            name: video.name,
            rate: frameRate,
            frameCount,
            from: chooseFrame(clip.start, frameRate, frameCount, `${path}.start`).frame,
            to: chooseFrame(clip.end, frameRate, frameCount, `${path}.end`).frame,
            mediaUrl: streamUrl(video),
            metadata: { [OWN_METADATA]: { video: clip.video } },
          };
        }),
      });
    },
  };
}

function readFile(request: TimelineImport): EditFile {
  try {
    const file =
      request.format === "otio" ? editsOfOtio(request.text) : editsOfEdl(request.text, rateOf(request));
    if (file.edits.length > 0) return file;
  } catch (cause) {
    if (!(cause instanceof MediaFormatError)) throw cause;
    throw new CutstreamError("import_unreadable", `${cause.message}.`, { cause, path: "text" });
  }
  throw new CutstreamError("empty_timeline", "The file shows nothing: it has no clip of a picture.", {
    path: "text",
  });
}

function rateOf({ frameRate }: TimelineImport) {
  const rate = frameRate === undefined ? undefined : parseRational(String(frameRate));
  if (rate && rate.num > 0) return rate;
  const message = `frameRate is ${JSON.stringify(frameRate)}; an EDL does not say at what rate its timecodes count: give "25" or "30000/1001".`;
  throw new CutstreamError("invalid_request", message, { path: "frameRate" });
}

const asGiven = (media: MediaGiven): Exclude<MediaGiven, string> =>
  typeof media === "string" ? { video: media } : media;

function versionOf(
  versions: ReadonlyMap<string, LibraryVersion>,
  video: string,
  path: string,
): LibraryVersion {
  const version = versions.get(video);
  if (version) return version;
  throw new CutstreamError("video_not_found", `${path} names no video: ${video}.`, { path });
}

async function fillerOf({ filler }: TimelineImport, versionsOf: TimelineFilesParts["versionsOf"]) {
  if (!filler) return {};
  const source = sourceOf(filler, await versionsOf([filler.video]), "filler");
  return { filler: { video: filler.video, source } };
}
