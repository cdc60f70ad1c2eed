import { join } from "node:path";
import { openSqliteCatalog } from "../../packages/engine/src/adapters/sqlite/sqlite-catalog.ts";
import type { ListedClip } from "../../packages/engine/src/reels/mega/list/timecode-list.ts";
import { encodeList } from "../../packages/engine/src/reels/mega/stored-list.ts";
import type { Catalog } from "../../packages/engine/src/seams/catalog.ts";
import type { IngestedSource, TestServer } from "./server.ts";

/** A clip of a made-up mega asset. */
export type MegaClip = Omit<ListedClip, "line">;

/** Clips of `frames` frames of each title, one after the other from frame `from` on. */
export function clipsInARow(
  titles: readonly string[],
  clipType: string,
  frames: number,
  from = 0,
): MegaClip[] {
  return titles.map((title, n) => ({
    ...{ title, clipType },
    first: from + n * frames,
    end: from + (n + 1) * frames,
  }));
}

/** Opens the catalog of a test server beside it. */
export function catalogOf({ folder }: TestServer): Promise<Catalog> {
  return openSqliteCatalog({ path: join(folder, "data", "catalog.sqlite") });
}

/** Puts a mega asset into a catalog whose one version is stable: what is true of it was made so, and needs no proof. */
export async function storeMega(
  catalog: Catalog,
  name: string,
  { video, frameRate }: IngestedSource,
  clips: readonly MegaClip[],
): Promise<void> {
  const now = Date.now();
  const clipTypes = Object.fromEntries(clips.map(({ clipType, first, end }) => [clipType, end - first]));
  const mega = `mega_${name}`;
  await catalog.insertMegaAsset({ id: mega, name, clipTypes, promoted: [], createdAt: now });
  await addMegaVersion(
    catalog,
    mega,
    { video: video.id, media: video.versions.at(-1) ?? "", frameRate },
    clips,
  );
}

/** What a version of a mega asset is made of. */
export interface MegaMedia {
  readonly video: string;
  readonly media: string;
  readonly frameRate: { readonly num: number; readonly den: number };
}

/** Adds a version, and makes it stable. @returns its number. */
export async function addMegaVersion(
  catalog: Catalog,
  mega: string,
  { video, media, frameRate }: MegaMedia,
  clips: readonly MegaClip[],
): Promise<number> {
  const now = Date.now();
  const list = { frameRate, clips: clips.map((clip, n) => ({ ...clip, line: n + 1 })) };
  const clipTypes = Object.fromEntries(clips.map(({ clipType, first, end }) => [clipType, end - first]));
  const titles = new Set(clips.map(({ title }) => title)).size;
  const facts = { frameRate: `${frameRate.num}/${frameRate.den}`, clips: clips.length, titles, clipTypes };
  const row = {
    mega,
    video,
    media,
    state: "verified",
    facts,
    job: null,
    createdAt: now,
    updatedAt: now,
  } as const;
  const number = await catalog.insertMegaVersion(row, encodeList(list));
  await catalog.promoteMegaVersion(mega, number);
  return number;
}
