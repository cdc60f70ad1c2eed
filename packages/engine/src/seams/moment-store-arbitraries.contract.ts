import fc from "fast-check";
import type { Comparison, Condition } from "../moments/condition.ts";
import type { Facts, FactValue } from "../moments/facts.ts";
import type { Json, JsonObject, MomentRow } from "../moments/moment.ts";
import { parseTextQuery } from "../moments/text-query.ts";
import { momentRow, unit } from "./moment-store.fixtures.ts";
import type {
  MomentAnnotation,
  MomentQuery,
  MomentScope,
  MomentStore,
  MomentVector,
} from "./moment-store.ts";

/** Whatever a store may be asked to do, for properties. */

/** What can be done to a store. */
export type MomentChange =
  | { readonly kind: "add"; readonly moments: readonly MomentRow[] }
  | { readonly kind: "replace"; readonly video: string; readonly name: string; readonly index: string }
  | { readonly kind: "deleteIndex"; readonly index: string }
  | { readonly kind: "deleteVideo"; readonly video: string }
  | { readonly kind: "annotate"; readonly annotations: readonly MomentAnnotation[] }
  | { readonly kind: "setVectors"; readonly model: string; readonly vectors: readonly MomentVector[] }
  | { readonly kind: "keepOnlyVectors"; readonly models: readonly string[] };

const VIDEOS = ["v1", "v2", "v3"];
const NAMES = ["speech", "shots", "events"];
/** `Meaning` and `meant` are no stem of one another; the last two differ by case and diacritics alone. */
const WORDS = [
  ..."the a goal goals scored scores scoring player_42 player_4 player 42 4 kick-off don't NEAR OR AND".split(
    " ",
  ),
  ..."東京 タワー ภาษา Ελλάς ελλας naïve NAIVE straße 𝒳𝒴 ½ ﬁne _x_ __ … 🎉 \0 \ud800".split(" "),
];
/** Sorted by UTF-16 code units the emoji stand before the last; by code points or UTF-8 they stand after it. */
const TEXT_VALUES = ["", "a", "A", "5", "2026-11-21", "😀", "\ud83d", "\uff5e", "x".repeat(300)];
const NUMBER_VALUES = [-1, 0, 0.1, 5, 2 ** 53, 1e300];
const FIELDS = ["team", "score.home", "labels", "toString", "Team", "\ud800'\"; drop table", "__proto__"];
const DIMENSIONS = 3;

const texts = fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((words) => words.join(" "));
const values: fc.Arbitrary<FactValue> = fc.oneof(
  fc.constantFrom(...TEXT_VALUES),
  fc.constantFrom(...NUMBER_VALUES),
  fc.boolean(),
  fc.constant(null),
);

const facts: fc.Arbitrary<Facts> = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS), fc.uniqueArray(values, { minLength: 1, maxLength: 3 })), {
    maxLength: 4,
  })
  .map((entries) => new Map(entries));

const metadata: fc.Arbitrary<JsonObject> = fc
  .array(fc.tuple(fc.constantFrom("team", "score", "Team", "__proto__", "a.b"), metadataValue()), {
    maxLength: 4,
  })
  .map((entries) => Object.fromEntries(entries) as JsonObject);

function metadataValue(): fc.Arbitrary<Json> {
  return fc.oneof(values, fc.array(values, { maxLength: 3 }), fc.record({ home: values }));
}

const times = fc
  .tuple(fc.nat(9), fc.integer({ min: 1, max: 5 }))
  .map(([start, lasts]) => ({ start, end: start + lasts }));

const momentWithoutId: fc.Arbitrary<MomentRow> = fc
  .record({
    video: fc.constantFrom(...VIDEOS),
    index: fc.constantFrom("i1", "i2"),
    name: fc.constantFrom(...NAMES),
    times,
    text: texts,
    labels: fc.uniqueArray(fc.constantFrom("goal", "person", "crowd-peak"), { maxLength: 2 }),
    metadata,
  })
  .map(({ times, ...row }) =>
    momentRow({
      ...row,
      ...times,
      collection: row.video === "v3" ? "other" : "default",
      index: `${row.video}-${row.name}-${row.index}`,
    }),
  );

/** Vectors of which several are equal, as those of equal texts are. */
export const vectors: fc.Arbitrary<Float32Array> = fc
  .array(fc.integer({ min: -2, max: 2 }), { minLength: DIMENSIONS, maxLength: DIMENSIONS })
  .filter((numbers) => numbers.some((value) => value !== 0))
  .map((numbers) => unit(...numbers));

