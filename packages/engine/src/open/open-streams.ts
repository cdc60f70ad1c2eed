import { createGuardedClient } from "../adapters/http/guarded-request.ts";
import { createAdDecider } from "../ads/create-decider.ts";
import { createAdFiller } from "../ads/fill-breaks.ts";
import { createAdResolver } from "../ads/resolve-ads.ts";
import { createTakeIn } from "../ads/take-in.ts";
import type { EngineConfig } from "../api/config.ts";
import type { Assets } from "../assets/assets.ts";
import type { Videos } from "../ingest/videos.ts";
import { observeStreams } from "../observe/observe-services.ts";
import { createStreams, type PublishedStreams } from "../stream/published/streams.ts";
import type { Subjects } from "../subjects/known-subjects.ts";
import { createSubtitles } from "../subtitles/prepare-subtitles.ts";
import { createTranslations } from "../subtitles/translations.ts";
import { countStreams } from "../usage/count-services.ts";
import { createTranslators } from "./models.ts";
import type { Ground } from "./open-ground.ts";
import type { Media } from "./open-media.ts";

export interface OpenStreamsParts {
  readonly config: EngineConfig;
  readonly ground: Ground;
  readonly media: Media;
  readonly videos: Videos;
  readonly assets: Assets;
  readonly subjects: Subjects;
}

/** Streams, and how what they ask of others ends. */
export interface OpenedStreams {
  readonly streams: PublishedStreams;
  close(): Promise<void>;
}

/** Opens streams over media that are made, with their subtitles and ads: observed, and counted. */
export function openStreams(parts: OpenStreamsParts): OpenedStreams {
  const { config, ground, media, videos, assets, subjects } = parts;
  const { catalog, moments, blobs, library, signer, cluster, publicUrl, now, step, meter } = ground;
  const { makers, playlists, texts } = media;
  const translations = createTranslations({ blobs, translators: createTranslators(config.models) });
  const adServers = createGuardedClient({
    hosts: config.adHosts ?? [],
    allowPrivate: config.allowPrivateSources ?? false,
  });
  const published = createStreams({
    ...{ catalog, makers, playlists, signer, subjects, texts, publicUrl, now, step },
    notices: cluster.notices,
    subtitles: createSubtitles({ catalog, moments, texts, translations }),
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
  });
  return {
    streams: observeStreams(countStreams(published, meter), step),
    async close() {
      await adServers.close();
      await translations.close();
    },
  };
}
