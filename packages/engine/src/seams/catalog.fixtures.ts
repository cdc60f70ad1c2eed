import type {
  AssetRow,
  CadenceRow,
  CollectionRow,
  ExperimentRow,
  IndexRow,
  JobRow,
  MegaAssetRow,
  MegaVersionRow,
  ReelRow,
  StreamRow,
  VideoRow,
} from "./catalog.ts";

/** Rows for tests: valid as they are, each field changeable. */
export const collectionRow = (change: Partial<CollectionRow> = {}): CollectionRow => ({
  id: "default",
  name: "Default",
  createdAt: 1_700_000_000_000,
  ...change,
});

export const videoRow = (change: Partial<VideoRow> = {}): VideoRow => ({
  id: "vid1",
  collection: "default",
  name: "talk.mp4",
  status: "processing",
  version: null,
  versions: [],
  error: null,
  createdAt: 1_700_000_000_001,
  ...change,
});

export const jobRow = (change: Partial<JobRow> = {}): JobRow => ({
  id: "job1",
  kind: "ingest",
  payload: { source: { kind: "path", path: "/media/talk.mp4" } },
  video: "vid1",
  status: "queued",
  stage: "queued",
  progress: 0,
  attempts: 0,
  error: null,
  createdAt: 1_700_000_000_002,
  updatedAt: 1_700_000_000_002,
  ...change,
});

export const indexRow = (change: Partial<IndexRow> = {}): IndexRow => ({
  id: "idx1",
  video: "vid1",
  version: "v1",
  name: "shots",
  analyser: { model: "shots", version: "1", settings: { threshold: 0.3 } },
  status: "running",
  moments: 0,
  warnings: [],
  error: null,
  createdAt: 1_700_000_000_004,
  updatedAt: 1_700_000_000_004,
  ...change,
});

export const experimentRow = (change: Partial<ExperimentRow> = {}): ExperimentRow => ({
  id: "exp1",
  name: "Longer clips",
  arms: [
    { id: "control", share: 0.5, overrides: {} },
    {
      id: "long",
      share: 0.5,
      overrides: { clipTypes: ["80"], weights: { preference: 1, popularity: 0, recency: 0 } },
    },
  ],
  traffic: { from: 0, to: 1 },
  holdout: 0.05,
  goal: { metric: "clickThrough", effect: 0.02, alpha: 0.05 },
  status: "running",
  createdAt: 1_700_000_000_006,
  endedAt: null,
  ...change,
});

export const assetRow = (change: Partial<AssetRow> = {}): AssetRow => ({
  id: "ast1",
  name: "brand.png",
  hash: "c0ffee",
  format: "png",
  width: 400,
  height: 200,
  size: 12_345,
  createdAt: 1_700_000_000_005,
  ...change,
});

export const streamRow = (change: Partial<StreamRow> = {}): StreamRow => ({
  id: "str1",
  user: "anna",
  name: "highlights",
  plan: '{"clips":[]}',
  createdAt: 1_700_000_000_003,
  expiresAt: 1_700_086_400_003,
  revokedAt: null,
  ...change,
});

export const megaAssetRow = (change: Partial<MegaAssetRow> = {}): MegaAssetRow => ({
  id: "mega1",
  name: "sizzle",
  clipTypes: { long: 80, short: 40 },
  promoted: [],
  createdAt: 1_700_000_000_006,
  ...change,
});

export const megaVersionRow = (
  change: Partial<Omit<MegaVersionRow, "number">> = {},
): Omit<MegaVersionRow, "number"> => ({
  mega: "mega1",
  video: "vid1",
  media: "v1",
  state: "draft",
  facts: { clips: 2, frameRate: "25/1" },
  job: null,
  createdAt: 1_700_000_000_007,
  updatedAt: 1_700_000_000_007,
  ...change,
});

export const cadenceRow = (
  change: Partial<Omit<CadenceRow, "revision">> = {},
): Omit<CadenceRow, "revision"> => ({
  id: "evening",
  cadence: { length: 60, slots: [{ clip: "long" }] },
  createdAt: 1_700_000_000_006,
  updatedAt: 1_700_000_000_006,
  ...change,
});

export const reelRow = (change: Partial<ReelRow> = {}): ReelRow => ({
  stream: "str1",
  viewer: "anna",
  cadence: "evening",
  mega: "mega1",
  version: 3,
  record: '{"slots":[]}',
  createdAt: 1_700_000_000_003,
  ...change,
});
