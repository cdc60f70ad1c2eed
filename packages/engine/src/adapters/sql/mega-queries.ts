import type { Kysely, Selectable, Transaction } from "kysely";
import { CutstreamError } from "../../errors.ts";
import type { JsonObject } from "../../moments/moment.ts";
import type { Catalog, MegaAssetRow, MegaVersionRow, MegaVersionState } from "../../seams/catalog.ts";
import { readPage } from "./page.ts";
import type { CatalogSchema, MegaAssetTable, MegaVersionTable } from "./schema.ts";

/** The part of the catalog that keeps mega assets. */
export type MegaQueries = Pick<
  Catalog,
  | "insertMegaAsset"
  | "megaAsset"
  | "megaAssets"
  | "deleteMegaAsset"
  | "insertMegaVersion"
  | "megaVersion"
  | "megaVersions"
  | "megaVersionsOf"
  | "megaList"
  | "megaReport"
  | "updateMegaVersion"
  | "promoteMegaVersion"
  | "rollBackMegaAsset"
  | "retireMegaVersion"
>;

const ASSET_COLUMNS = ["id", "name", "clip_types_json", "promoted_json", "created_at"] as const;

/** Without the list and the report, which are long and seldom read. */
const VERSION_COLUMNS = [
  "mega",
  "number",
  "video",
  "media",
  "status",
  "facts_json",
  "job",
  "created_at",
  "updated_at",
] as const;

