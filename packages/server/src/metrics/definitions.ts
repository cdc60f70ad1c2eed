/** Seconds, around budgets of milliseconds. */
const QUICK = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];
/** Seconds, around what a viewer waits for. */
const WAITED_FOR = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.4, 0.75, 1.5, 3, 10];
/** Seconds, of what goes on in the background. */
const LONG = [0.1, 0.5, 1, 5, 15, 60, 300, 900, 3600, 4 * 3600];

/** A histogram as it is exposed: what it measures, and where its buckets lie. */
export interface HistogramDefinition {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly buckets: readonly number[];
}

/** One for each step of an engine; `docs/operations.md` has their budgets. */
export const STEP_HISTOGRAMS = {
  publish: {
    name: "cutstream_publish_duration_seconds",
    help: "Time to plan, render and store a stream.",
    labels: ["outcome"],
    buckets: QUICK,
  },
  plan: {
    name: "cutstream_plan_duration_seconds",
    help: "Time to plan a timeline, without storing it.",
    labels: ["outcome"],
    buckets: [0.0001, ...QUICK],
  },
  playlist: {
    name: "cutstream_playlist_duration_seconds",
    help: "Time to have the playlists of a stream in memory, rendered anew where they were not.",
    labels: ["kind", "outcome"],
    buckets: [0.0001, ...QUICK],
  },
  segment: {
    name: "cutstream_segment_duration_seconds",
    help: "Time until a segment of a kind is at hand, encodes that it waits for included.",
    labels: ["kind", "outcome"],
    buckets: WAITED_FOR,
  },
  thumbnail: {
    name: "cutstream_thumbnail_duration_seconds",
    help: "Time until a thumbnail is at hand.",
    labels: ["outcome"],
    buckets: WAITED_FOR,
  },
  retrieve: {
    name: "cutstream_retrieve_duration_seconds",
    help: "Time to find moments.",
    labels: ["outcome"],
    buckets: [0.0025, 0.005, 0.01, 0.02, 0.035, 0.06, 0.1, 0.3, 1, 5],
  },
  reel: {
    name: "cutstream_reel_duration_seconds",
    help: "Time to make a reel: rank or search, lay out and publish.",
    labels: ["kind", "outcome"],
    buckets: [0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 1, 5],
  },
  encode: {
    name: "cutstream_encode_duration_seconds",
    help: "Time that an encoder takes for a head, a rendered segment or a stretch of sound.",
    labels: ["kind", "outcome"],
    buckets: [0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 1, 1.5, 3, 10],
  },
} as const satisfies Record<string, HistogramDefinition>;

/** Of jobs, and of what they take in. */
export const JOB_HISTOGRAMS = {
  duration: {
    name: "cutstream_job_duration_seconds",
    help: "Time that a run of a job takes.",
    labels: ["kind", "outcome"],
    buckets: LONG,
  },
  wait: {
    name: "cutstream_job_wait_seconds",
    help: "Time that a job waits before its first run.",
    labels: ["kind"],
    buckets: LONG,
  },
  speed: {
    name: "cutstream_ingest_speed_ratio",
    help: "How many seconds of a video are taken in per second.",
    labels: ["mode"],
    buckets: [0.25, 0.5, 1, 2, 5, 10, 25, 50, 100, 250, 500],
  },
} as const satisfies Record<string, HistogramDefinition>;

/** Counters and gauges of the engine, by the names that it gives them, with what they say. */
export const ENGINE_FIGURES: Readonly<Record<string, string>> = {
  heads_encoded_total: "Heads and tails encoded.",
  segments_rendered_total: "Segments whose pictures were drawn and encoded.",
  sound_segments_encoded_total: "Segments of mixed sound encoded.",
  encoders: "Encoders that may run at a time for viewers; half as many more run for each kind of other work.",
  encodes_running: "Encodes that run now.",
  encodes_awaited: "Encodes that a viewer waits for and that wait for an encoder.",
  encodes_ahead: "Encodes that are made ahead of time and wait for an encoder.",
  heads_running: "Encodes that run now, under their older name.",
  heads_waiting: "Encodes that wait, under their older name.",
};
