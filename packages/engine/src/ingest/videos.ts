import { randomBytes } from "node:crypto";
import { basename } from "node:path";
import {
  AAC_FRAME_SAMPLES,
  type AudioTrack,
  flicksToSeconds,
  formatRational,
  type VideoTrack,
} from "@cutstream/media";
import type { IngestRequest, RenditionView, VideoService, VideoView } from "../api/videos.ts";
import { CutstreamError } from "../errors.ts";
import { viewJob } from "../jobs/job-view.ts";
import { newJob } from "../jobs/new-job.ts";
import { assertName } from "../library/assert-name.ts";
import { DEFAULT_COLLECTION } from "../library/collections.ts";
import { type Library, type LibraryVersion, mainTrack } from "../library/library.ts";
import { deleteSidecars } from "../library/sidecars.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog, JobRow, VideoRow } from "../seams/catalog.ts";
import { checkSource } from "./check-source.ts";
import type { DeleteVersion } from "./delete-version.ts";
import { type IngestPayload, payloads } from "./payloads.ts";
import type { SharedUploads } from "./shared-upload.ts";
import type { Staging } from "./staging.ts";

export interface VideosParts {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly library: Library;
  readonly deleteVersion: DeleteVersion;
  readonly staging: Staging;
  /** Where other nodes ingest what this one takes in; null where this process is alone. */
  readonly sharedUploads: SharedUploads | null;
  /** Starts a job whose row is stored already. */
  readonly start: (job: JobRow) => void;
  readonly cancelJobs: (video: string) => Promise<void>;
  /** Address of a stream of the whole video. */
  readonly streamUrl: (video: VideoRow) => string;
  /** Address of a version's frames, as {@link VideoView} has it. */
  readonly thumbnailTemplate: (version: string) => string;
  readonly now: () => number;
}

/** Videos, and the versions behind them. */
export interface Videos
  extends Omit<VideoService, "prepareHeads" | "prepare" | "picture" | "blank" | "retry"> {
  /**
   * The versions that these videos play; those that are not there are left out.
   * @param pathOf where a video is named in the request, for the error.
   * @throws CutstreamError `video_not_ready`, `video_failed`
   */
  versions(
    ids: readonly string[],
    pathOf?: (id: string) => string,
  ): Promise<ReadonlyMap<string, LibraryVersion>>;
}

const PAGE = 50;
const MOST_PER_PAGE = 500;

export function createVideos(parts: VideosParts): Videos {
  const { catalog, blobs, library, deleteVersion, staging, sharedUploads, start, cancelJobs, now } = parts;

  const find = async (id: string): Promise<VideoRow> => {
    const row = await catalog.video(id);
    if (!row) throw new CutstreamError("video_not_found", `There is no video ${id}.`);
    return row;
  };

  const view = async (row: VideoRow): Promise<VideoView> =>
    viewVideo(row, row.version ? await library.version(row.version) : null, parts);

  return {
    async ingest(request) {
      const collection = request.collection ?? DEFAULT_COLLECTION;
      if (!(await catalog.collection(collection))) {
        throw new CutstreamError("collection_not_found", `There is no collection ${collection}.`, {
          path: "collection",
        });
      }
      await checkSource(request.source);
      const row: VideoRow = {
        id: `vid_${randomBytes(10).toString("hex")}`,
        collection,
        name: request.name ?? nameOf(request),
        status: "processing",
        version: null,
        versions: [],
        error: null,
        createdAt: now(),
      };
      const { source } = request;
      const acquired =
        sharedUploads && source.kind === "upload"
          ? { path: source.path, ...(await sharedUploads.share(source.path, row.id)) }
          : undefined;
      const payload: IngestPayload = {
        source,
        mode: request.mode ?? "auto",
        ladder: request.ladder ?? [],
        ...(acquired && { acquired }),
      };
      const job = newJob("ingest", row.id, payload, now());
      try {
        await catalog.insertVideo(row, job);
      } catch (thrown) {
        if (acquired) await sharedUploads?.release(acquired.sha256, row.id);
        throw thrown;
      }
      if (acquired) await sharedUploads?.discard(acquired.path);
      start(job);
      return { video: await view(row), job: viewJob(job) };
    },

    get: async (id) => view(await find(id)),

    async list({ limit = PAGE, ...query }) {
      const { items, next } = await catalog.videos({
        ...query,
        limit: Math.min(Math.max(1, limit), MOST_PER_PAGE),
      });
      return { items: await Promise.all(items.map(view)), next };
    },

    async rename(id, name) {
      await find(id);
      assertName(name);
      await catalog.updateVideo(id, { name });
      return view(await find(id));
    },

    async delete(id) {
      await find(id);
      await cancelJobs(id);
      // Read again: a job may have been done before it could be cancelled.
      const { versions } = await find(id);
      const jobs = await catalog.jobs({ video: id });
      await catalog.deleteVideo(id);
      for (const job of jobs) await staging.remove(job.id);
      for (const sha256 of sharedSourcesOf(jobs)) await sharedUploads?.release(sha256, id);
      await deleteSidecars(id, blobs);
      for (const version of new Set(versions)) await deleteVersion(version);
    },

    async versions(ids, pathOf) {
      const rows = await catalog.videosById(ids);
      const found = new Map<string, LibraryVersion>();
      for (const id of ids) {
        const row = rows.get(id);
        if (!row) continue;
        found.set(id, await library.version(playable(row, pathOf?.(id))));
      }
      return found;
    },
  };
}