/** Makes the queries of mega assets over any SQL database. */
export function megaQueries(db: Kysely<CatalogSchema>): MegaQueries {
  const versions = () => db.selectFrom("mega_versions").select(VERSION_COLUMNS);

  /** Changes which versions were promoted; nobody else changes them meanwhile. */
  const changePromoted = <T>(
    mega: string,
    work: (tx: Transaction<CatalogSchema>, promoted: readonly number[]) => Promise<Promotion<T>>,
  ): Promise<T> =>
    db.transaction().execute(async (tx) => {
      const promoted = await lock(tx, mega);
      const { now, result } = await work(tx, promoted ?? []);
      if (promoted && now)
        await tx
          .updateTable("mega_assets")
          .set({ promoted_json: JSON.stringify(now) })
          .where("id", "=", mega)
          .execute();
      return result;
    });

  return {
    async insertMegaAsset({ id, name, clipTypes, promoted, createdAt }) {
      const result = await db
        .insertInto("mega_assets")
        .values({
          id,
          name,
          clip_types_json: JSON.stringify(clipTypes),
          promoted_json: JSON.stringify(promoted),
          created_at: createdAt,
        })
        .onConflict((conflict) => conflict.column("name").doNothing())
        .executeTakeFirst();
      return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
    },

    async megaAsset(reference) {
      const rows = await db
        .selectFrom("mega_assets")
        .select(ASSET_COLUMNS)
        .where((eb) => eb.or([eb("id", "=", reference), eb("name", "=", reference)]))
        .execute();
      const row = rows.find(({ id }) => id === reference) ?? rows[0];
      return row && readAsset(row);
    },

    async megaAssets({ cursor, limit }) {
      const query = db.selectFrom("mega_assets").select(ASSET_COLUMNS);
      return readPage(query, { cursor, limit }, readAsset);
    },

    async deleteMegaAsset(id) {
      const result = await db.deleteFrom("mega_assets").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },

    async insertMegaVersion({ mega, video, media, state, facts, job, createdAt, updatedAt }, list) {
      return db.transaction().execute(async (tx) => {
        if (!(await lock(tx, mega)))
          throw new CutstreamError("mega_asset_not_found", `There is no mega asset ${mega}.`);
        const last = await tx
          .selectFrom("mega_versions")
          .select("number")
          .where("mega", "=", mega)
          .orderBy("number", "desc")
          .limit(1)
          .executeTakeFirst();
        const number = (last?.number ?? 0) + 1;
        const made = { created_at: createdAt, updated_at: updatedAt };
        const json = { facts_json: JSON.stringify(facts), list_json: JSON.stringify(list) };
        await tx
          .insertInto("mega_versions")
          .values({ mega, number, video, media, status: state, ...json, report_json: null, job, ...made })
          .execute();
        return number;
      });
    },

    async megaVersion(mega, number) {
      const row = await versions().where("mega", "=", mega).where("number", "=", number).executeTakeFirst();
      return row && readVersion(row);
    },

    async megaVersions(mega) {
      const rows = await versions().where("mega", "=", mega).orderBy("number").execute();
      return rows.map(readVersion);
    },

    async megaVersionsOf(video) {
      const rows = await versions()
        .where("video", "=", video)
        .where("status", "!=", "retired")
        .orderBy("mega")
        .orderBy("number")
        .execute();
      return rows.map(readVersion);
    },

    async megaList(mega, number) {
      const row = await db
        .selectFrom("mega_versions")
        .select("list_json")
        .where("mega", "=", mega)
        .where("number", "=", number)
        .executeTakeFirst();
      return row && (JSON.parse(row.list_json) as unknown);
    },

    async megaReport(mega, number) {
      const row = await db
        .selectFrom("mega_versions")
        .select("report_json")
        .where("mega", "=", mega)
        .where("number", "=", number)
        .executeTakeFirst();
      return row?.report_json ? (JSON.parse(row.report_json) as unknown) : undefined;
    },

    async updateMegaVersion(mega, number, { state, job, report, updatedAt }, from) {
      let query = db
        .updateTable("mega_versions")
        .set({
          updated_at: updatedAt,
          ...(state !== undefined && { status: state }),
          ...(job !== undefined && { job }),
          ...(report !== undefined && { report_json: JSON.stringify(report) }),
        })
        .where("mega", "=", mega)
        .where("number", "=", number);
      if (from) query = query.where("status", "in", from);
      const result = await query.executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    promoteMegaVersion: (mega, number) =>
      changePromoted(mega, async (tx, promoted) => {
        const row = await tx
          .selectFrom("mega_versions")
          .select("status")
          .where("mega", "=", mega)
          .where("number", "=", number)
          .executeTakeFirst();
        if (row?.status !== "verified") return { result: false };
        return promoted.at(-1) === number ? { result: true } : { now: [...promoted, number], result: true };
      }),

    rollBackMegaAsset: (mega) =>
      changePromoted(mega, async (_tx, promoted) => {
        const now = promoted.slice(0, -1);
        const before = now.at(-1);
        return before === undefined ? { result: undefined } : { now, result: before };
      }),

    retireMegaVersion: (mega, number, updatedAt) =>
      changePromoted(mega, async (tx, promoted) => {
        if (promoted.at(-1) === number) return { result: false };
        const result = await tx
          .updateTable("mega_versions")
          .set({ status: "retired", updated_at: updatedAt })
          .where("mega", "=", mega)
          .where("number", "=", number)
          .executeTakeFirst();
        return { now: without(promoted, number), result: result.numUpdatedRows > 0n };
      }),
  };
}

/** What becomes of the promoted versions; left out: they stay as they are. */
interface Promotion<T> {
  readonly now?: readonly number[];
  readonly result: T;
}

/** Locks a mega asset's row until the transaction ends. @returns its promoted versions; undefined where it is not there. */
async function lock(tx: Transaction<CatalogSchema>, mega: string): Promise<readonly number[] | undefined> {
  await tx.updateTable("mega_assets").set({ id: mega }).where("id", "=", mega).execute();
  const row = await tx
    .selectFrom("mega_assets")
    .select("promoted_json")
    .where("id", "=", mega)
    .executeTakeFirst();
  return row && (JSON.parse(row.promoted_json) as number[]);
}

/** Promoting 1, 2, 1 and retiring 2 leaves 1 once: rolling back is to change something. */
function without(promoted: readonly number[], number: number): readonly number[] {
  return promoted.filter((one) => one !== number).filter((one, n, left) => one !== left[n - 1]);
}

function readAsset(row: Selectable<MegaAssetTable>): MegaAssetRow {
  return {
    id: row.id,
    name: row.name,
    clipTypes: JSON.parse(row.clip_types_json) as Record<string, number>,
    promoted: JSON.parse(row.promoted_json) as number[],
    createdAt: row.created_at,
  };
}

function readVersion(row: Omit<Selectable<MegaVersionTable>, "list_json" | "report_json">): MegaVersionRow {
  const { mega, number, video, media, job } = row;
  return {
    ...{ mega, number, video, media, job },
    state: row.status as MegaVersionState,
    facts: JSON.parse(row.facts_json) as JsonObject,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
