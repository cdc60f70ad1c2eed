import { percentile } from "../lib/statistics.ts";
import type { Playback } from "./play-buffer.ts";

/** Kinds of what players ask for. */
export const KINDS = ["multivariant", "playlist", "init", "video", "audio"] as const;
export type Kind = (typeof KINDS)[number];

/** Milliseconds from asking to the last byte. */
export interface Latency {
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** What a crowd of viewers saw. */
export interface Crowd {
  readonly viewers: number;
  /** Viewers who were refused until they gave up. */
  readonly refused: number;
  /** Answers of 503 to those who would begin, and to those who played. */
  readonly refusals: number;
  readonly refusedWhilePlaying: number;
  /** Milliseconds from asking to being refused. */
  readonly refusal: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly errors: readonly string[];
  readonly stalls: number;
  readonly stalledViewers: number;
  /** Seconds, all together. */
  readonly stalled: number;
  /** Seconds to the first frame. */
  readonly start: { readonly p50: number; readonly p95: number; readonly p99: number };
  readonly latency: Readonly<Record<Kind, Latency>>;
  readonly bytes: number;
  /** Share of the requests for segments whose address somebody had asked for before. */
  readonly repeated: number;
}

/** Takes down what viewers tell. */
export class Tally {
  readonly #times: Record<Kind, number[]> = {
    multivariant: [],
    playlist: [],
    init: [],
    video: [],
    audio: [],
  };
  readonly #seen = new Set<string>();
  readonly #playbacks: Playback[] = [];
  readonly #errors = new Map<string, number>();
  #segments = 0;
  #repeats = 0;
  #bytes = 0;
  #gaveUp = 0;
  #refusals = { first: 0, later: 0 };
  readonly #refusalTimes: number[] = [];

  answered(kind: Kind, path: string, milliseconds: number, bytes: number): void {
    this.#times[kind].push(milliseconds);
    this.#bytes += bytes;
    if (kind !== "video" && kind !== "audio") return;
    this.#segments++;
    if (this.#seen.has(path)) this.#repeats++;
    else this.#seen.add(path);
  }

  refused(kind: Kind, milliseconds: number): void {
    this.#refusalTimes.push(milliseconds);
    this.#refusals[kind === "multivariant" ? "first" : "later"]++;
  }

  gaveUp(): void {
    this.#gaveUp++;
  }

  failed(what: string): void {
    this.#errors.set(what, (this.#errors.get(what) ?? 0) + 1);
  }

  watched(playback: Playback): void {
    this.#playbacks.push(playback);
  }

  result(): Crowd {
    const starts = this.#playbacks.flatMap(({ start }) => start ?? []);
    const sum = (of: (playback: Playback) => number) =>
      this.#playbacks.reduce((total, playback) => total + of(playback), 0);
    return {
      viewers: this.#playbacks.length + this.#gaveUp,
      refused: this.#gaveUp,
      refusals: this.#refusals.first,
      refusedWhilePlaying: this.#refusals.later,
      refusal: at(this.#refusalTimes),
      errors: [...this.#errors].map(([what, times]) => `${times} × ${what}`),
      stalls: sum(({ stalls }) => stalls),
      stalledViewers: this.#playbacks.filter(({ stalls }) => stalls > 0).length,
      stalled: sum(({ stalled }) => stalled),
      start: at(starts),
      latency: Object.fromEntries(
        KINDS.map((kind) => [kind, { requests: this.#times[kind].length, ...at(this.#times[kind]) }]),
      ) as Record<Kind, Latency>,
      bytes: this.#bytes,
      repeated: this.#repeats / Math.max(1, this.#segments),
    };
  }
}

function at(values: readonly number[]) {
  if (values.length === 0) return { p50: 0, p95: 0, p99: 0 };
  return { p50: percentile(values, 0.5), p95: percentile(values, 0.95), p99: percentile(values, 0.99) };
}
