import { createGuardedClient } from "../adapters/http/guarded-request.ts";
import { createHttpRanker, rankerRules } from "../adapters/rankers/http-ranker.ts";
import type { EngineConfig } from "../api/config.ts";
import type { ExperimentService } from "../api/experiments.ts";
import type { EngineMetrics } from "../api/health.ts";
import type { RankingService } from "../api/ranking.ts";
import type { TelemetryService } from "../api/telemetry.ts";
import { alone } from "../daily/alone.ts";
import { type Repeated, repeat } from "../daily/repeat.ts";
import { createExperimentService } from "../reels/experiments/experiment-service.ts";
import { createExperiments } from "../reels/experiments/experiments.ts";
import { createDailyLearning } from "../reels/learning/daily.ts";
import { type OpenedViewerReels, openViewerReels, type ViewerReelParts } from "../reels/open-viewer-reels.ts";
import { RANKER_DEADLINE } from "../reels/ranking/external.ts";
import { createRankingService } from "../reels/ranking/service.ts";
import { createEventFeedback } from "../reels/telemetry/event-feedback.ts";
import { layoutsFrom } from "../reels/telemetry/layouts-from.ts";
import { openTelemetry } from "../reels/telemetry/open-telemetry.ts";
import type { Ground } from "./open-ground.ts";

export interface OpenViewersParts extends Pick<ViewerReelParts, "streams" | "versionOf" | "clipIndex"> {
  readonly config: EngineConfig;
  readonly ground: Ground;
}

/** What is done for each viewer, what they do with it, and what is learned of that. */
export interface OpenedViewers extends Pick<OpenedViewerReels, "cadences" | "reels"> {
  readonly ranking: RankingService;
  readonly telemetry: TelemetryService;
  readonly experiments: ExperimentService;
  /** Learns every day; undefined where this process does not. */
  readonly learning: Repeated | undefined;
  /** Of telemetry, and of ranking, in this order. */
  metrics(): readonly EngineMetrics[];
  /** Closes it, but for {@link learning}, which is stopped before. */
  close(): Promise<void>;
}

/** When it is looked whether there is a day to learn from, in milliseconds: soon after the start, then each hour. */
const LEARNING_TIMES = { first: 60_000, every: 3_600_000 };

/** Opens it over streams and mega assets. */
export function openViewers(parts: OpenViewersParts): OpenedViewers {
  const { config, ground, streams, versionOf, clipIndex } = parts;
  const { catalog, audience, events, blobs, signer, cluster, roles, publicUrl, now } = ground;
  const experiments = createExperiments({ catalog, now });
  const rankerServers = createGuardedClient(rankerRules(config.ranker));
  const ranking = createRankingService({
    ...{ store: audience, blobs, now },
    eventsOf: createEventFeedback(events, catalog),
    external: config.ranker && {
      ranker: createHttpRanker(config.ranker, rankerServers),
      deadline: config.ranker.deadline ?? RANKER_DEADLINE,
    },
  });
  const learnDaily = createDailyLearning({ store: audience, events, learning: ranking.learning, now });
  const isLearning = config.learn === "daily" && roles.includes("worker");
  const learning = isLearning
    ? repeat(alone(cluster.locks, "daily learning", learnDaily), {
        ...LEARNING_TIMES,
        onTrouble: (thrown) => console.error("Nothing was learned today; tried again in an hour:", thrown),
      })
    : undefined;
  const { cadences, reels, book } = openViewerReels({
    ...{ catalog, streams, signer, publicUrl, versionOf, clipIndex, now },
    rank: ranking.rank,
    assign: experiments.assign,
  });
  const telemetry = openTelemetry({
    ...{ store: events, signer, now },
    layoutOf: layoutsFrom(book),
    armsOf: async (id) => (await experiments.get(id)).arms.map((arm) => arm.id),
  });
  return {
    ...{ cadences, reels, ranking, learning },
    telemetry: telemetry.service,
    experiments: createExperimentService(experiments, events),
    metrics: () => [telemetry.metrics(), ranking.metrics()],
    async close() {
      await ranking.close();
      await telemetry.close();
      await rankerServers.close();
    },
  };
}
