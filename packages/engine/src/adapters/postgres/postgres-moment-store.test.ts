import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe } from "vitest";
import { momentStoreContract } from "../../seams/moment-store.contract.ts";
import { pgliteDialect, startPglite } from "./pglite.fixtures.ts";
import { createPostgresMomentStore } from "./postgres-moment-store.ts";

describe("PostgreSQL's moments", () => {
  let pglite: PGlite;
  beforeAll(async () => {
    pglite = await startPglite();
  }, 120_000);
  afterAll(() => pglite?.close());

  const open = () => createPostgresMomentStore(pgliteDialect(pglite));
  momentStoreContract(
    "PostgreSQL, in PGlite",
    async () => {
      const store = await open();
      await store.keepOnlyVectors("none");
      await pglite.exec("truncate moments cascade; truncate moment_models cascade; truncate moment_totals");
      return store;
    },
    {
      reopen: async (store) => {
        await store.close();
        return open();
      },
      runs: 15,
    },
  );
});
