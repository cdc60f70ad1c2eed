import { createGuardedClient } from "../adapters/http/guarded-request.ts";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { createMemoryMomentStore } from "../adapters/memory/memory-moment-store.ts";
import { openSqliteCatalog } from "../adapters/sqlite/sqlite-catalog.ts";
import { createAdDecider } from "../ads/create-decider.ts";
import { createAdFiller } from "../ads/fill-breaks.ts";
import { CutstreamError } from "../errors.ts";
import { createExportFiles } from "../exports/export-files.ts";
import { createExportJob } from "../exports/export-job.ts";
import { createExports, EXPORT_JOB } from "../exports/exports.ts";
import { createFilmStore } from "../exports/film-store.ts";
import { createJobRunner } from "../jobs/job-runner.ts";
import { createLibrary, type LibraryVersion } from "../library/library.ts";
import { NOBODY } from "../observe/observer.ts";
import { createSteps } from "../observe/step.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { noNotices } from "../seams/notices.ts";
import type { Translator } from "../seams/translator.ts";
import { createSigner } from "../stream/address/signature.ts";
import { createDownloads } from "../stream/downloads/downloads.ts";
import { createMakers } from "../stream/encoding/makers.ts";
import { createOrigin } from "../stream/origin.ts";
import { createPlaylistCache } from "../stream/playlists/playlist-cache.ts";
import { createPlayable } from "../stream/published/playable.ts";
import { createStreams } from "../stream/published/streams.ts";
import { createSegmentSource, type SegmentSource } from "../stream/segments/segments.ts";
import { createThumbnails } from "../stream/thumbnails/thumbnails.ts";
import { createSubjects } from "../subjects/known-subjects.ts";
import { createSubtitles } from "../subtitles/prepare-subtitles.ts";
import { createTextStore } from "../subtitles/text-store.ts";
import { createTranslations } from "../subtitles/translations.ts";
import type { PlannedImage } from "../timeline/surface.ts";
import { createFakePainter } from "./fake-painter.ts";
import { createFakeTranscoder } from "./fake-transcoder.ts";
import { storeVersion } from "./made-library.ts";

export interface MadeEngineOptions {
  /** Videos `v0`, `v1` … */
  readonly versions: readonly LibraryVersion[];
  /** Default one in memory. */
  readonly blobs?: BlobStore;
  /** Whether `blobs` holds the versions already. Default false. */
  readonly stored?: boolean;
  /** Path of the catalog. Default in memory. */
  readonly catalogPath?: string;
  /** Heads that may wait, and thumbnails. Default 100. */
  readonly queue?: number;
  /** Default none. */
  readonly translators?: readonly Translator[];
  /** Images by the names that overlays give; the blobs must hold them. Default none. */
  readonly images?: ReadonlyMap<string, PlannedImage>;
  /** Stands between the origin and its segments. */
  readonly wrapSegments?: (segments: SegmentSource) => SegmentSource;
}

/** The streaming half of an engine over made-up videos, a catalog in memory and a clock that stands still. */
export async function createMadeEngine(options: MadeEngineOptions) {
  const {
    versions,
    blobs = createMemoryBlobStore(),
    queue = 100,
    wrapSegments = (segments) => segments,
  } = options;
  if (!options.stored) for (const version of versions) await storeVersion(blobs, version);
  const byVideo = new Map(versions.map((version, n) => [`v${n}`, version]));
  const clock = { now: Date.UTC(2026, 0, 1) };
  const transcoder = createFakeTranscoder();
  const catalog = await openSqliteCatalog({ path: options.catalogPath ?? ":memory:" });
  const library = createLibrary(blobs);
  const painter = createFakePainter();
  const makers = createMakers({ library, blobs, transcoder, painter, encoders: 1, queue });
  const { heads, rendered, mixes } = makers;
  const thumbnails = createThumbnails({ library, blobs, transcoder, decoders: 1, queue });
  const texts = createTextStore(blobs);
  const playlists = createPlaylistCache({
    library,
    texts,
    makers,
    mediaBase: "/m/",
    assetBase: "/a/",
    adStreamUrl: () => "https://ads.test/ad.m3u8",
    observer: NOBODY,
  });
  const signer = createSigner([{ id: "k1", secret: "a secret of enough characters for it" }]);
  const publicUrl = "http://localhost:8720";
  const versionsOf = async (videos: readonly string[]) =>
    new Map(
      videos.map((video) => {
        const version = byVideo.get(video);
        if (!version) throw new CutstreamError("video_not_found", `There is no video ${video}.`);
        return [video, version] as const;
      }),
    );
  const moments = createMemoryMomentStore();
  const translations = createTranslations({ blobs, translators: options.translators ?? [] });
  const adServers = createGuardedClient({ hosts: [], allowPrivate: true });
  const step = createSteps(NOBODY);
  const streams = createStreams({
    step,
    ads: createAdFiller({
      moments,
      deciderOf: (decide) => createAdDecider(decide, adServers),
      resolve: async (offers) =>
        offers.map((offer) => {
          const version = byVideo.get(offer.video ?? "");
          return version && offer.video
            ? { offer, video: offer.video, version }
            : { offer, missing: "there is no such video" };
        }),
    }),
    subjects: createSubjects({ catalog, moments, analyse: async () => [] }),
    imagesOf: async () => options.images ?? new Map(),
    subtitles: createSubtitles({ catalog, moments, texts, translations }),
    texts,
    catalog,
    makers,
    playlists,
    signer,
    notices: noNotices(),
    publicUrl,
    now: () => clock.now,
    versionsOf,
  });
  const segments = wrapSegments(createSegmentSource({ library, blobs, heads, mixes, rendered }));
  const playable = createPlayable({ streams, versionsOf });
  const films = createFilmStore(blobs);
  const exportFiles = createExportFiles({ films, library, segments, signer, publicUrl });
  const jobs = createJobRunner({
    catalog,
    handlers: {
      [EXPORT_JOB]: createExportJob({ catalog, films, playlists, makers, segments, thumbnails }),
    },
  });
  const now = () => clock.now;
  const exports = createExports({
    catalog,
    jobs,
    films,
    streams,
    playable,
    playlists,
    files: exportFiles,
    publicUrl,
    now,
  });
  const origin = createOrigin({
    signer,
    playlists,
    heads,
    rendered,
    thumbnails,
    segments,
    downloads: createDownloads({ playlists, segments }),
    cacheBytes: 1_000_000,
    exported: exportFiles.open,
    playable,
    step,
    observer: NOBODY,
    meter: { listed: () => {}, served: () => {} },
  });
  return {
    blobs,
    catalog,
    clock,
    exports,
    heads,
    jobs,
    library,
    moments,
    origin,
    playlists,
    publicUrl,
    rendered,
    signer,
    streams,
    thumbnails,
    transcoder,
  };
}