/** Sources that uploads were kept as for these jobs. */
function sharedSourcesOf(jobs: readonly JobRow[]): string[] {
  return jobs.flatMap(({ kind, payload }) => {
    const read = kind === "ingest" ? payloads.ingest.safeParse(payload).data : undefined;
    return read?.source.kind === "upload" && read.acquired ? [read.acquired.sha256] : [];
  });
}

/** The version that a video plays. @throws `video_not_ready`, `video_failed` */
function playable({ id, version, status, error }: VideoRow, path?: string): string {
  if (version) return version;
  const details = path === undefined ? {} : { path };
  if (status === "failed") {
    const message = `Video ${id} could not be ingested: ${error?.message ?? "unknown"}`;
    throw new CutstreamError("video_failed", message, details);
  }
  throw new CutstreamError("video_not_ready", `Video ${id} is still being ingested.`, details);
}

function nameOf({ source }: IngestRequest): string {
  if (source.kind === "upload") return source.fileName;
  if (source.kind === "path") return basename(source.path);
  return basename(new URL(source.url).pathname) || new URL(source.url).hostname;
}

function viewVideo(
  row: VideoRow,
  version: LibraryVersion | null,
  urls: Pick<VideosParts, "streamUrl" | "thumbnailTemplate">,
): VideoView {
  const manifest = version?.manifest ?? null;
  const main = version && mainTrack(version);
  return {
    id: row.id,
    collection: row.collection,
    name: row.name,
    status: row.status,
    ...(row.error ? { error: row.error } : {}),
    warnings: manifest?.warnings ?? [],
    duration: main ? flicksToSeconds(main.index.frameCount * main.frameFlicks) : null,
    frameRate: manifest && formatRational(manifest.frameRate),
    frameCount: manifest?.frameCount ?? null,
    width: manifest?.width ?? null,
    height: manifest?.height ?? null,
    hasPicture: manifest && !manifest.soundAlone,
    hasAudio: version && version.audio !== null,
    mode: manifest?.mode ?? null,
    modeReason: manifest?.reason ?? null,
    renditions: version
      ? [
          ...version.video.map(viewVideoRendition),
          ...(version.audio ? [viewAudioRendition(version.audio)] : []),
        ]
      : [],
    versions: row.versions,
    streamUrl: version && urls.streamUrl(row),
    thumbnailTemplate: version && urls.thumbnailTemplate(version.id),
    createdAt: new Date(row.createdAt).toISOString(),
  };
}

function viewVideoRendition({ index, offsets, frameFlicks }: VideoTrack): RenditionView {
  const seconds = flicksToSeconds(index.frameCount * frameFlicks);
  const { rendition, codec, width, height } = index;
  return {
    name: rendition,
    kind: "video",
    codec,
    width,
    height,
    bitRate: Math.round(((offsets.at(-1) ?? 0) * 8) / seconds),
  };
}

function viewAudioRendition({ index, offsets }: AudioTrack): RenditionView {
  const seconds = (index.sizes.length * AAC_FRAME_SAMPLES) / index.sampleRate;
  return {
    name: index.rendition,
    kind: "audio",
    codec: index.codec,
    bitRate: Math.round(((offsets.at(-1) ?? 0) * 8) / seconds),
  };
}
