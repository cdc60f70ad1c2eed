import { join } from "node:path";
import { createGuardedClient } from "./adapters/http/guarded-request.ts";
import { createSharpImageReader } from "./adapters/sharp/sharp-image-reader.ts";
import type { EngineConfig, Role } from "./api/config.ts";
import type { Engine } from "./api/engine.ts";
import type { MemoryService } from "./api/memory.ts";
import { createAssets } from "./assets/assets.ts";
import { callbackSecret } from "./callbacks/callback-signature.ts";
import { createCallbacks } from "./callbacks/callbacks.ts";
import { CutstreamError } from "./errors.ts";
import { createExportJob } from "./exports/export-job.ts";
import { createExports, EXPORT_JOB } from "./exports/exports.ts";
import { createFailureHandler, needsStaging, reviveVideo } from "./ingest/after-failure.ts";
import { createBlank } from "./ingest/blank.ts";
import { createVersionDeleter } from "./ingest/delete-version.ts";
import { createJobHandlers } from "./ingest/job-handlers.ts";
import { shareUploads } from "./ingest/shared-upload.ts";
import { createStaging } from "./ingest/staging.ts";
import { createVideos } from "./ingest/videos.ts";
import { createJobService, lastOf } from "./jobs/job-service.ts";
import { newJob } from "./jobs/new-job.ts";
import { createCollections } from "./library/collections.ts";
import type { LibraryVersion } from "./library/library.ts";
import { videosOf } from "./library/videos-of.ts";
import { createReels } from "./memory/reel/reels.ts";
import { observeIngest, observeJobs } from "./observe/observe-jobs.ts";
import { observeMemory, observeReels } from "./observe/observe-services.ts";
import type { EngineParts } from "./open/engine-parts.ts";
import { checkHealth } from "./open/health.ts";
import { createAnalysers, createEmbedder, createImageEmbedder, createPlanner } from "./open/models.ts";
import { openCollector } from "./open/open-collector.ts";
import { openGround } from "./open/open-ground.ts";
import { openMedia } from "./open/open-media.ts";
import { openMemory } from "./open/open-memory.ts";
import { openOrigin } from "./open/open-origin.ts";
import { openStreams } from "./open/open-streams.ts";
import { openViewers } from "./open/open-viewers.ts";
import { ROLES } from "./open/roles.ts";
import { createVideoService } from "./open/video-service.ts";
import { createMegaAssets } from "./reels/mega/mega-assets.ts";
import { createKnownShots } from "./reels/mega/verify/known-shots.ts";
import { createVerifyJob, MEGA_JOB } from "./reels/mega/verify/verify-job.ts";
import type { VideoRow } from "./seams/catalog.ts";
import { ANYONE, streamUrl } from "./stream/address/stream-url.ts";
import { thumbnailTemplate } from "./stream/address/thumbnail-path.ts";
import { createHeadsJob } from "./stream/prepare/heads-job.ts";
import { createCollectionPreparer } from "./stream/prepare/prepare-collection.ts";
import { createPrepareJob } from "./stream/prepare/prepare-job.ts";
import { createPreparePlans } from "./stream/prepare/prepare-plans.ts";
import { createSubjects } from "./subjects/known-subjects.ts";
import { createTimelineFiles } from "./timeline/timeline-files.ts";
import { countMemory, countReels } from "./usage/count-services.ts";
import { createUsageService } from "./usage/usage-service.ts";

/** Of what the configuration does not say. */
const DEFAULTS = { ingests: 1, maxSourceBytes: 100 * 2 ** 30, downloadTimeout: 3600 };

