import { PGlite } from "@electric-sql/pglite";
import { btree_gist } from "@electric-sql/pglite/contrib/btree_gist";
import { vector } from "@electric-sql/pglite-pgvector";
import { type Dialect, PGliteDialect } from "kysely";
import { guardedDialect } from "./guarded-dialect.ts";

/** PostgreSQL with pgvector inside this process: what tests have where no server has pgvector. */
export function startPglite(): Promise<PGlite> {
  return PGlite.create({ extensions: { vector, btree_gist } });
}

/** A dialect over it that leaves it open when it is closed, for others to open what it kept. */
export function pgliteDialect(pglite: PGlite): Dialect {
  const shared = {
    ready: true,
    waitReady: Promise.resolve(),
    closed: false,
    query: pglite.query.bind(pglite),
    transaction: pglite.transaction.bind(pglite),
    async close() {},
  } satisfies ConstructorParameters<typeof PGliteDialect>[0]["pglite"];
  return guardedDialect(new PGliteDialect({ pglite: shared }), "PGlite");
}
