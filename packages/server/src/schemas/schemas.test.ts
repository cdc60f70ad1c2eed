import type {
  AssetView,
  Cadence,
  CadenceView,
  CollectionDetail,
  CollectionView,
  EventReceipt,
  ExperimentDetail,
  ExperimentView,
  ExportRequest,
  ExportView,
  Health,
  IndexView,
  IngestRequest,
  JobView,
  MomentInput,
  PlanView,
  PublishRequest,
  RecapRequest,
  RecapView,
  ReelMetricsView,
  ReelPromptRequest,
  ReelView,
  RetrieveRequest,
  RetrieveView,
  StreamView,
  TimeInput,
  TranscriptView,
  VideoView,
  ViewerReelRequest,
  ViewerReelView,
} from "@cutstream/engine";
import { describe, expectTypeOf, it } from "vitest";
import type { z } from "zod";
import type { DeepReadonly } from "../http/types.ts";
import type { assetView } from "./asset.ts";
import type { cadence, cadenceView } from "./cadence.ts";
import type { collectionDetail, collectionView } from "./collection.ts";
import type { experimentDetail, experimentView } from "./experiment.ts";
import type { exportRequest, exportView } from "./export.ts";
import type { jobView } from "./job.ts";
import type { indexView, momentInput, retrieveRequest, retrieveView, transcriptView } from "./memory.ts";
import type { recapRequest, recapView, reelPromptRequest, reelView } from "./reel.ts";
import type { planView, publishRequest, streamView } from "./stream.ts";
import type { healthView } from "./system.ts";
import type { eventReceipt, reelMetricsView } from "./telemetry.ts";
import type { timeInput } from "./time.ts";
import type { ingestRequest, videoView } from "./video.ts";
import type { viewerReelRequest, viewerReelView } from "./viewer-reel.ts";

type Shown<T extends z.ZodType> = DeepReadonly<z.output<T>>;

describe("schemas are the engine's types, as the compiler sees them", () => {
  it("in what is shown", () => {
    expectTypeOf<Shown<typeof assetView>>().toEqualTypeOf<AssetView>();
    expectTypeOf<Shown<typeof collectionView>>().toEqualTypeOf<CollectionView>();
    expectTypeOf<Shown<typeof collectionDetail>>().toEqualTypeOf<CollectionDetail>();
    expectTypeOf<Shown<typeof videoView>>().toEqualTypeOf<VideoView>();
    expectTypeOf<Shown<typeof jobView>>().toEqualTypeOf<JobView>();
    expectTypeOf<Shown<typeof planView>>().toEqualTypeOf<PlanView>();
    expectTypeOf<Shown<typeof streamView>>().toEqualTypeOf<StreamView>();
    expectTypeOf<Shown<typeof exportView>>().toEqualTypeOf<ExportView>();
    expectTypeOf<Shown<typeof healthView>>().toEqualTypeOf<Health>();
    expectTypeOf<Shown<typeof retrieveView>>().toEqualTypeOf<RetrieveView>();
    expectTypeOf<Shown<typeof indexView>>().toEqualTypeOf<IndexView>();
    expectTypeOf<Shown<typeof transcriptView>>().toEqualTypeOf<TranscriptView>();
    expectTypeOf<Shown<typeof reelView>>().toEqualTypeOf<ReelView>();
    expectTypeOf<Shown<typeof recapView>>().toEqualTypeOf<RecapView>();
    expectTypeOf<Shown<typeof viewerReelView>>().toEqualTypeOf<ViewerReelView>();
    expectTypeOf<Shown<typeof cadenceView>>().toEqualTypeOf<CadenceView>();
    expectTypeOf<Shown<typeof eventReceipt>>().toEqualTypeOf<EventReceipt>();
    expectTypeOf<Shown<typeof reelMetricsView>>().toEqualTypeOf<ReelMetricsView>();
    expectTypeOf<Shown<typeof experimentView>>().toEqualTypeOf<ExperimentView>();
    expectTypeOf<Shown<typeof experimentDetail>>().toEqualTypeOf<ExperimentDetail>();
  });

  it("in what is asked", () => {
    expectTypeOf<Shown<typeof timeInput>>().toEqualTypeOf<TimeInput>();
    expectTypeOf<Shown<typeof retrieveRequest>>().toEqualTypeOf<RetrieveRequest>();
    expectTypeOf<Shown<typeof momentInput>>().toEqualTypeOf<MomentInput>();
    expectTypeOf<Shown<typeof reelPromptRequest>>().toEqualTypeOf<ReelPromptRequest>();
    expectTypeOf<Shown<typeof recapRequest>>().toEqualTypeOf<RecapRequest>();
    expectTypeOf<Shown<typeof viewerReelRequest>>().toEqualTypeOf<ViewerReelRequest>();
    expectTypeOf<Shown<typeof cadence>>().toEqualTypeOf<Cadence>();
    expectTypeOf<Shown<typeof publishRequest>>().toEqualTypeOf<PublishRequest>();
    expectTypeOf<Shown<typeof exportRequest>>().toEqualTypeOf<ExportRequest>();
    expectTypeOf<Omit<Shown<typeof ingestRequest>, "path" | "url" | "upload">>().toEqualTypeOf<
      Omit<IngestRequest, "source">
    >();
  });
});
