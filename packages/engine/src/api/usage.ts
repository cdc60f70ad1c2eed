import type { UsageBy } from "../seams/usage-store.ts";

/** What was used, by whom or when. */
export interface UsageService {
  /** @throws `invalid_request` */
  show(request: UsageRequest): Promise<UsageView>;
  /** Counts bytes that were written to a player. @param address of the stream, where it was one's own. */
  sent(bytes: number, address?: { readonly user: string; readonly stream: string }): void;
}

export interface UsageRequest {
  /** Days in UTC, `2026-11-22`, both of them part of it. Default: this month until today. */
  readonly from?: string;
  readonly to?: string;
  /** Default `day`. */
  readonly by?: UsageBy;
}

/** Amounts used. */
export interface UsageAmounts {
  /** Times that moments were retrieved. */
  readonly retrievals: number;
  /** Streams published, those of reels among them. */
  readonly streams: number;
  readonly reels: number;
  /** Media segments that playlists named which players asked for: once a day for each playlist of a stream. */
  readonly segments: number;
  /**
   * Different media segments that the origin answered with, once a day each. Null by key and by user: addresses of
   * media are the same for everybody.
   */
  readonly uniqueSegments: number | null;
  /** Seconds that encoders ran. */
  readonly encoderSeconds: number;
  /** Bytes written to players, headers among them. */
  readonly bytes: number;
}

export interface UsageRow extends UsageAmounts {
  /** The day, the name of the key, or the user; empty where there was none. */
  readonly of: string;
}

export interface UsageView {
  readonly from: string;
  readonly to: string;
  readonly by: UsageBy;
  readonly rows: readonly UsageRow[];
  readonly total: UsageAmounts;
}
