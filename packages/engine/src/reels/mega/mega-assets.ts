import { randomBytes } from "node:crypto";
import type { MegaAssetService, MegaVersionRequest } from "../../api/mega-assets.ts";
import { CutstreamError } from "../../errors.ts";
import { hasEnded } from "../../jobs/job-feed.ts";
import { viewJob } from "../../jobs/job-view.ts";
import { newJob } from "../../jobs/new-job.ts";
import { assertName } from "../../library/assert-name.ts";
import type { LibraryVersion } from "../../library/library.ts";
import type { Catalog, MegaAssetRow, MegaVersionRow } from "../../seams/catalog.ts";
import type { JobQueue } from "../../seams/job-queue.ts";
import { createClipIndexes } from "./clip-indexes.ts";
import { assertClipTypes } from "./clip-types.ts";
import { parseFrameRate, showRate } from "./list/list-times.ts";
import { readTimecodeList, writeTimecodeList } from "./list/read-list.ts";
import type { TimecodeList } from "./list/timecode-list.ts";
import { clipTypesOf } from "./make-clip-index.ts";
import { decodeList, encodeList } from "./stored-list.ts";
import { viewReport } from "./verify/report.ts";
import { MEGA_JOB, type VerifyPayload } from "./verify/verify-job.ts";
import { viewMegaAsset, viewMegaVersion } from "./views.ts";

/** What mega assets are made of. */
export interface MegaAssetParts {
  readonly catalog: Catalog;
  /** The version that a video plays. @throws `video_not_found`, `video_not_ready`, `video_failed` */
  readonly versionOf: (video: string) => Promise<LibraryVersion>;
  readonly queue: Pick<JobQueue, "insert">;
  readonly publicUrl: string;
  readonly now: () => number;
}

const PAGE = 50;

