import type { EngineConfig } from "../api/config.ts";
import type { OriginService } from "../api/origin.ts";
import { createExportFiles, type ExportFiles } from "../exports/export-files.ts";
import type { Videos } from "../ingest/videos.ts";
import { createDownloads } from "../stream/downloads/downloads.ts";
import { createOrigin } from "../stream/origin.ts";
import { createPlayable, type PlayableStream } from "../stream/published/playable.ts";
import type { PublishedStreams } from "../stream/published/streams.ts";
import type { Ground } from "./open-ground.ts";
import type { Media } from "./open-media.ts";
import { segmentCache } from "./segment-cache.ts";

export interface OpenOriginParts {
  readonly config: EngineConfig;
  readonly ground: Ground;
  readonly media: Media;
  readonly videos: Pick<Videos, "versions">;
  readonly streams: PublishedStreams;
}

/** What answers players. */
export interface OpenedOrigin {
  readonly origin: OriginService;
  readonly playable: (stream: string) => Promise<PlayableStream>;
  readonly exportFiles: ExportFiles;
}

/** Opens it over streams and the media made for them. */
export function openOrigin({ config, ground, media, videos, streams }: OpenOriginParts): OpenedOrigin {
  const { library, signer, publicUrl, step, observer, meter } = ground;
  const { makers, playlists, thumbnails, segments, films } = media;
  const { heads, rendered } = makers;
  const playable = createPlayable({ streams, versionsOf: videos.versions });
  const exportFiles = createExportFiles({ films, library, segments, signer, publicUrl });
  const origin = createOrigin({
    ...{ signer, playlists, heads, rendered, thumbnails, segments, playable, step, observer, meter },
    downloads: createDownloads({ playlists, segments }),
    exported: exportFiles.open,
    cacheBytes: segmentCache(config).made,
  });
  return { origin, playable, exportFiles };
}