const change: fc.Arbitrary<MomentChange> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("add" as const),
      moments: fc.array(momentWithoutId, { maxLength: 12 }),
    }),
  },
  fc
    .record({
      video: fc.constantFrom(...VIDEOS),
      name: fc.constantFrom(...NAMES),
      index: fc.constantFrom("i1", "i2"),
    })
    .map(({ video, name, index }) => ({
      kind: "replace" as const,
      video,
      name,
      index: `${video}-${name}-${index}`,
    })),
  fc.constantFrom("v1-speech-i1", "v2-shots-i2").map((index) => ({ kind: "deleteIndex" as const, index })),
  fc.constantFrom(...VIDEOS).map((video) => ({ kind: "deleteVideo" as const, video })),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("annotate" as const),
      annotations: fc.uniqueArray(fc.record({ id: ids(), facts, around: texts }), {
        selector: ({ id }) => id,
        maxLength: 6,
      }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("setVectors" as const),
      model: fc.constantFrom("use", "clip"),
      vectors: fc.uniqueArray(fc.record({ id: ids(), vector: vectors }), {
        selector: ({ id }) => id,
        maxLength: 12,
      }),
    }),
  },
  fc.subarray(["use", "clip"]).map((models) => ({ kind: "keepOnlyVectors" as const, models })),
);

function ids(): fc.Arbitrary<string> {
  return fc.nat(40).map((n) => `m${n}`);
}

/** What a store may go through; moments are numbered in the order in which they are added: `m0`, `m1` … */
export const histories: fc.Arbitrary<readonly MomentChange[]> = fc
  .array(change, { minLength: 1, maxLength: 14, size: "max" })
  .map((changes) => {
    let next = 0;
    return changes.map((one) =>
      one.kind === "add"
        ? { ...one, moments: one.moments.map((row) => ({ ...row, id: `m${next++}` })) }
        : one,
    );
  });

const scopes: fc.Arbitrary<MomentScope> = fc.record(
  {
    collection: fc.constantFrom("default", "other", "none"),
    videos: fc.uniqueArray(fc.constantFrom(...VIDEOS, "none")),
    names: fc.uniqueArray(fc.constantFrom(...NAMES, "none")),
    time: times.map(({ start, end }) => ({ from: start, to: end })),
    duration: times.map(({ start, end }) => ({ least: start % 5, most: end - start })),
  },
  { requiredKeys: [] },
);

const { condition: conditions } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.record({ kind: fc.constant("exists" as const), field: fc.constantFrom(...FIELDS) }),
    fc.record({
      kind: fc.constant("in" as const),
      field: fc.constantFrom(...FIELDS),
      values: fc.uniqueArray(values, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant("compare" as const),
      field: fc.constantFrom(...FIELDS),
      operator: fc.constantFrom<Comparison>("gt", "gte", "lt", "lte"),
      value: fc.oneof(fc.constantFrom(...TEXT_VALUES), fc.constantFrom(...NUMBER_VALUES)),
    }),
    fc.record({
      kind: fc.constantFrom("all" as const, "any" as const),
      conditions: fc.array(tie("condition"), { maxLength: 3 }),
    }),
    tie("condition").map((condition) => ({ kind: "not" as const, condition })),
  ),
}));

export { conditions };

const typed = fc.array(
  fc.oneof(
    fc.constantFrom(...WORDS),
    fc.constantFrom(...WORDS).map((word) => `${word}*`),
    texts.map((text) => `"${text}"`),
  ),
  { minLength: 1, maxLength: 4 },
);

/** Queries that rank by text, by vector, by both or by neither. */
export const queries: fc.Arbitrary<MomentQuery> = fc.record({
  scope: scopes,
  where: fc.option(conditions),
  text: fc.option(typed.map((parts) => parseTextQuery(parts.join(" ")))),
  vector: fc.option(fc.record({ model: fc.constantFrom("use", "clip", "none"), values: vectors })),
  limit: fc.oneof(fc.constant(1000), fc.integer({ min: 1, max: 10 })),
  offset: fc.nat(5),
});

/** Does one change. */
export async function apply(store: MomentStore, change: MomentChange): Promise<void> {
  switch (change.kind) {
    case "add":
      return store.add(change.moments);
    case "replace":
      return store.replace(change);
    case "deleteIndex":
      return store.deleteIndex(change.index);
    case "deleteVideo":
      return store.deleteVideo(change.video);
    case "annotate":
      return store.annotate(change.annotations);
    case "setVectors":
      return store.setVectors(change.model, change.vectors);
    case "keepOnlyVectors":
      return store.keepOnlyVectors(change.models);
  }
}
