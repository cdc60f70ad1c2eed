import type { Role } from "../api/config.ts";
import type { Health } from "../api/health.ts";
import { asCutstreamError } from "../errors.ts";
import type { AudienceStore } from "../seams/audience-store.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { EventStore } from "../seams/event-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import type { UsageStore } from "../seams/usage-store.ts";

/** What is tried. */
export interface HealthParts {
  readonly roles: readonly Role[];
  readonly catalog: Pick<Catalog, "collections">;
  readonly audience: Pick<AudienceStore, "revisions">;
  readonly events: Pick<EventStore, "plays">;
  readonly usage: Pick<UsageStore, "totals">;
  readonly blobs: Pick<BlobStore, "size">;
  readonly transcoder: Pick<Transcoder, "describe">;
}

/** A day of which nothing is summed up. */
const NO_DAY = "0000-00-00";

/** Tries the stores and the encoder, each by something cheap. */
export async function checkHealth(parts: HealthParts): Promise<Health> {
  const { roles, catalog, audience, events, usage, blobs, transcoder } = parts;
  const probes: Record<string, () => Promise<string>> = {
    catalog: async () => `${(await catalog.collections()).length} collections`,
    audience: async () => `${(await audience.revisions()).changes} changes of the ranking`,
    events: async () => {
      const plays = await events.plays({ after: "", limit: 1 });
      return plays.length === 0 ? "none yet" : "readable";
    },
    usage: async () => {
      await usage.totals({ from: NO_DAY, to: NO_DAY, by: "day" });
      return "readable";
    },
    blobs: async () => `readable${(await blobs.size("health")) === undefined ? "" : ", with a leftover"}`,
    encoder: async () => (await transcoder.describe()).version,
  };
  const entries = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => {
      try {
        return [name, { ok: true, detail: await probe() }] as const;
      } catch (error) {
        return [name, { ok: false, detail: asCutstreamError(error).message }] as const;
      }
    }),
  );
  return { ok: entries.every(([, { ok }]) => ok), roles, checks: Object.fromEntries(entries) };
}
