import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import type { ClipIndex } from "../api/clip-index.ts";
import type { Assignment } from "../api/experiments.ts";
import type { RankingService, RankRequest } from "../api/ranking.ts";
import { CutstreamError } from "../errors.ts";
import { openViewerReels, type ViewerReelParts } from "../reels/open-viewer-reels.ts";
import type { Catalog } from "../seams/catalog.ts";
import { createMadeEngine } from "./made-engine.ts";
import { makeVersion, storeIndexes } from "./made-library.ts";
import { makeRanking } from "./made-reels.ts";

export interface MadeViewerReelsOptions {
  /** Versions of the one mega asset, oldest first. */
  readonly indexes: readonly ClipIndex[];
  /** Default: in the order of the index, in reverse for viewers whose names begin with `r`. */
  readonly rank?: RankingService["rank"];
  readonly assign?: (viewer: string) => Assignment;
  /** In place of what finds `indexes`. */
  readonly clipIndex?: (catalog: Catalog) => ViewerReelParts["clipIndex"];
}

/**
 * Reels over made-up videos of 20 minutes (`v0`, `v1` … at 25 a second, a key frame each 40 frames), one for each version
 * of a mega asset, whose newest version is stable; and all that was ranked.
 */
export async function createMadeViewerReels({ indexes, rank, assign, clipIndex }: MadeViewerReelsOptions) {
  const versions = indexes.map((_, n) =>
    makeVersion({ n, gops: Array<number>(750).fill(40), chunkFrames: 40 }),
  );
  const blobs = createMemoryBlobStore();
  for (const version of versions) await storeIndexes(blobs, version);
  const engine = await createMadeEngine({ versions, blobs, stored: true });
  const { catalog, streams, signer, publicUrl, clock } = engine;
  const ranked: RankRequest[] = [];
  const state = { stable: indexes.length };
  const inOrder: RankingService["rank"] = async ({ viewer, titles = [], limit }) => {
    const ordered = viewer.startsWith("r") ? [...titles].reverse() : titles;
    return { titles: makeRanking(ordered).slice(0, limit), by: "built-in", notes: [] };
  };
  const opened = openViewerReels({
    ...{ catalog, streams, signer, publicUrl, now: () => clock.now },
    versionOf: async (video) => {
      const version = versions[Number(video.slice(1))];
      if (version) return version;
      throw new CutstreamError("video_not_found", `There is no video ${video}.`);
    },
    clipIndex:
      clipIndex?.(catalog) ??
      (async (mega, version = state.stable) => {
        const index = indexes.find((each) => each.mega === mega && each.version === version);
        if (index) return index;
        throw new CutstreamError("mega_asset_not_found", `There is no ${mega} version ${version}.`);
      }),
    async rank(request) {
      ranked.push(request);
      return (rank ?? inOrder)(request);
    },
    assign: assign ?? (() => ({ overrides: {}, holdout: false })),
  });
  return { ...engine, ...opened, state, ranked };
}
