import type { MomentRow } from "../moments/moment.ts";
import type { MomentQuery } from "./moment-store.ts";

/** A moment for tests: valid as it is, each field changeable. */
export const momentRow = (change: Partial<MomentRow> = {}): MomentRow => ({
  id: "m1",
  video: "v1",
  collection: "default",
  index: "i1",
  name: "speech",
  start: 0,
  end: 705_600_000,
  text: "The keeper saves the shot",
  language: "en",
  labels: [],
  metadata: {},
  detail: null,
  ...change,
});

/** A query that keeps everything and ranks nothing. */
export const momentQuery = (change: Partial<MomentQuery> = {}): MomentQuery => ({
  scope: {},
  where: null,
  text: null,
  vector: null,
  limit: 1000,
  ...change,
});

/** A unit vector that points along these numbers. */
export function unit(...values: number[]): Float32Array {
  const length = Math.hypot(...values);
  return Float32Array.from(values, (value) => value / length);
}