/**
 * Opens an engine on what the configuration names (SQLite or PostgreSQL, a folder or S3, ffmpeg), or on the parts
 * given. Jobs that an earlier process left unfinished go on.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function createEngine(config: EngineConfig, given: Partial<EngineParts> = {}): Promise<Engine> {
  const ground = await openGround(config, given);
  const { catalog, moments, blobs, library, locks, transcoder, signer, cluster } = ground;
  const { publicUrl, roles, now, step, meter, observer } = ground;
  const staging = createStaging(join(config.dataDir, "staging"));
  const media = openMedia(config, ground);
  const { makers, playlists, segments, thumbnails, films } = media;
  const { heads, rendered } = makers;

  const imageEmbedder =
    given.imageEmbedder === undefined ? createImageEmbedder(config.models) : given.imageEmbedder;
  const memory = await openMemory({
    ...{ config, catalog, moments, blobs, library, transcoder, signer, now, isShared: cluster.isShared },
    embedder: given.embedder === undefined ? createEmbedder(config.models) : given.embedder,
    imageEmbedder,
    analysers: given.analysers ?? createAnalysers(config.models, imageEmbedder),
    queue: (job) => jobs.insert(job),
  });
  const allowPrivate = config.allowPrivateSources ?? false;
  const limits = {
    maxBytes: config.maxSourceBytes ?? DEFAULTS.maxSourceBytes,
    timeout: config.downloadTimeout ?? DEFAULTS.downloadTimeout,
    allowPrivate,
  };
  const ingestion = createJobHandlers({
    ...{ catalog, blobs, library, transcoder, limits, locks, staging },
    addLadder: (video, version, heights) => jobs.insert(newJob("ladder", video, { version, heights }, now())),
  });
  const headsJob = createHeadsJob({ library, heads });
  const takeIn = observeIngest(ingestion.ingest, (id) => videos.get(id), observer);
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
  const videoStreamUrl = ({ id, name }: Pick<VideoRow, "id" | "name">): string =>
    streamUrl(publicUrl, signer, { user: ANYONE, id, name });
  const videos = createVideos({
    ...{ catalog, blobs, library, deleteVersion, staging, now },
    sharedUploads: shareUploads(cluster, { blobs, locks, maxBytes: limits.maxBytes }),
    start: (job) => jobs.submit(job),
    cancelJobs: async (video) => {
      const open = await catalog.jobs({ video, status: ["queued", "running"] });
      await Promise.all(open.map(({ id }) => jobs.cancel(id)));
    },
    streamUrl: videoStreamUrl,
    thumbnailTemplate: (version) => thumbnailTemplate(publicUrl, version),
  });
  const versionOf = async (video: string): Promise<LibraryVersion> => {
    const version = (await videos.versions([video])).get(video);
    if (!version) throw new CutstreamError("video_not_found", `There is no video ${video}.`);
    return version;
  };

  const client = createGuardedClient({ hosts: [], allowPrivate });
  const callbacks = createCallbacks({
    ...{ client, blobs, now, locks: cluster.locks },
    secrets: () => ground.keyRing.keys().map(callbackSecret),
    lookEvery: cluster.lookEvery,
  });
  const assets = createAssets({ catalog, blobs, images: createSharpImageReader(), client, publicUrl, now });
  const preparer = createCollectionPreparer({
    ...{ catalog, library, queue: jobs, imagesOf: assets.resolve, now },
  });
  const subjects = createSubjects({ catalog, moments, analyse: memory.service.indexes.analyse });
  const preparePlans = createPreparePlans({
    ...{ versionsOf: videos.versions, imagesOf: assets.resolve, subjects },
    async ended(id, signal) {
      await lastOf(jobs, id, signal);
    },
  });
  const opened = openStreams({ config, ground, media, videos, assets, subjects });
  const { streams } = opened;
  const megaAssets = createMegaAssets({ catalog, versionOf, queue: jobs, publicUrl, now });
  const viewers = openViewers({ config, ground, streams, versionOf, clipIndex: megaAssets.clipIndex });
  const observedMemory = observeMemory(memory.service, step);
  const { origin, playable, exportFiles } = openOrigin({ config, ground, media, videos, streams });
  const collector = openCollector({ config, ground, media, deleteVersion });

  const blank = createBlank({
    ...{ catalog, videos, now },
    path: join(config.dataDir, "blank.wav"),
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
    ...{ roles, collections, streams, origin, assets, megaAssets },
    videos: createVideoService({
      ...{ ground, videos, versionOf, blank, memory, preparePlans },
      ...{ queue: jobs, jobs: jobService },
    }),
    jobs: jobService,
    timelines: createTimelineFiles({
      videos: (collection) => Array.fromAsync(videosOf(catalog, collection)),
      versionsOf: videos.versions,
      streamUrl: videoStreamUrl,
    }),
    callbacks: callbacks.service,
    exports: createExports({
      ...{ catalog, jobs, films, streams, playable, playlists, publicUrl, now },
      files: exportFiles,
    }),
    memory: countMemory(observedMemory, meter),
    ranking: viewers.ranking,
    reels: observeReels(
      countReels(
        {
          ...createReels({
            // What a reel looks for is part of it: no retrievals of their own.
            retrieve: observedMemory.retrieve,
            publish: streams.publish,
            chat: createPlanner(config.models),
          }),
          ...viewers.reels,
        },
        meter,
      ),
      step,
    ),
    cadences: viewers.cadences,
    health: () => checkHealth(ground),
    telemetry: viewers.telemetry,
    experiments: viewers.experiments,
    encodesAwaited: makers.awaited,
    metrics() {
      const parts = [makers.metrics(), ...viewers.metrics()];
      return {
        counters: Object.assign({}, ...parts.map(({ counters }) => counters), collector.counters),
        gauges: Object.assign({}, ...parts.map(({ gauges }) => gauges), roleGauges(roles)),
      };
    },
    openJobs: () => catalog.openJobs(),
    usage: createUsageService(ground.usage, meter, now),
    async close() {
      await viewers.learning?.stop();
      await collector.daily?.stop();
      await jobs.close();
      await callbacks.close();
      await client.close();
      await opened.close();
      await memory.close();
      await media.close();
      await transcoder.close();
      await viewers.close();
      await ground.close();
    },
  };
}

/** 1 for each role that this process has: `cutstream_role_worker 1`. */
function roleGauges(roles: readonly Role[]): Record<string, number> {
  return Object.fromEntries(ROLES.map((role) => [`role.${role}`, roles.includes(role) ? 1 : 0]));
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
