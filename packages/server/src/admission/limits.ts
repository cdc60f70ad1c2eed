/**
 * Kinds of new work that are counted while they are under way: `compose` finds, ranks, plans, publishes and makes reels,
 * `ingest` takes sources in, `store` takes images and moments in and orders work on videos, `session` answers the first
 * playlist of a stream that nobody plays yet, `download` sends a stream or an export as a file.
 */
export const NEW_WORK = ["compose", "ingest", "store", "session", "download"] as const;

export type NewWork = (typeof NEW_WORK)[number];

/** Up to where new work is taken. What viewers of running streams ask for is served beyond any of these. */
export interface AdmissionLimits {
  /** How many of each kind of new work may be under way. */
  readonly compose: number;
  readonly ingest: number;
  readonly store: number;
  readonly session: number;
  readonly download: number;
  /** Segments that may be in the making, beyond which nothing new begins. */
  readonly cuts: number;
  /** Encodes that viewers may be waiting for, beyond which nothing new begins: half of what the engine lets wait. */
  readonly encodes: number;
  /** Milliseconds that the event loop may be late on average, beyond which nothing new begins. */
  readonly lateness: number;
  /** Milliseconds that who plays may stand in line for an answer, beyond which nothing new begins. */
  readonly waiting: number;
  /** Requests a second below which lateness is no sign of load: somebody else has the processor. */
  readonly busyRate: number;
}

export const DEFAULT_LIMITS: AdmissionLimits = {
  compose: 128,
  ingest: 16,
  store: 64,
  session: 128,
  download: 64,
  cuts: 256,
  encodes: 32,
  lateness: 200,
  waiting: 200,
  busyRate: 50,
};
