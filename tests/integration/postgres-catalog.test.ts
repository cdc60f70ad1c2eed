import { createServer } from "node:net";
import { Kysely, sql } from "kysely";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CATALOG_STEPS } from "../../packages/engine/src/adapters/postgres/catalog-steps.ts";
import { postgresDialect } from "../../packages/engine/src/adapters/postgres/connect.ts";
import { migrate } from "../../packages/engine/src/adapters/postgres/migrate.ts";
import { openPostgresCatalog } from "../../packages/engine/src/adapters/postgres/postgres-catalog.ts";
import { openPostgresEventStore } from "../../packages/engine/src/adapters/postgres/postgres-event-store.ts";
import { openPostgresUsageStore } from "../../packages/engine/src/adapters/postgres/postgres-usage-store.ts";
import { catalogContract } from "../../packages/engine/src/seams/catalog.contract.ts";
import {
  collectionRow,
  indexRow,
  jobRow,
  streamRow,
  videoRow,
} from "../../packages/engine/src/seams/catalog.fixtures.ts";
import type { Catalog } from "../../packages/engine/src/seams/catalog.ts";
import { eventStoreContract } from "../../packages/engine/src/seams/event-store.contract.ts";
import { usageStoreContract } from "../../packages/engine/src/seams/usage-store.contract.ts";
import { postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";

const programs = postgresPrograms();
if (!programs)
  console.warn("SKIPPED the catalog on PostgreSQL: no initdb on PATH or in /usr/lib/postgresql/*/bin");

describe.skipIf(!programs)("PostgreSQL", () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres(programs ?? "");
  });
  afterAll(() => server?.stop());

  catalogContract("PostgreSQL", async () => openPostgresCatalog({ url: await server.database() }));
  usageStoreContract("PostgreSQL", async () => openPostgresUsageStore({ url: await server.database() }));
  eventStoreContract("PostgreSQL", async () => openPostgresEventStore({ url: await server.database() }));

  describe("a database", () => {
    let url: string;
    let catalog: Catalog;
    beforeEach(async () => {
      url = await server.database();
      catalog = await openPostgresCatalog({ url });
    });
    afterEach(() => catalog.close());

    const run = async (statement: string) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client.query(statement).finally(() => client.end());
    };

    test("is shared by processes that start at the same moment", async () => {
      const fresh = await server.database();
      const others = await Promise.all(Array.from({ length: 4 }, () => openPostgresCatalog({ url: fresh })));
      await Promise.all(others.map((other, id) => other.insertCollection(collectionRow({ id: `c${id}` }))));
      for (const other of others) expect(await other.collections()).toHaveLength(4);
      await Promise.all(others.map((other) => other.close()));
    });

    test("of an earlier release is migrated once by processes that start at the same moment", async () => {
      const old = await server.database();
      const db = new Kysely<unknown>({ dialect: postgresDialect(old) });
      await migrate(db, "catalog", CATALOG_STEPS.slice(0, 1));
      await sql`insert into collections values ('c', 'kept', 1)`.execute(db);
      await db.destroy();
      const nodes = await Promise.all(Array.from({ length: 4 }, () => openPostgresCatalog({ url: old })));
      for (const node of nodes) {
        expect(await node.collections()).toEqual([{ id: "c", name: "kept", createdAt: 1 }]);
        expect(await node.cadences({ limit: 1 })).toEqual({ items: [], next: null });
        await node.close();
      }
    });

    test("keeps what was written while its server restarts, and is used again after it", async () => {
      await catalog.insertCollection(collectionRow());
      const writes = Array.from({ length: 40 }, (_, id) => catalog.insertStream(streamRow({ id: `s${id}` })));
      const outcomes = Promise.allSettled(writes);
      await server.restart();
      const written = (await outcomes).flatMap(({ status }, id) =>
        status === "fulfilled" ? [`s${id}`] : [],
      );
      for (const outcome of await outcomes) {
        if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "storage_failed" });
      }
      const kept = (await catalog.streams({ limit: 100 })).items.map(({ id }) => id);
      expect(kept).toEqual(expect.arrayContaining(written));
      await catalog.insertStream(streamRow({ id: "after" }));
      expect(await catalog.stream("after")).toBeDefined();
    });

    test("says that its disk is full, and keeps neither the video nor its job", async () => {
      await catalog.insertCollection(collectionRow());
      await run(`create function fill() returns trigger language plpgsql
        as $$ begin raise 'could not extend file' using errcode = 'disk_full'; end $$`);
      await run("create trigger fill before insert on jobs execute function fill()");
      await expect(catalog.insertVideo(videoRow(), jobRow())).rejects.toMatchObject({ code: "storage_full" });
      expect(await catalog.video("vid1")).toBeUndefined();
      await run("drop trigger fill on jobs");
      await catalog.insertVideo(videoRow(), jobRow());
      expect(await catalog.job("job1")).toEqual(jobRow());
    });

    test("lets either a collection be deleted or a video be put into it", async () => {
      for (let round = 0; round < 30; round++) {
        const id = `c${round}`;
        await catalog.insertCollection(collectionRow({ id }));
        const row = videoRow({ id: `v${round}`, collection: id });
        const [deleted, inserted] = await Promise.allSettled([
          catalog.deleteCollection(id),
          catalog.insertVideo(row, jobRow({ id: `j${round}`, video: row.id })),
        ]);
        if (deleted.status === "fulfilled") {
          expect(inserted).toMatchObject({ status: "rejected", reason: { code: "collection_not_found" } });
        } else {
          expect(deleted.reason).toMatchObject({ code: "collection_not_empty" });
          expect(inserted.status).toBe("fulfilled");
        }
      }
    });

    test("names what is missing where it went between the look and the write", async () => {
      // What another process does in between, made certain: the look finds what the write no longer does.
      await catalog.insertCollection(collectionRow());
      await catalog.insertVideo(videoRow(), jobRow());
      await run(`create function lose() returns trigger language plpgsql
        as $$ begin delete from videos where id = 'vid1'; return new; end $$`);
      await run("create trigger lose before insert on indexes for each row execute function lose()");
      await expect(catalog.insertIndex(indexRow())).rejects.toMatchObject({ code: "video_not_found" });
    });

    test("refuses a text that it cannot keep", async () => {
      await expect(catalog.insertStream(streamRow({ name: "a\u0000b" }))).rejects.toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("NUL"),
      });
    });

    test("gives up on a statement that takes too long, and goes on", async () => {
      const hasty = await openPostgresCatalog({ url: `${url}&statement_timeout=200` });
      const other = new pg.Client({ connectionString: url });
      await other.connect();
      await other.query("begin; lock table streams");
      await expect(hasty.insertStream(streamRow())).rejects.toMatchObject({
        code: "storage_failed",
        message: expect.stringContaining("statement timeout"),
      });
      await other.end();
      await hasty.insertStream(streamRow());
      expect(await catalog.stream("str1")).toEqual(streamRow());
      await hasty.close();
    });

    test("of a later release is refused", async () => {
      await run("update cutstream_schema set steps = 999");
      await expect(openPostgresCatalog({ url })).rejects.toMatchObject({
        code: "storage_newer",
        message: expect.stringContaining("later release"),
      });
    });
  });

  test("a server that is not there, or refuses, is named without the password", async () => {
    const silent = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => silent.once("listening", resolve));
    const { port } = silent.address() as { port: number };
    silent.close();
    await expect(
      openPostgresCatalog({ url: `postgresql://me:s3cret@127.0.0.1:${port}/films` }),
    ).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringMatching(
        new RegExp(`^The database 127\\.0\\.0\\.1:${port}/films could .*ECONNREFUSED`),
      ),
    });
    const nobody = (await server.database()).replace("cutstream@", "nobody:s3cret@");
    await expect(openPostgresCatalog({ url: nobody })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.not.stringContaining("s3cret"),
    });
  });

  test.each(["", "catalog.sqlite", "mysql://me:s3cret@host/films"])("%j is no address of it", async (url) => {
    await expect(openPostgresCatalog({ url })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.not.stringContaining("s3cret"),
    });
  });
});
