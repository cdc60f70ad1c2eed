import type { CadenceService } from "../api/cadences.ts";
import type { ViewerReelService } from "../api/viewer-reels.ts";
import type { LibraryVersion } from "../library/library.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { Signer } from "../stream/address/signature.ts";
import type { PublishedStreams } from "../stream/published/streams.ts";
import { createCadences } from "./cadence/cadences.ts";
import { createCutsOf } from "./maker/cuts-of.ts";
import { createReelBook, type ReelBook } from "./maker/reel-book.ts";
import { createReelMaker, type ReelMakerParts } from "./maker/reel-maker.ts";
import { createViewerReels } from "./maker/viewer-reels.ts";

export interface ViewerReelParts extends Pick<ReelMakerParts, "clipIndex" | "rank" | "assign" | "now"> {
  /** The version that a video plays. @throws `video_not_found`, `video_not_ready`, `video_failed` */
  readonly versionOf: (video: string) => Promise<LibraryVersion>;
  readonly catalog: Catalog;
  readonly streams: PublishedStreams;
  readonly signer: Signer;
  readonly publicUrl: string;
}

/** All that reels for viewers are made by. */
export interface OpenedViewerReels {
  readonly cadences: CadenceService;
  readonly reels: ViewerReelService;
  /** Which clip of a reel was on screen when. */
  readonly book: ReelBook;
}

/** Opens them over what ranks titles and knows mega assets. */
export function openViewerReels(parts: ViewerReelParts): OpenedViewerReels {
  const { catalog, streams, signer, publicUrl, now } = parts;
  const book = createReelBook(catalog);
  const maker = createReelMaker({
    ...parts,
    cutsOf: createCutsOf(parts.versionOf),
    publish: streams.publish,
    book,
  });
  return {
    cadences: createCadences(catalog, now),
    reels: createViewerReels({ catalog, maker, book, streams, signer, publicUrl, now }),
    book,
  };
}
