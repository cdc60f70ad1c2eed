import type { OpenJobs } from "../seams/catalog.ts";
import type { AssetService } from "./assets.ts";
import type { CadenceService } from "./cadences.ts";
import type { CallbackService } from "./callbacks.ts";
import type { CollectionService } from "./collections.ts";
import type { Role } from "./config.ts";
import type { ExperimentService } from "./experiments.ts";
import type { ExportService } from "./exports.ts";
import type { EngineMetrics, Health } from "./health.ts";
import type { JobService } from "./jobs.ts";
import type { MegaAssetService } from "./mega-assets.ts";
import type { MemoryService } from "./memory.ts";
import type { OriginService } from "./origin.ts";
import type { RankingService } from "./ranking.ts";
import type { ReelService } from "./reels.ts";
import type { StreamService } from "./streams.ts";
import type { TelemetryService } from "./telemetry.ts";
import type { TimelineFileService } from "./timeline-files.ts";
import type { UsageService } from "./usage.ts";
import type { VideoService } from "./videos.ts";
import type { ViewerReelService } from "./viewer-reels.ts";

/**
 * What the engine does, as its faces (HTTP, CLI, the VideoDB dialect) see it. Faces add no logic of their own.
 * Every method throws {@link CutstreamError}s only.
 */
export interface Engine {
  /** What this process does. */
  readonly roles: readonly Role[];
  readonly collections: CollectionService;
  readonly videos: VideoService;
  readonly jobs: JobService;
  readonly streams: StreamService;
  readonly timelines: TimelineFileService;
  readonly origin: OriginService;
  readonly memory: MemoryService;
  readonly reels: ReelService & ViewerReelService;
  readonly cadences: CadenceService;
  readonly ranking: RankingService;
  readonly assets: AssetService;
  readonly megaAssets: MegaAssetService;
  readonly telemetry: TelemetryService;
  readonly experiments: ExperimentService;
  readonly callbacks: CallbackService;
  readonly exports: ExportService;
  /** Checks that the catalog, the blobs and the encoder can be used. */
  health(): Promise<Health>;
  readonly usage: UsageService;
  /** Encodes that a viewer waits for and that wait for an encoder: more of them than usual are a sign of load. */
  encodesAwaited(): number;
  /** Figures for `/metrics`. */
  metrics(): EngineMetrics;
  /** Jobs that wait or run, counted by kind; of all processes that share the catalog. */
  openJobs(): Promise<readonly OpenJobs[]>;
  /** Stops jobs (they resume on the next start), encoders and timers, and closes the catalog. */
  close(): Promise<void>;
}
