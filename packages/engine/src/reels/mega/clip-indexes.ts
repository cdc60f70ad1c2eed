import { LRUCache } from "lru-cache";
import type { ClipIndex } from "../../api/clip-index.ts";
import type { MegaAssetService } from "../../api/mega-assets.ts";
import { CutstreamError } from "../../errors.ts";
import type { Catalog, MegaAssetRow, MegaVersionRow } from "../../seams/catalog.ts";
import { makeClipIndex } from "./make-clip-index.ts";
import { decodeList } from "./stored-list.ts";
import { factsOf } from "./views.ts";

/** Clips of indexes kept in memory: a hundred bytes each. */
const MOST_CLIPS = 1_000_000;
/** Milliseconds for which another process's promotion may go unseen; this one's own is seen at once. */
const STALE = 1000;
/** Mega assets whose rows are kept. */
const MOST_ASSETS = 1000;

/** Indexes of versions, read once and kept while they are used. */
export interface ClipIndexes extends Pick<MegaAssetService, "clipIndex" | "pinnedClipIndex"> {
  /** Forgets what was read of a mega asset: it was changed. */
  forget(asset: MegaAssetRow): void;
}

/** What is known of a mega asset: its row, and its versions as far as they were asked for. */
interface KnownAsset {
  readonly asset: Promise<MegaAssetRow>;
  readonly versions: Map<number, Promise<MegaVersionRow>>;
}

export function createClipIndexes(catalog: Catalog): ClipIndexes {
  const known = new LRUCache<string, KnownAsset>({ max: MOST_ASSETS, ttl: STALE });
  // What a list says never changes, so that these are kept whatever becomes of their versions.
  const loaded = new LRUCache<string, ClipIndex>({
    maxSize: MOST_CLIPS,
    sizeCalculation: ({ titles, clipTypes }) => 1 + titles.length * clipTypes.size,
  });
  const loading = new Map<string, Promise<ClipIndex>>();

  const findAsset = async (reference: string): Promise<MegaAssetRow> => {
    const row = await catalog.megaAsset(reference);
    if (row) return row;
    throw new CutstreamError("mega_asset_not_found", `There is no mega asset ${reference}.`);
  };

  const know = (reference: string): KnownAsset => {
    const there = known.get(reference);
    if (there) return there;
    const made: KnownAsset = { asset: findAsset(reference), versions: new Map() };
    known.set(reference, made);
    // What failed is asked for again.
    made.asset.catch(() => known.get(reference) === made && known.delete(reference));
    return made;
  };

  const findVersion = async (asset: MegaAssetRow, number: number): Promise<MegaVersionRow> => {
    const row = await catalog.megaVersion(asset.id, number);
    if (row) return row;
    throw new CutstreamError("mega_version_not_found", `Mega asset ${asset.name} has no version ${number}.`);
  };

  const versionOf = (of: KnownAsset, asset: MegaAssetRow, number: number): Promise<MegaVersionRow> => {
    const there = of.versions.get(number);
    if (there) return there;
    const found = findVersion(asset, number);
    of.versions.set(number, found);
    found.catch(() => of.versions.delete(number));
    return found;
  };

  const load = async (row: MegaVersionRow, key: string): Promise<ClipIndex> => {
    const list = decodeList(await catalog.megaList(row.mega, row.number));
    const { clipTypes } = factsOf(row);
    const index = makeClipIndex({ ...row, version: row.number, clipTypes }, list);
    loaded.set(key, index);
    return index;
  };

  const indexOf = (row: MegaVersionRow): Promise<ClipIndex> | ClipIndex => {
    const key = `${row.mega}/${row.number}`;
    const there = loaded.get(key) ?? loading.get(key);
    if (there) return there;
    const made = load(row, key).finally(() => loading.delete(key));
    loading.set(key, made);
    return made;
  };

  return {
    async clipIndex(reference, wanted) {
      const of = know(reference);
      const asset = await of.asset;
      const number = wanted ?? asset.promoted.at(-1);
      if (number === undefined)
        throw new CutstreamError("mega_version_not_found", `Mega asset ${asset.name} has no stable version.`);
      const row = await versionOf(of, asset, number);
      if (row.state !== "verified") throw unusable(asset, row);
      return indexOf(row);
    },

    async pinnedClipIndex(reference, number) {
      const of = know(reference);
      return indexOf(await versionOf(of, await of.asset, number));
    },

    forget({ id, name }) {
      known.delete(id);
      known.delete(name);
    },
  };
}

function unusable({ name }: MegaAssetRow, { number, state }: MegaVersionRow): CutstreamError {
  const what = `Version ${number} of mega asset ${name}`;
  return state === "retired"
    ? new CutstreamError("mega_version_retired", `${what} is retired.`)
    : new CutstreamError("mega_version_not_verified", `${what} was not verified.`);
}
