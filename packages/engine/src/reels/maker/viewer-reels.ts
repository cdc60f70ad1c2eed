import { LRUCache } from "lru-cache";
import type { StreamService } from "../../api/streams.ts";
import type { ViewerReelService, ViewerReelView } from "../../api/viewer-reels.ts";
import type { Catalog } from "../../seams/catalog.ts";
import type { Signer } from "../../stream/address/signature.ts";
import { checkUser } from "../../stream/address/stream-url.ts";
import { parseTtl } from "../../stream/published/ttl.ts";
import { missing } from "../cadence/cadences.ts";
import { checkReelAddress, reelAddress } from "./reel-address.ts";
import type { ReelBook } from "./reel-book.ts";
import type { MadeReel, ReelMaker, ReelSources } from "./reel-maker.ts";
import { rateOf, viewReel, viewSlot } from "./view-reel.ts";

export interface ViewerReelsParts {
  readonly catalog: Pick<Catalog, "cadence">;
  readonly maker: ReelMaker;
  readonly book: ReelBook;
  readonly streams: Pick<StreamService, "get">;
  readonly signer: Signer;
  readonly publicUrl: string;
  readonly now: () => number;
}

/** Milliseconds for which an address that is opened again gives the same reel. */
const SAME_REEL = 5000;
/** Viewers whose reels are kept so long. */
const VIEWERS = 20_000;

/** Opens what makes reels for viewers. */
export function createViewerReels(parts: ViewerReelsParts): ViewerReelService {
  const { catalog, maker, book, streams, signer, publicUrl, now } = parts;
  const recent = new LRUCache<string, Promise<MadeReel>>({ max: VIEWERS, ttl: SAME_REEL });
  const view = ({ stream, record }: MadeReel): ViewerReelView => ({ stream, reel: viewReel(record) });

  return {
    make: async (request) => view(await maker.make(await maker.sources(request), request)),

    async show(id) {
      const record = await book.get(id);
      return view({ stream: await streams.get(id), record });
    },

    async at(id, seconds) {
      const record = await book.get(id);
      const place = await book.at(id, seconds);
      return place && viewSlot(place.slot, rateOf(record));
    },

    async address({ viewer, cadence, ttl }) {
      const until = now() + parseTtl(ttl);
      const row = (await catalog.cadence(cadence)) ?? missing(cadence);
      const url = reelAddress(publicUrl, signer, {
        viewer: checkUser(viewer, "viewer"),
        cadence: row.id,
        until,
      });
      return { url, expiresAt: new Date(Math.ceil(until / 1000) * 1000).toISOString() };
    },

    async open(request) {
      checkReelAddress(signer, request, now());
      const sources = await maker.sources(request);
      const key = keyOf(sources);
      const known = recent.get(key);
      if (known) return view(await known);
      const made = maker.make(sources, request);
      recent.set(key, made);
      made.catch(() => recent.delete(key));
      return view(await made);
    },
  };
}

/** What decides a reel besides the moment: another version, or another revision of the cadence, makes another. */
function keyOf({ viewer, row, index, assignment }: ReelSources): string {
  const { experiment, arm, holdout } = assignment;
  return JSON.stringify([viewer, row.id, row.revision, index.mega, index.version, experiment, arm, holdout]);
}
