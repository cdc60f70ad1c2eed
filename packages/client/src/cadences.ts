import { type Http, segment } from "./http.ts";
import type { MusicInput } from "./music-types.ts";
import { eachItem } from "./paging.ts";
import type { Cancellable, Time } from "./types.ts";

/** Patterns that reels are laid out by, kept by ids that people give them. */
export interface Cadences {
  /**
   * Stores a cadence, in place of the one that has this id.
   * @example
   * ```ts
   * await cs.cadences.put("evening", {
   *   mega: "autumn",
   *   length: 60,
   *   slots: [{ clip: "long" }, { clip: "short" }, { clip: "short" }, { clip: "long" }],
   *   returns: { top: 2, every: 6 },
   * });
   * ```
   * @throws CutstreamError `invalid_cadence`, `invalid_time`
   */
  put(id: string, cadence: Cadence, options?: Cancellable): Promise<StoredCadence>;
  /** @throws CutstreamError `cadence_not_found` */
  get(id: string, options?: Cancellable): Promise<StoredCadence>;
  /** All, fetched page by page. */
  list(options?: Cancellable): AsyncGenerator<StoredCadence, void, undefined>;
  /** Reels that were made by it play on. @throws CutstreamError `cadence_not_found` */
  delete(id: string, options?: Cancellable): Promise<void>;
}

/** Seconds, an exact fraction of them such as `"1001/30000"`, or frames of the mega asset. */
export type Length = number | string | { readonly frames: number };

export interface Cadence {
  readonly name?: string;
  /** Mega asset, by id or name, where a request names none. */
  readonly mega?: string;
  /** How long the reel lasts. */
  readonly length: Length;
  /** Repeated from the beginning until the reel is full; the heavier a slot, the better its title. */
  readonly slots: readonly { readonly clip: string; readonly weight?: number }[];
  /** Every so manieth slot one of the best `top` titles comes back. */
  readonly returns?: { readonly top: number; readonly every: number };
  /** Times that a title is shown at most. Default 1, or 3 where titles come back. */
  readonly cap?: number;
  readonly opening?: { readonly title: string; readonly clip: string };
  readonly closing?: { readonly title: string; readonly clip: string };
  /** Where cuts should fall, in the reel's time. */
  readonly beats?:
    | { readonly bpm: number; readonly offset?: Length }
    | { readonly every: Length; readonly offset?: Length }
    | { readonly at: readonly Time[] };
  /** Without a video it is the mega asset's own sound. */
  readonly music?: Omit<MusicInput, "video"> & { readonly video?: string };
  /** What a slot shows of a title that lacks its clip type: `nearest` by default. */
  readonly fallback?: "nearest" | "shorter" | "none" | readonly string[];
  /** Frames below which no clip is cut. Default 12. */
  readonly shortest?: number;
  /** Scores no further apart count as equal: the seed decides. Default 0. */
  readonly ties?: number;
}

export interface StoredCadence {
  readonly id: string;
  /** Counts up with every change, from 1. */
  readonly revision: number;
  readonly cadence: Cadence;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** Cadences over HTTP. */
export function createCadences(http: Http): Cadences {
  const path = (id: string) => `/v1/cadences/${segment(id)}`;
  return {
    put: (id, json, options) => http.json(path(id), { ...options, method: "PUT", json }),
    get: (id, options) => http.json(path(id), options),
    list: (options) => eachItem((cursor) => http.json("/v1/cadences", { ...options, query: { cursor } })),
    async delete(id, options) {
      await http.send(path(id), { ...options, method: "DELETE" });
    },
  };
}
