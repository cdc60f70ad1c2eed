import { type DeleteVersion, deleteBlobsOf } from "../ingest/delete-version.ts";
import { keys } from "../library/keys.ts";
import { videosOf } from "../library/videos-of.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog, VideoRow } from "../seams/catalog.ts";
import type { ForgettingCatalog } from "./collect-parts.ts";
import { versionsInUse, versionsPlayed } from "./needed.ts";
import { type StaleParts, staleOf } from "./stale.ts";
import type { Tally } from "./tally.ts";

export interface LeftoverCollection extends StaleParts {
  readonly catalog: StaleParts["catalog"] &
    ForgettingCatalog &
    Pick<
      Catalog,
      | "videos"
      | "video"
      | "videosOfVersion"
      | "updateVideo"
      | "jobs"
      | "streams"
      | "jobsOfKind"
      | "megaAssets"
      | "megaVersions"
    >;
  readonly blobs: BlobStore;
  readonly deleteVersion: DeleteVersion;
  readonly tally: Tally;
}

/**
 * Lets go what nobody has: versions that a video had before and that no stream, export or mega asset plays; versions,
 * sources and sidecars of videos that are gone. All of it only where nobody read or wrote it in so many days, so that
 * what is being ingested, on whichever node, stays.
 */
export async function collectLeftovers(days: number, collection: LeftoverCollection): Promise<void> {
  await collectSuperseded(days, collection);
  const versions = await foldersOf("v/", collection.blobs);
  await collectOrphans(versions, days, collection);
  await collectSources(new Set(await foldersOf("v/", collection.blobs)), days, collection);
  await collectSidecars(days, collection);
}

/** Versions that a video had before the one that it plays now. */
async function collectSuperseded(days: number, collection: LeftoverCollection): Promise<void> {
  const { catalog, dryRun, deleteVersion, blobs, tally } = collection;
  const several: VideoRow[] = [];
  for await (const row of videosOf(catalog)) if (row.versions.length > 1) several.push(row);
  if (several.length === 0) return;
  const kept = new Set([...(await versionsPlayed(catalog)), ...(await versionsInUse(catalog))]);
  for (const { id } of several) {
    const open = await catalog.jobs({ video: id, status: ["queued", "running"] });
    const row = open.length === 0 ? await catalog.video(id) : undefined;
    if (!row) continue;
    const before = row.versions.filter((version) => version !== row.version && !kept.has(version));
    const stale = await staleOf(before.map(unitOfVersion), days, collection);
    const gone = before.filter((version) => stale.has(unitOfVersion(version)));
    if (gone.length === 0) continue;
    for (const version of gone) tally.add("versions", 1, await bytesBelow(blobs, keys.version(version)));
    if (dryRun) continue;
    await catalog.updateVideo(id, { versions: row.versions.filter((version) => !gone.includes(version)) });
    for (const version of gone) await deleteVersion(version);
  }
}

/** Versions that no video has: what an interrupted ingest or deletion left. */
async function collectOrphans(
  versions: readonly string[],
  days: number,
  collection: LeftoverCollection,
): Promise<void> {
  const { catalog, blobs, dryRun, deleteVersion, tally } = collection;
  const orphans: string[] = [];
  for (const version of versions) {
    if ((await catalog.videosOfVersion(version)).length === 0) orphans.push(version);
  }
  for (const unit of await staleOf(orphans.map(unitOfVersion), days, collection)) {
    const version = unit.slice("v/".length);
    tally.add("versions", 1, await bytesBelow(blobs, keys.version(version)));
    if (dryRun) continue;
    const isWhole = (await blobs.size(keys.manifest(version))) !== undefined;
    await (isWhole ? deleteVersion(version) : deleteBlobsOf(version, blobs));
    await catalog.forgetUses([unit]);
  }
}

/** Sources of which no version is left. */
async function collectSources(
  versions: ReadonlySet<string>,
  days: number,
  collection: LeftoverCollection,
): Promise<void> {
  const { catalog, blobs, dryRun, tally } = collection;
  const unused: string[] = [];
  for (const sha256 of await foldersOf("sources/", blobs)) {
    const uses = await Array.fromAsync(blobs.list(keys.sourceUses(sha256)));
    if (!uses.some((key) => versions.has(key.split("/").at(-1) ?? ""))) unused.push(`sources/${sha256}`);
  }
  for (const unit of await staleOf(unused, days, collection)) {
    tally.add("sources", 1, await bytesBelow(blobs, `${unit}/`));
    if (dryRun) continue;
    await blobs.deletePrefix(`${unit}/`);
    await catalog.forgetUses([unit]);
  }
}

/** Sidecars of videos that are gone. */
async function collectSidecars(days: number, collection: LeftoverCollection): Promise<void> {
  const { catalog, blobs, dryRun, tally } = collection;
  const unused: string[] = [];
  for (const video of await foldersOf("sidecars/", blobs)) {
    if ((await catalog.video(video)) === undefined) unused.push(`sidecars/${video}`);
  }
  for (const unit of await staleOf(unused, days, collection)) {
    tally.add("sidecars", 1, await bytesBelow(blobs, `${unit}/`));
    if (dryRun) continue;
    await blobs.deletePrefix(`${unit}/`);
    await catalog.forgetUses([unit]);
  }
}

const unitOfVersion = (version: string): string => `v/${version}`;

/** Names of what lies below a prefix, each once. */
async function foldersOf(prefix: string, blobs: BlobStore): Promise<string[]> {
  const names = new Set<string>();
  for await (const key of blobs.list(prefix)) names.add(key.slice(prefix.length).split("/")[0] ?? "");
  return [...names];
}

async function bytesBelow(blobs: BlobStore, prefix: string): Promise<number> {
  let bytes = 0;
  for await (const key of blobs.list(prefix)) bytes += (await blobs.size(key)) ?? 0;
  return bytes;
}