/** Mega assets, their versions and their indexes. */
export function createMegaAssets(parts: MegaAssetParts): MegaAssetService {
  const { catalog, versionOf, queue, publicUrl, now } = parts;
  const indexes = createClipIndexes(catalog);

  const find = async (reference: string): Promise<MegaAssetRow> => {
    const row = await catalog.megaAsset(reference);
    if (row) return row;
    throw new CutstreamError("mega_asset_not_found", `There is no mega asset ${reference}.`);
  };

  const findVersion = async (
    reference: string,
    number: number,
  ): Promise<{ asset: MegaAssetRow; version: MegaVersionRow }> => {
    const asset = await find(reference);
    const version = await catalog.megaVersion(asset.id, number);
    if (version) return { asset, version };
    throw new CutstreamError("mega_version_not_found", `Mega asset ${asset.name} has no version ${number}.`);
  };

  const shown = async (id: string) => viewMegaAsset(await find(id));

  return {
    async create({ name, clipTypes = {} }) {
      assertName(name);
      assertClipTypes(clipTypes);
      const id = `mega_${randomBytes(8).toString("hex")}`;
      const row: MegaAssetRow = { id, name, clipTypes, promoted: [], createdAt: now() };
      if (!(await catalog.insertMegaAsset(row)))
        throw new CutstreamError("mega_asset_exists", `There is a mega asset ${name} already.`);
      return viewMegaAsset(row);
    },

    async get(reference) {
      const asset = await find(reference);
      const versions = await catalog.megaVersions(asset.id);
      return {
        ...viewMegaAsset(asset),
        versions: versions.map((version) => viewMegaVersion(asset, version)),
      };
    },

    async list({ cursor, limit = PAGE }) {
      const page = await catalog.megaAssets({ limit, ...(cursor !== undefined && { cursor }) });
      return { items: page.items.map(viewMegaAsset), next: page.next };
    },

    async delete(reference) {
      const asset = await find(reference);
      await catalog.deleteMegaAsset(asset.id);
      indexes.forget(asset);
    },

    async addVersion(reference, request) {
      const asset = await find(reference);
      const media = await versionOf(request.video);
      const list = readList(request, media);
      const clipTypes = { ...clipTypesOf(list), ...asset.clipTypes };
      const row: Omit<MegaVersionRow, "number"> = {
        ...{ mega: asset.id, video: request.video, media: media.id, state: "draft", job: null },
        facts: {
          frameRate: showRate(list.frameRate),
          clips: list.clips.length,
          titles: new Set(list.clips.map(({ title }) => title)).size,
          clipTypes,
        },
        ...{ createdAt: now(), updatedAt: now() },
      };
      const number = await catalog.insertMegaVersion(row, encodeList(list));
      return viewMegaVersion(asset, { ...row, number });
    },

    async version(reference, number) {
      const { asset, version } = await findVersion(reference, number);
      return viewMegaVersion(asset, version);
    },

    async timecodes(reference, number, format) {
      const { version } = await findVersion(reference, number);
      return writeTimecodeList(decodeList(await catalog.megaList(version.mega, number)), format);
    },

    async verify(reference, number, { accept = [] } = {}) {
      const { asset, version } = await findVersion(reference, number);
      if (version.state === "retired") throw notToBePromoted(asset, version);
      const running = version.job === null ? undefined : await catalog.job(version.job);
      if (running && !hasEnded(running)) return viewJob(running);
      const payload: VerifyPayload = { mega: asset.id, version: number, accept };
      const job = newJob(MEGA_JOB, version.video, payload, now());
      await queue.insert(job);
      await catalog.updateMegaVersion(asset.id, number, { job: job.id, updatedAt: now() });
      return viewJob(job);
    },

    async report(reference, number) {
      const { asset, version } = await findVersion(reference, number);
      const stored = await catalog.megaReport(asset.id, number);
      if (stored !== undefined) return viewReport(stored, version, publicUrl);
      const message = `Version ${number} of mega asset ${asset.name} was never verified.`;
      throw new CutstreamError("mega_version_not_verified", message);
    },

    async promote(reference, number) {
      const { asset, version } = await findVersion(reference, number);
      const promoted = await catalog.promoteMegaVersion(asset.id, number);
      indexes.forget(asset);
      if (!promoted) throw notToBePromoted(asset, version);
      return shown(asset.id);
    },

    async rollback(reference) {
      const asset = await find(reference);
      const before = await catalog.rollBackMegaAsset(asset.id);
      indexes.forget(asset);
      if (before === undefined)
        throw new CutstreamError(
          "no_version_before",
          `No version of mega asset ${asset.name} was stable before the one that is.`,
        );
      return shown(asset.id);
    },

    async retire(reference, number) {
      const { asset } = await findVersion(reference, number);
      const retired = await catalog.retireMegaVersion(asset.id, number, now());
      indexes.forget(asset);
      if (!retired)
        throw new CutstreamError(
          "mega_version_in_use",
          `Version ${number} of mega asset ${asset.name} is the stable one.`,
        );
      const { version } = await findVersion(asset.id, number);
      return viewMegaVersion(asset, version);
    },

    clipIndex: indexes.clipIndex,
    pinnedClipIndex: indexes.pinnedClipIndex,
  };
}

function readList({ list: file }: MegaVersionRequest, { manifest }: LibraryVersion): TimecodeList {
  const { bytes, format, frameRate, startTimecode, side } = file;
  const rate = frameRate === undefined ? undefined : parseFrameRate(frameRate);
  if (frameRate !== undefined && !rate) {
    const message = `frameRate is ${JSON.stringify(frameRate)}: give "25" or "30000/1001".`;
    throw new CutstreamError("invalid_request", message, { path: "list.frameRate" });
  }
  const options = {
    ...(rate && { frameRate: rate }),
    ...(startTimecode !== undefined && { startTimecode }),
    ...(side !== undefined && { side }),
  };
  return readTimecodeList(bytes, format, options, manifest);
}

function notToBePromoted({ name }: MegaAssetRow, { number, state }: MegaVersionRow): CutstreamError {
  return state === "retired"
    ? new CutstreamError("mega_version_retired", `Version ${number} of mega asset ${name} is retired.`)
    : new CutstreamError("mega_version_not_verified", `Version ${number} of mega asset ${name} is a draft.`);
}
