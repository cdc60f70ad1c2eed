import type { PGlite } from "@electric-sql/pglite";
import type { Dialect } from "kysely";
import { afterAll, afterEach, beforeAll } from "vitest";
import { pgliteDialect, startPglite } from "./pglite.fixtures.ts";

/** PGlite for the tests of a file, or of a block of one: started once, and emptied after each test. */
export interface UsedPglite {
  /** A dialect over it; once the tests run. */
  dialect(): Dialect;
  db(): PGlite;
}

/** Starts it before the tests, and ends it after them. */
export function usePglite(): UsedPglite {
  let pglite: PGlite | undefined;
  const db = (): PGlite => {
    if (!pglite) throw new Error("PGlite runs while tests do.");
    return pglite;
  };
  beforeAll(async () => {
    pglite = await startPglite();
  }, 120_000);
  afterAll(() => pglite?.close());
  afterEach(() => db().exec("drop schema public cascade; create schema public"));
  return { dialect: () => pgliteDialect(db()), db };
}
