import type { EngineConfig } from "../api/config.ts";
import { alone } from "../daily/alone.ts";
import { type Repeated, repeat } from "../daily/repeat.ts";
import type { DeleteVersion } from "../ingest/delete-version.ts";
import { type Collector, createCollector } from "../retention/collector.ts";
import { createPlanBinder } from "../stream/project/bind-stored.ts";
import type { Ground } from "./open-ground.ts";
import type { Media } from "./open-media.ts";

export interface OpenCollectorParts {
  readonly config: EngineConfig;
  readonly ground: Ground;
  readonly media: Pick<Media, "films" | "texts">;
  readonly deleteVersion: DeleteVersion;
}

/** What collects what may go. */
export interface OpenedCollector extends Pick<Collector, "counters"> {
  /** Collects every day; undefined where this process does not. */
  readonly daily: Repeated | undefined;
}

/** When what may go is collected, in milliseconds: once a server has warmed up, then each day. */
const COLLECTION_TIMES = { first: 600_000, every: 86_400_000 };

/** Has what may go collected once a day, where this process is one of those that work. */
export function openCollector({ config, ground, media, deleteVersion }: OpenCollectorParts): OpenedCollector {
  const { catalog, events, usage, stored, library, uses, cluster, roles, now } = ground;
  const { films, texts } = media;
  const collector = createCollector({
    ...{ catalog, events, usage, blobs: stored, films, deleteVersion, now },
    bind: createPlanBinder({ library, texts }),
    rules: config.retention,
  });
  const collect = async () => {
    await uses.flush();
    await collector.collect();
  };
  const daily = roles.includes("worker")
    ? repeat(alone(cluster.locks, "daily collection", collect), {
        ...COLLECTION_TIMES,
        onTrouble: (thrown) =>
          console.error("Not all that may go was collected; tried again tomorrow:", thrown),
      })
    : undefined;
  return { counters: collector.counters, daily };
}
