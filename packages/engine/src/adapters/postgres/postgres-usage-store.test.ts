import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll } from "vitest";
import { usageStoreContract } from "../../seams/usage-store.contract.ts";
import { pgliteDialect, startPglite } from "./pglite.fixtures.ts";
import { createPostgresUsageStore } from "./postgres-usage-store.ts";

let pglite: PGlite;
beforeAll(async () => {
  pglite = await startPglite();
}, 120_000);
afterAll(() => pglite?.close());
afterEach(() => pglite.exec("drop schema public cascade; create schema public"));

usageStoreContract("PostgreSQL", () => createPostgresUsageStore(pgliteDialect(pglite)));
