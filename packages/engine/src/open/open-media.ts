import { availableParallelism } from "node:os";
import { createSharpPainter } from "../adapters/sharp/sharp-painter.ts";
import type { EngineConfig } from "../api/config.ts";
import { createFilmStore, type FilmStore } from "../exports/film-store.ts";
import { ANYONE } from "../stream/address/stream-url.ts";
import { createMakers, type OpenedMakers } from "../stream/encoding/makers.ts";
import { createPlaylistCache, type PlaylistCache } from "../stream/playlists/playlist-cache.ts";
import { momentStreamUrl } from "../stream/published/moment-stream.ts";
import { createSegmentSource, type SegmentSource } from "../stream/segments/segments.ts";
import { createThumbnails, type Thumbnails } from "../stream/thumbnails/thumbnails.ts";
import { createTextStore, type TextStore } from "../subtitles/text-store.ts";
import type { Ground } from "./open-ground.ts";
import { segmentCache } from "./segment-cache.ts";

/** What is made of the library for players: segments, pictures, texts, playlists, and films of them. */
export interface Media {
  readonly makers: OpenedMakers;
  readonly thumbnails: Thumbnails;
  readonly segments: SegmentSource;
  readonly texts: TextStore;
  readonly playlists: PlaylistCache;
  readonly films: FilmStore;
  /** Ends what encodes. */
  close(): Promise<void>;
}

const ENCODER_QUEUE = 64;

/** Opens it over the library. */
export function openMedia(config: EngineConfig, ground: Ground): Media {
  const { library, blobs, transcoder, observer, signer, publicUrl } = ground;
  const encoders = config.encoders ?? Math.max(1, Math.floor(availableParallelism() / 2));
  const queue = config.encoderQueue ?? ENCODER_QUEUE;
  const thumbnails = createThumbnails({ library, blobs, transcoder, decoders: encoders });
  const painter = createSharpPainter();
  const makers = createMakers({ library, blobs, transcoder, painter, encoders, queue });
  const { heads, rendered, mixes } = makers;
  const root = new URL(publicUrl).pathname.replace(/\/$/, "");
  const texts = createTextStore(blobs);
  return {
    ...{ makers, thumbnails, texts },
    segments: createSegmentSource({
      ...{ library, blobs, heads, mixes, rendered, observer },
      cacheBytes: segmentCache(config).chunks,
    }),
    playlists: createPlaylistCache({
      ...{ library, texts, makers, observer },
      mediaBase: `${root}/m/`,
      assetBase: `${root}/a/`,
      adStreamUrl: ({ video, from, to }) =>
        momentStreamUrl({ publicUrl, signer, user: ANYONE, video, from, to, name: "ad" }).url,
    }),
    films: createFilmStore(blobs),
    async close() {
      await Promise.all([makers.close(), thumbnails.close()]);
    },
  };
}
