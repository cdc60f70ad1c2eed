import type { Kysely } from "kysely";
import type { AudienceStore } from "../../seams/audience-store.ts";
import { readRevisions } from "./audience-revisions.ts";
import type { AudienceSchema } from "./audience-schema.ts";
import { rankingQueries } from "./ranking-queries.ts";
import { titleQueries } from "./title-queries.ts";
import { watchQueries } from "./watch-queries.ts";

/**
 * Makes an audience store of a migrated SQL database. The dialect turns the database's errors into CutstreamErrors.
 * @param close ends the connection; called by `AudienceStore.close`, perhaps more than once.
 */
export function createSqlAudienceStore(
  db: Kysely<AudienceSchema>,
  close: () => Promise<void>,
): AudienceStore {
  return {
    ...titleQueries(db),
    ...watchQueries(db),
    ...rankingQueries(db),
    revisions: () => readRevisions(db),
    close,
  };
}
