import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll } from "vitest";
import { eventStoreContract } from "../../seams/event-store.contract.ts";
import { pgliteDialect, startPglite } from "./pglite.fixtures.ts";
import { createPostgresEventStore } from "./postgres-event-store.ts";

let pglite: PGlite;
beforeAll(async () => {
  pglite = await startPglite();
}, 120_000);
afterAll(() => pglite?.close());
afterEach(() => pglite.exec("drop schema public cascade; create schema public"));

eventStoreContract("PostgreSQL", () => createPostgresEventStore(pgliteDialect(pglite)));
