/** How long what may go is kept, in days. What is left out is kept for good, but for leftovers. */
export interface RetentionRules {
  /** Streams that expired or were revoked, and the records of reels among them: learning reads 28 days of those. */
  readonly streams?: number;
  /**
   * Heads, rendered segments, mixed sound and thumbnails that nobody asked for; they are made again where somebody does.
   * What a live stream, an export or a mega asset needs stays.
   */
  readonly parts?: number;
  /** Exports whose files nobody asked for. */
  readonly exports?: number;
  /** Events of players; what they add up to stays. */
  readonly events?: number;
  /** Versions that no video has, or has had and no stream plays, and what interrupted work left. Default 30. */
  readonly leftovers?: number;
}

export type CollectedKind =
  | "streams"
  | "events"
  | "exports"
  | "heads"
  | "rendered segments"
  | "mixed sound"
  | "thumbnails"
  | "versions"
  | "sources"
  | "sidecars";

/** How many of a kind went, and the bytes of blobs that were freed. */
export interface Collected {
  readonly kind: CollectedKind;
  readonly count: number;
  readonly bytes: number;
}

export interface CollectReport {
  /** True: this is what would have gone. */
  readonly dryRun: boolean;
  /** Kinds of which there was something. */
  readonly collected: readonly Collected[];
}
