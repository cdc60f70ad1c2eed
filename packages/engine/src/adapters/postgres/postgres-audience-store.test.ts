import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll } from "vitest";
import { audienceStoreContract } from "../../seams/audience-store.contract.ts";
import { pgliteDialect, startPglite } from "./pglite.fixtures.ts";
import { createPostgresAudienceStore } from "./postgres-audience-store.ts";

let pglite: PGlite;
beforeAll(async () => {
  pglite = await startPglite();
});
afterAll(() => pglite?.close());

audienceStoreContract("PGlite", async () => {
  await pglite.exec("drop schema public cascade; create schema public");
  return createPostgresAudienceStore(pgliteDialect(pglite));
});
