import { mkdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { createFfmpegTranscoder } from "./adapters/ffmpeg/transcoder.ts";
import { createGuardedClient } from "./adapters/http/guarded-request.ts";
import { createHttpRanker, rankerRules } from "./adapters/rankers/http-ranker.ts";
import { createSharpImageReader } from "./adapters/sharp/sharp-image-reader.ts";
import { createSharpPainter } from "./adapters/sharp/sharp-painter.ts";
import { createAdDecider } from "./ads/create-decider.ts";
import { createAdFiller } from "./ads/fill-breaks.ts";
import { createAdResolver } from "./ads/resolve-ads.ts";
import { createTakeIn } from "./ads/take-in.ts";
import type { EngineConfig, Role } from "./api/config.ts";
import type { Engine } from "./api/engine.ts";
import type { MemoryService } from "./api/memory.ts";
import { createAssets } from "./assets/assets.ts";
import { callbackSecret } from "./callbacks/callback-signature.ts";
import { createCallbacks } from "./callbacks/callbacks.ts";
import { alone } from "./daily/alone.ts";
import { type Repeated, repeat } from "./daily/repeat.ts";
import { CutstreamError } from "./errors.ts";
import { createExportFiles } from "./exports/export-files.ts";
import { createExportJob } from "./exports/export-job.ts";
import { createExports, EXPORT_JOB } from "./exports/exports.ts";
import { createFilmStore } from "./exports/film-store.ts";
import { createFailureHandler, needsStaging, reviveVideo } from "./ingest/after-failure.ts";
import { createBlank } from "./ingest/blank.ts";
import { createVersionDeleter } from "./ingest/delete-version.ts";
import { createJobHandlers } from "./ingest/job-handlers.ts";
import { shareUploads } from "./ingest/shared-upload.ts";
import { createSourceLocks } from "./ingest/source-locks.ts";
import { createStaging } from "./ingest/staging.ts";
import { createVideos } from "./ingest/videos.ts";
import { createJobService, lastOf } from "./jobs/job-service.ts";
import { viewJob } from "./jobs/job-view.ts";
import { newJob } from "./jobs/new-job.ts";
import { openKeyRing } from "./keys/key-ring.ts";
import { openSigningKeys } from "./keys/signing-keys.ts";
import { createCollections } from "./library/collections.ts";
import { createLibrary, type LibraryVersion } from "./library/library.ts";
import { videosOf } from "./library/videos-of.ts";
import { createReels } from "./memory/reel/reels.ts";
import { observeIngest, observeJobs } from "./observe/observe-jobs.ts";
import { observeMemory, observeReels, observeStreams } from "./observe/observe-services.ts";
import { observeTranscoder } from "./observe/observe-transcoder.ts";
import { NOBODY } from "./observe/observer.ts";
import { createSteps } from "./observe/step.ts";
import { checkHealth } from "./open/health.ts";
import {
  createAnalysers,
  createEmbedder,
  createImageEmbedder,
  createPlanner,
  createTranslators,
} from "./open/models.ts";
import { openBlobs } from "./open/open-blobs.ts";
import { openCluster } from "./open/open-cluster.ts";
import { openMemory } from "./open/open-memory.ts";
import { openStores } from "./open/open-stores.ts";
import { ROLES, rolesOf } from "./open/roles.ts";
import { createExperimentService } from "./reels/experiments/experiment-service.ts";
import { createExperiments } from "./reels/experiments/experiments.ts";
import { createDailyLearning } from "./reels/learning/daily.ts";
import { assertUnused } from "./reels/mega/assert-unused.ts";
import { createMegaAssets } from "./reels/mega/mega-assets.ts";
import { createKnownShots } from "./reels/mega/verify/known-shots.ts";
import { createVerifyJob, MEGA_JOB } from "./reels/mega/verify/verify-job.ts";
import { openViewerReels } from "./reels/open-viewer-reels.ts";
import { RANKER_DEADLINE } from "./reels/ranking/external.ts";
import { createRankingService } from "./reels/ranking/service.ts";
import { createEventFeedback } from "./reels/telemetry/event-feedback.ts";
import { layoutsFrom } from "./reels/telemetry/layouts-from.ts";
import { openTelemetry } from "./reels/telemetry/open-telemetry.ts";
import { type Collector, createCollector } from "./retention/collector.ts";
import { createUses, type Uses } from "./retention/uses.ts";
import type { Analyser } from "./seams/analyser.ts";
import type { AudienceStore } from "./seams/audience-store.ts";
import type { BlobStore } from "./seams/blob-store.ts";
import type { Catalog, VideoRow } from "./seams/catalog.ts";
import type { Embedder } from "./seams/embedder.ts";
import type { EventStore } from "./seams/event-store.ts";
import type { ImageEmbedder } from "./seams/image-embedder.ts";
import type { Locks } from "./seams/locks.ts";
import type { MomentStore } from "./seams/moment-store.ts";
import type { SigningKeyStore } from "./seams/signing-key-store.ts";
import type { Transcoder } from "./seams/transcoder.ts";
import type { UsageStore } from "./seams/usage-store.ts";
import { createPlanBinder } from "./stream/bind-stored.ts";
import { createDownloads } from "./stream/downloads.ts";
import { createHeadsJob, headsPayload } from "./stream/heads-job.ts";
import { createMakers } from "./stream/makers.ts";
import { momentStreamUrl } from "./stream/moment-stream.ts";
import { createOrigin } from "./stream/origin.ts";
import { viewPicture } from "./stream/picture.ts";
import { createPlayable } from "./stream/playable.ts";
import { createPlaylistCache } from "./stream/playlist-cache.ts";
import { createCollectionPreparer } from "./stream/prepare-collection.ts";
import { createPrepareJob } from "./stream/prepare-job.ts";
import { createPreparePlans } from "./stream/prepare-plans.ts";
import { createSegmentSource } from "./stream/segments.ts";
import { createSigner } from "./stream/signature.ts";
import { ANYONE, createStreams, streamUrl } from "./stream/streams.ts";
import { thumbnailTemplate } from "./stream/thumbnail-path.ts";
import { createThumbnails } from "./stream/thumbnails.ts";
import { createSubjects } from "./subjects/known-subjects.ts";
import { createSubtitles } from "./subtitles/prepare-subtitles.ts";
import { createTextStore } from "./subtitles/text-store.ts";
import { createTranslations } from "./subtitles/translations.ts";
import { createTimelineFiles } from "./timeline/timeline-files.ts";
import { countEncoders, countMemory, countReels, countStreams } from "./usage/count-services.ts";
import { createMeter } from "./usage/meter.ts";
import { createUsageService } from "./usage/usage-service.ts";

/** What an engine does its I/O with. */
export interface EngineParts {
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  readonly moments: MomentStore;
  readonly audience: AudienceStore;
  readonly events: EventStore;
  readonly usage: UsageStore;
  /** Null: meanings are not compared. */
  readonly embedder: Embedder | null;
  /** Null: pictures are not compared. */
  readonly imageEmbedder: ImageEmbedder | null;
  readonly analysers: readonly Analyser[];
}

const DEFAULTS = {
  encoderQueue: 64,
  ingests: 1,
  maxSourceBytes: 100 * 2 ** 30,
  downloadTimeout: 3600,
  segmentCacheBytes: 128 * 2 ** 20,
};

/** When it is looked whether there is a day to learn from, in milliseconds: soon after the start, then each hour. */
const LEARNING_TIMES = { first: 60_000, every: 3_600_000 };

/** When what may go is collected, in milliseconds: once a server has warmed up, then each day. */
const COLLECTION_TIMES = { first: 600_000, every: 86_400_000 };

/**
 * Opens an engine on what the configuration names (SQLite or PostgreSQL, a folder or S3, ffmpeg), or on the parts given. Jobs that an earlier
 * process left unfinished go on.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function createEngine(config: EngineConfig, given: Partial<EngineParts> = {}): Promise<Engine> {
  const { dataDir, publicUrl, observer = NOBODY } = config;
  const roles = rolesOf(config);
  await mkdir(dataDir, { recursive: true });
  const { catalog, moments, audience, events, usage } = await openStores(config, given);
  const stored = given.blobs ?? (await openBlobs(config));
  const now = Date.now;
  const step = createSteps(observer);
  const meter = createMeter({ store: usage, now });
  const transcoder = observeTranscoder(
    given.transcoder ?? createFfmpegTranscoder(config.ffmpegPath ? { ffmpegPath: config.ffmpegPath } : {}),
    step,
    countEncoders(meter),
  );
  const { retention: rules } = config;
  const uses = createUses({ catalog, rules, now });
  const blobs = uses.watch(stored);

  const keyRing = await openKeyRing(await signingKeysOf(config));
  const signer = createSigner(keyRing.keys);
  const cluster = openCluster(config);
  const { notices } = cluster;
  const library = createLibrary(blobs, notices);
  const locks = createSourceLocks(cluster.locks);
  const staging = createStaging(join(dataDir, "staging"));
  const encoders = config.encoders ?? Math.max(1, Math.floor(availableParallelism() / 2));
  const thumbnails = createThumbnails({ library, blobs, transcoder, decoders: encoders });
  const queue = config.encoderQueue ?? DEFAULTS.encoderQueue;
  const painter = createSharpPainter();
  const makers = createMakers({ library, blobs, transcoder, painter, encoders, queue });
  const { heads, rendered, mixes } = makers;
  const segments = createSegmentSource({ library, blobs, heads, mixes, rendered });

  const limits = {
    maxBytes: config.maxSourceBytes ?? DEFAULTS.maxSourceBytes,
    timeout: config.downloadTimeout ?? DEFAULTS.downloadTimeout,
    allowPrivate: config.allowPrivateSources ?? false,
  };
  const addLadder = (video: string, version: string, heights: readonly number[]): Promise<void> =>
    jobs.insert(newJob("ladder", video, { version, heights }, now()));
  const imageEmbedder =
    given.imageEmbedder === undefined ? createImageEmbedder(config.models) : given.imageEmbedder;
  const memory = await openMemory({
    ...{ config, catalog, moments, blobs, library, transcoder, signer, now, isShared: cluster.isShared },
    embedder: given.embedder === undefined ? createEmbedder(config.models) : given.embedder,
    imageEmbedder,
    analysers: given.analysers ?? createAnalysers(config.models, imageEmbedder),
    queue: (job) => jobs.insert(job),
  });
  const ingestion = createJobHandlers({
    catalog,
    blobs,
    library,
    transcoder,
    limits,
    locks,
    staging,
    addLadder,
  });
  const root = new URL(publicUrl).pathname.replace(/\/$/, "");
  const texts = createTextStore(blobs);
  const playlists = createPlaylistCache({
    library,
    texts,
    makers,
    mediaBase: `${root}/m/`,
    assetBase: `${root}/a/`,
    observer,
    adStreamUrl: ({ video, from, to }) =>
      momentStreamUrl({ publicUrl, signer, user: ANYONE, video, from, to, name: "ad" }).url,
  });
  const films = createFilmStore(blobs);
  const headsJob = createHeadsJob({ library, heads });
  const takeIn = observeIngest(ingestion.ingest, (id) => videos.get(id), observer, now);
  const { jobs, work } = await cluster.openQueue({
    catalog,
    handlers: observeJobs(
      {
        ...ingestion,
        async ingest(context) {
          await takeIn(context);
          await analyseNew(context.job.video, config.analyse, memory.service);
          await preparer.video(context.job.video);
        },
        async ladder(context) {
          await ingestion.ladder(context);
          await preparer.video(context.job.video);
        },
        index: memory.job,
        heads: headsJob,
        [MEGA_JOB]: createVerifyJob({
          ...{ catalog, library, prepareHeads: headsJob, now },
          shotsOf: createKnownShots({
            ...{ catalog, moments, analyse: memory.service.indexes.analyse },
            ended: (id, signal) => lastOf(jobs, id, signal),
          }),
        }),
        render: createPrepareJob({ library, rendered, planOf: (...asked) => preparePlans.plan(...asked) }),
        [EXPORT_JOB]: createExportJob({ catalog, films, playlists, makers, segments, thumbnails }),
      },
      observer,
      now,
    ),
    concurrency: { ingest: config.ingests ?? DEFAULTS.ingests },
    onFailed: createFailureHandler({ catalog, staging }),
  });

  const deleteVersion = createVersionDeleter({ catalog, blobs, library, locks });
  const videoStreamUrl = ({ id, name }: VideoRow): string =>
    streamUrl(publicUrl, signer, { user: ANYONE, id, name });
  const videos = createVideos({
    catalog,
    blobs,
    library,
    deleteVersion,
    staging,
    sharedUploads: shareUploads(cluster, { blobs, locks, maxBytes: limits.maxBytes }),
    start: (job) => jobs.submit(job),
    cancelJobs: async (video) => {
      const open = await catalog.jobs({ video, status: ["queued", "running"] });
      await Promise.all(open.map(({ id }) => jobs.cancel(id)));
    },
    streamUrl: videoStreamUrl,
    thumbnailTemplate: (version) => thumbnailTemplate(publicUrl, version),
    now,
  });

  const versionOf = async (video: string): Promise<LibraryVersion> => {
    const version = (await videos.versions([video])).get(video);
    if (!version) throw new CutstreamError("video_not_found", `There is no video ${video}.`);
    return version;
  };

  const client = createGuardedClient({ hosts: [], allowPrivate: config.allowPrivateSources ?? false });
  const callbacks = createCallbacks({
    ...{ client, blobs, now, locks: cluster.locks },
    secrets: () => keyRing.keys().map(callbackSecret),
    lookEvery: cluster.lookEvery,
  });
  const assets = createAssets({ catalog, blobs, images: createSharpImageReader(), client, publicUrl, now });
  const preparer = createCollectionPreparer({
    ...{ catalog, library, queue: jobs, imagesOf: assets.resolve, now },
  });
  const translations = createTranslations({ blobs, translators: createTranslators(config.models) });
  const adServers = createGuardedClient({
    hosts: config.adHosts ?? [],
    allowPrivate: config.allowPrivateSources ?? false,
  });
  const subjects = createSubjects({ catalog, moments, analyse: memory.service.indexes.analyse });
  const preparePlans = createPreparePlans({
    ...{ versionsOf: videos.versions, imagesOf: assets.resolve, subjects },
    async ended(id, signal) {
      await lastOf(jobs, id, signal);
    },
  });
  const published = createStreams({
    step,
    subjects,
    subtitles: createSubtitles({ catalog, moments, texts, translations }),
    texts,
    catalog,
    makers,
    playlists,
    signer,
    notices,
    versionsOf: videos.versions,
    imagesOf: assets.resolve,
    ads: createAdFiller({
      moments,
      deciderOf: (decide) => createAdDecider(decide, adServers),
      resolve: createAdResolver({
        catalog,
        versionOf: (id) => library.version(id),
        takeIn: createTakeIn({ catalog, ingest: videos.ingest, now }),
      }),
    }),
    publicUrl,
    now,
  });
  const streams = observeStreams(countStreams(published, meter), step);
  const experiments = createExperiments({ catalog, now });
  const megaAssets = createMegaAssets({ catalog, versionOf, queue: jobs, publicUrl, now });
  const rankerServers = createGuardedClient(rankerRules(config.ranker));
  const ranking = createRankingService({
    ...{ store: audience, blobs, now },
    eventsOf: createEventFeedback(events, catalog),
    external: config.ranker && {
      ranker: createHttpRanker(config.ranker, rankerServers),
      deadline: config.ranker.deadline ?? RANKER_DEADLINE,
    },
  });
  const learnDaily = createDailyLearning({ store: audience, events, learning: ranking.learning, now });
  const dailyLearning = learnsDaily(config, roles)
    ? repeat(alone(cluster.locks, "daily learning", learnDaily), {
        ...LEARNING_TIMES,
        onTrouble: (thrown) => console.error("Nothing was learned today; tried again in an hour:", thrown),
      })
    : undefined;
  const viewerReels = openViewerReels({
    ...{ catalog, streams, signer, publicUrl, versionOf, now },
    clipIndex: megaAssets.clipIndex,
    rank: ranking.rank,
    assign: experiments.assign,
  });
  const telemetry = openTelemetry({
    ...{ store: events, signer, now },
    layoutOf: layoutsFrom(viewerReels.book),
    armsOf: async (id) => (await experiments.get(id)).arms.map((arm) => arm.id),
  });
  const observedMemory = observeMemory(memory.service, step);
  const playable = createPlayable({ streams, versionsOf: videos.versions });
  const exportFiles = createExportFiles({ films, library, segments, signer, publicUrl });
  const origin = createOrigin({
    signer,
    playlists,
    heads,
    rendered,
    thumbnails,
    segments,
    downloads: createDownloads({ playlists, segments }),
    exported: exportFiles.open,
    cacheBytes: config.segmentCacheBytes ?? DEFAULTS.segmentCacheBytes,
    playable,
    step,
    observer,
    meter,
  });

  const bind = createPlanBinder({ library, texts });
  const collector = createCollector({
    ...{ catalog, events, blobs: stored, films, deleteVersion, bind, rules, now },
  });
  const dailyCollection = collectDaily(roles, cluster.locks, uses, collector);

  const blank = createBlank({
    catalog,
    videos,
    path: join(dataDir, "blank.wav"),
    now,
    async ended(id) {
      const last = await lastOf(jobs, id);
      if (!last) throw new CutstreamError("job_not_found", `There is no job ${id}.`);
      return last;
    },
  });

  const jobService = createJobService(jobs, (id) => reviveVideo(id, catalog));
  await staging.sweep(async (id) => needsStaging(await catalog.job(id)));
  const collections = await createCollections(catalog, preparer, now);
  if (roles.includes("worker")) await work();
  return {
    roles,
    collections,
    videos: {
      ...videos,
      blank,
      async retry(id) {
        const { status } = await videos.get(id);
        const last = (await catalog.jobs({ video: id })).findLast(({ kind }) => kind === "ingest");
        if (status !== "failed" || !last)
          throw new CutstreamError("job_not_retryable", `Video ${id} is ${status}: nothing of it failed.`);
        return jobService.retry(last.id);
      },
      async delete(id) {
        await assertUnused(catalog, id);
        await videos.delete(id);
        await memory.forget(id);
      },
      async prepare(id, request) {
        const job = newJob("render", id, await preparePlans.payload(id, request), now());
        await jobs.insert(job);
        return viewJob(job);
      },
      async picture(id, time) {
        return viewPicture(publicUrl, await versionOf(id), time);
      },
      async prepareHeads(id, times) {
        const job = newJob("heads", id, headsPayload(await versionOf(id), times), now());
        await jobs.insert(job);
        return viewJob(job);
      },
    },
    jobs: jobService,
    streams,
    timelines: createTimelineFiles({
      videos: (collection) => Array.fromAsync(videosOf(catalog, collection)),
      versionsOf: videos.versions,
      streamUrl: ({ id, name }) => streamUrl(publicUrl, signer, { user: ANYONE, id, name }),
    }),
    origin,
    assets,
    callbacks: callbacks.service,
    exports: createExports({
      catalog,
      jobs,
      films,
      streams,
      playable,
      playlists,
      files: exportFiles,
      publicUrl,
      now,
    }),
    memory: countMemory(observedMemory, meter),
    megaAssets,
    ranking,
    reels: observeReels(
      countReels(
        {
          ...createReels({
            // What a reel looks for is part of it: no retrievals of their own.
            retrieve: observedMemory.retrieve,
            publish: streams.publish,
            chat: createPlanner(config.models),
          }),
          ...viewerReels.reels,
        },
        meter,
      ),
      step,
    ),
    cadences: viewerReels.cadences,
    health: () => checkHealth({ roles, catalog, audience, events, usage, blobs, transcoder }),
    telemetry: telemetry.service,
    experiments: createExperimentService(experiments, events),
    metrics() {
      const [made, told, ranked] = [makers.metrics(), telemetry.metrics(), ranking.metrics()];
      return {
        counters: { ...made.counters, ...told.counters, ...ranked.counters, ...collector.counters },
        gauges: { ...made.gauges, ...told.gauges, ...ranked.gauges, ...roleGauges(roles) },
      };
    },
    openJobs: () => catalog.openJobs(),
    usage: createUsageService(usage, meter, now),
    async close() {
      await dailyLearning?.stop();
      await dailyCollection?.stop();
      await jobs.close();
      await callbacks.close();
      await client.close();
      await adServers.close();
      await translations.close();
      await memory.close();
      await Promise.all([makers.close(), thumbnails.close()]);
      await transcoder.close();
      await ranking.close();
      await telemetry.close();
      await rankerServers.close();
      await keyRing.close();
      await cluster.close();
      await audience.close();
      await meter.close();
      await usage.close();
      // what cannot be written down now is met anew
      await uses.close().catch(() => undefined);
      await catalog.close();
    },
  };
}

/** Whether this process is one of those of which one learns every day. */
const learnsDaily = ({ learn }: EngineConfig, roles: readonly Role[]): boolean =>
  learn === "daily" && roles.includes("worker");

/** Has what may go collected once a day, where this process is one of those that work. */
function collectDaily(
  roles: readonly Role[],
  locks: Locks,
  uses: Uses,
  collector: Collector,
): Repeated | undefined {
  if (!roles.includes("worker")) return undefined;
  const collect = async () => {
    await uses.flush();
    await collector.collect();
  };
  return repeat(alone(locks, "daily collection", collect), {
    ...COLLECTION_TIMES,
    onTrouble: (thrown) => console.error("Not all that may go was collected; tried again tomorrow:", thrown),
  });
}

/** 1 for each role that this process has: `cutstream_role_worker 1`. */
function roleGauges(roles: readonly Role[]): Record<string, number> {
  return Object.fromEntries(ROLES.map((role) => [`role.${role}`, roles.includes(role) ? 1 : 0]));
}

/** The keys of the configuration, which never change, or those that are kept. */
async function signingKeysOf(config: EngineConfig): Promise<Pick<SigningKeyStore, "read" | "close">> {
  const { signingKeys } = config;
  if (!signingKeys) return openSigningKeys(config);
  return { read: async () => signingKeys, close: async () => undefined };
}

/** Has a video analysed that just became ready. */
async function analyseNew(
  video: string,
  analysers: EngineConfig["analyse"] = [],
  { indexes }: MemoryService,
): Promise<void> {
  if (analysers === "all") await indexes.analyse(video);
  else if (analysers.length > 0) await indexes.analyse(video, analysers);
}
