import type { Role } from "./config.ts";

/** Whether what the engine works with can be used, each by its name. */
export interface Health {
  readonly ok: boolean;
  /** What this process does. */
  readonly roles: readonly Role[];
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

/** Counters since start, and gauges. */
export interface EngineMetrics {
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}
