/** Tables of the usage store, as Kysely sees them. Days are `2026-11-22`; no key and nobody are empty. */
export interface UsageSchema {
  readonly usage_counts: { day: string; key: string; user: string; meter: string; amount: number };
  readonly usage_streams: { stream: string; key: string; day: string };
  readonly usage_listed: { day: string; stream: string; playlist: string };
  readonly usage_served: { day: string; segment: string };
  readonly usage_batches: { id: string; day: string };
}
