import type { Kysely } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import { assetQueries } from "./asset-queries.ts";
import { cadenceQueries } from "./cadence-queries.ts";
import { collectionQueries } from "./collection-queries.ts";
import { experimentQueries } from "./experiment-queries.ts";
import { indexQueries } from "./index-queries.ts";
import { jobQueries } from "./job-queries.ts";
import { megaQueries } from "./mega-queries.ts";
import { retentionQueries } from "./retention-queries.ts";
import type { CatalogSchema } from "./schema.ts";
import { type Soon, streamQueries } from "./stream-queries.ts";
import { videoQueries } from "./video-queries.ts";

/**
 * Makes a catalog of a migrated SQL database. The dialect turns the database's errors into CutstreamErrors.
 * @param close ends the connection; called by `Catalog.close`, perhaps more than once.
 * @param soon for writes that need not wait for stable storage; by default they wait as all others do.
 */
export function createSqlCatalog(
  db: Kysely<CatalogSchema>,
  close: () => Promise<void>,
  soon: Soon = (work) => work(db),
): Catalog {
  return {
    ...collectionQueries(db),
    ...videoQueries(db),
    ...jobQueries(db),
    ...indexQueries(db),
    ...streamQueries(db, soon),
    ...assetQueries(db),
    ...cadenceQueries(db),
    ...experimentQueries(db),
    ...megaQueries(db),
    ...retentionQueries(db),
    close,
  };
}
