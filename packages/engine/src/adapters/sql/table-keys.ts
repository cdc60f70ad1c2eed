import type { AudienceSchema } from "./audience-schema.ts";
import type { TableKeys } from "./copy-tables.ts";
import type { EventSchema } from "./event-schema.ts";
import type { CatalogSchema } from "./schema.ts";
import type { UsageSchema } from "./usage-schema.ts";

/** Tables of the catalog, to be copied in this order. */
export const CATALOG_TABLES: TableKeys<CatalogSchema> = {
  collections: ["id"],
  videos: ["id"],
  video_versions: ["version", "video"],
  jobs: ["id"],
  indexes: ["id"],
  streams: ["id"],
  reels: ["stream"],
  cadences: ["id"],
  assets: ["id"],
  experiments: ["id"],
  mega_assets: ["id"],
  mega_versions: ["mega", "number"],
  blob_uses: ["unit"],
};

/** Tables of the audience store. */
export const AUDIENCE_TABLES: TableKeys<AudienceSchema> = {
  audience_titles: ["id"],
  audience_watches: ["viewer", "title", "time"],
  audience_models: ["id"],
  audience_changes: ["number"],
  audience_revisions: ["name"],
};

/** Tables of the event store. */
export const EVENT_TABLES: TableKeys<EventSchema> = {
  reel_events: ["stream", "id"],
  reel_plays: ["stream"],
  reel_tallies: ["day", "experiment", "arm", "holdout", "measure", "title", "place"],
};

/** Tables of the usage store. */
export const USAGE_TABLES: TableKeys<UsageSchema> = {
  usage_counts: ["day", "key", "user", "meter"],
  usage_streams: ["stream"],
  usage_listed: ["day", "stream", "playlist"],
  usage_served: ["day", "segment"],
  usage_batches: ["id"],
};
