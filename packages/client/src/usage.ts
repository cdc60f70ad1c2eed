import type { Http } from "./http.ts";
import type { Cancellable } from "./types.ts";

export interface UsageRequest {
  /** Days in UTC, `2026-11-22`, both of them part of it. Default: this month until today. */
  readonly from?: string;
  readonly to?: string;
  /** Default `day`. */
  readonly by?: "day" | "key" | "user";
}

/** Amounts used. */
export interface UsageAmounts {
  readonly retrievals: number;
  /** Published, those of reels among them. */
  readonly streams: number;
  readonly reels: number;
  /** Media segments named by playlists that players asked for, once a day for each playlist of a stream. */
  readonly segments: number;
  /** Different ones that the origin answered with, once a day each; null by key and by user. */
  readonly uniqueSegments: number | null;
  readonly encoderSeconds: number;
  /** Written to players, headers among them. */
  readonly bytes: number;
}

export interface UsageRow extends UsageAmounts {
  /** The day, the name of the key, or the user; empty where there was none. */
  readonly of: string;
}

export interface Usage {
  readonly from: string;
  readonly to: string;
  readonly by: "day" | "key" | "user";
  readonly rows: readonly UsageRow[];
  readonly total: UsageAmounts;
}

const pathOf = (request: object): string =>
  `/v1/usage?${new URLSearchParams(Object.entries(request).filter(([, value]) => value !== undefined))}`;

/** What was used. @throws CutstreamError `invalid_request` */
export function showUsage(http: Http, request: UsageRequest = {}, options?: Cancellable): Promise<Usage> {
  return http.json<Usage>(pathOf(request), options);
}
