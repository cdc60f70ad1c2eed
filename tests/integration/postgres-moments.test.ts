import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPostgresMomentStore } from "../../packages/engine/src/adapters/postgres/postgres-moment-store.ts";
import { momentStoreContract } from "../../packages/engine/src/seams/moment-store.contract.ts";
import { momentQuery, momentRow, unit } from "../../packages/engine/src/seams/moment-store.fixtures.ts";
import { hasExtension, postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";

const programs = postgresPrograms();
if (!programs) console.warn("SKIPPED moments on a PostgreSQL server: there is none");
const hasVectors = programs !== undefined && hasExtension(programs, "vector");
if (programs && !hasVectors)
  console.warn("SKIPPED most of moments on a PostgreSQL server: it has no pgvector, which PGlite has");

describe.skipIf(!programs)("moments on a PostgreSQL server", () => {
  let server: TestPostgres;
  let url: string;
  beforeAll(async () => {
    server = await startPostgres(programs ?? "");
  });
  afterAll(() => server?.stop());

  test("without pgvector, or for one who may not create it, say what to do", async () => {
    const admin = await server.database();
    const client = new pg.Client({ connectionString: admin });
    await client.connect();
    await client.query("create role viewer login").finally(() => client.end());
    await expect(
      openPostgresMomentStore({ url: admin.replace("cutstream@", "viewer@") }),
    ).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringMatching(/no extension vector.*install pgvector.*CREATE EXTENSION vector/),
    });
  });

  describe.skipIf(!hasVectors)("with pgvector", () => {
    const open = () => openPostgresMomentStore({ url });
    const openEmpty = async () => {
      url = await server.database();
      return open();
    };
    momentStoreContract("PostgreSQL", openEmpty, {
      reopen: async (store) => {
        await store.close();
        return open();
      },
      runs: 30,
    });

    test("several processes write at a time, and count what they wrote", async () => {
      url = await server.database();
      const stores = await Promise.all(Array.from({ length: 4 }, open));
      await Promise.all(
        stores.map(async (store, s) => {
          for (let n = 0; n < 20; n++) {
            const id = `${s}-${n}`;
            await store.add([momentRow({ id, index: `${s}`, text: "a goal" })]);
            await store.annotate([{ id, facts: new Map(), around: "cheers" }]);
            await store.setVectors("use", [{ id, vector: unit(1, n) }]);
            if (n % 5 === 4) await store.deleteIndex(`${s}`);
          }
          await store.add([momentRow({ id: `${s}`, text: "the end" })]);
        }),
      );
      const { total, frequencies } =
        (await stores[0]?.search(momentQuery({ text: [{ kind: "stem", stem: "end" }] }))) ?? {};
      expect({ total, frequencies }).toEqual({ total: 4, frequencies: [4] });
      for (const store of stores) await store.close();
    });
  });
});
