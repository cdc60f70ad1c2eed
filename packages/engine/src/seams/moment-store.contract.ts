import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryMomentStore } from "../adapters/memory/memory-moment-store.ts";
import type { Condition } from "../moments/condition.ts";
import type { Facts } from "../moments/facts.ts";
import { parseTextQuery } from "../moments/text-query.ts";
import { momentQuery, momentRow, unit } from "./moment-store.fixtures.ts";
import type { MomentQuery, MomentStore } from "./moment-store.ts";
import { apply, histories, queries, vectors } from "./moment-store-arbitraries.contract.ts";

export interface MomentStoreContractOptions {
  /** Closes the store and opens what it kept; left out where nothing is kept. */
  readonly reopen?: (store: MomentStore) => Promise<MomentStore>;
  /** Histories that a property tries. */
  readonly runs?: number;
}

/** Cosines of stores that compute with 32 bits. */
const PRECISION = 5;

/** What every moment store does. An adapter's own test calls this with a way to open an empty one. */
export function momentStoreContract(
  name: string,
  open: () => Promise<MomentStore>,
  { reopen, runs = 60 }: MomentStoreContractOptions = {},
): void {
  describe(`moment store contract: ${name}`, () => {
    let store: MomentStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const ordered = async (change: Partial<MomentQuery>) =>
      (await store.search(momentQuery(change))).ordered.toSorted();
    const found = async (text: string, change: Partial<MomentQuery> = {}) =>
      (await store.search(momentQuery({ text: parseTextQuery(text), ...change }))).text.map(({ id }) => id);

    describe("moments", () => {
      test("come back as they were given, by id and by time", async () => {
        const rows = [
          momentRow({ id: "b", start: 5, end: 7 }),
          momentRow({ id: "a", start: 5, end: 7, name: "events", labels: ["goal", "goal"], language: null }),
          momentRow({ id: "c", start: 5, end: 6 }),
          momentRow({ id: "d", start: 1, end: 2 ** 52 }),
          momentRow({ id: "e", video: "v2" }),
        ];
        await store.add(rows);
        expect((await store.momentsOf("v1")).map(({ id }) => id)).toEqual(["d", "c", "a", "b"]);
        expect(await store.momentsOf("v1", "events")).toEqual([rows[1]]);
        expect(await store.momentsOf("nope")).toEqual([]);
        const byId = await store.moments(["b", "nope", "e"]);
        expect([...byId.keys()].sort()).toEqual(["b", "e"]);
        expect(byId.get("e")).toEqual({ ...rows[4], facts: new Map(), around: "" });
      });

      test("keep any text and any JSON", async () => {
        let next = 0;
        await fc.assert(
          fc.asyncProperty(
            fc.string({ unit: "binary" }),
            fc.jsonValue({ noUnicodeString: false }),
            fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()),
            fc.array(fc.string({ unit: "grapheme" })),
            async (text, detail, metadata, labels) => {
              const row = momentRow({
                ...JSON.parse(JSON.stringify({ text, detail, metadata, labels })),
                id: `any${next++}`,
              });
              await store.add([row]);
              const { facts, around, ...stored } = (await store.moments([row.id])).get(row.id) ?? {};
              expect(stored).toEqual(row);
            },
          ),
          { numRuns: runs },
        );
      });

      test("keep lone surrogates and zeros in what is told of them", async () => {
        await store.add([momentRow()]);
        const facts: Facts = new Map([["\ud800\0", ["\udc00\0x"]]]);
        await store.annotate([{ id: "m1", facts, around: "\ud800 \0 beside" }]);
        expect((await store.moments(["m1"])).get("m1")).toMatchObject({ facts, around: "\ud800 \0 beside" });
        expect(
          await ordered({ where: { kind: "in", field: "\ud800\0", values: ["\udc00\0x"] } }),
        ).toHaveLength(1);
        expect(await ordered({ where: { kind: "exists", field: "\ud801\0" } })).toHaveLength(0);
      });

      test("are added all or none: an id that is taken is refused", async () => {
        await store.add([momentRow({ text: "first" })]);
        for (const twice of ["m1", "m2"]) {
          await expect(
            store.add([
              momentRow({ id: "m2", text: "second" }),
              momentRow({ id: "m3" }),
              momentRow({ id: twice }),
            ]),
          ).rejects.toMatchObject({ code: "storage_failed" });
        }
        expect(await store.count()).toMatchObject({ moments: 1 });
        expect(await found("second")).toEqual([]);
        await store.add([momentRow({ id: "m2", text: "third" })]);
        expect(await found("second third")).toEqual(["m2"]);
        expect(await found("second")).toEqual([]);
      });

      test("are no store's to change: it keeps copies", async () => {
        const labels = ["goal"];
        const vector = unit(1, 0);
        await store.add([momentRow({ labels })]);
        await store.setVectors("use", [{ id: "m1", vector }]);
        labels.push("foul");
        vector.set([0, 1]);
        expect(await ordered({ where: { kind: "in", field: "labels", values: ["foul"] } })).toEqual([]);
        const { vector: near } = await store.search(
          momentQuery({ vector: { model: "use", values: unit(1, 0) } }),
        );
        expect(near[0]?.similarity).toBeCloseTo(1, PRECISION);
      });

      test("that overlap spans are told, for each span", async () => {
        await store.add([
          momentRow({ id: "b", start: 0, end: 10 }),
          momentRow({ id: "a", start: 0, end: 10 }),
          momentRow({ id: "c", start: 10, end: 20 }),
          momentRow({ id: "d", video: "v2", start: 0, end: 10 }),
        ]);
        const spans = [
          { video: "v1", from: 9, to: 11 },
          { video: "v1", from: 10, to: 11 },
          { video: "v2", from: 0, to: 10 },
          { video: "v2", from: 10, to: 99 },
          { video: "v1", from: 9, to: 11 },
          { video: "none", from: 0, to: 1 },
        ];
        const overlapping = await store.overlapping(spans);
        expect(overlapping.map((rows) => rows.map(({ id }) => id))).toEqual([
          ["a", "b", "c"],
          ["c"],
          ["d"],
          [],
          ["a", "b", "c"],
          [],
        ]);
        expect(await store.overlapping([])).toEqual([]);
      });
    });

    describe("indexes", () => {
      beforeEach(async () => {
        await store.add([
          momentRow({ id: "old", index: "old", text: "red", labels: ["x"] }),
          momentRow({ id: "other name", index: "o", name: "events", text: "red" }),
          momentRow({ id: "other video", index: "p", video: "v2", text: "red" }),
        ]);
        await store.setVectors("use", [{ id: "old", vector: unit(1, 0) }]);
      });

      test("are found while they are made, and seen alone once they replace what there was", async () => {
        await store.add([momentRow({ id: "new", index: "new", text: "red" })]);
        expect((await found("red")).sort()).toEqual(["new", "old", "other name", "other video"]);
        await store.replace({ video: "v1", name: "speech", index: "new" });
        expect((await found("red")).sort()).toEqual(["new", "other name", "other video"]);
        expect((await store.momentsOf("v1")).map(({ id }) => id).sort()).toEqual(["new", "other name"]);
      });

      test("are gone from every way to find them", async () => {
        await store.deleteIndex("old");
        await store.deleteIndex("nope");
        expect(await found("red")).not.toContain("old");
        expect(await ordered({})).toEqual(["other name", "other video"]);
        expect(await ordered({ where: { kind: "exists", field: "labels" } })).toEqual([]);
        const near = await store.search(momentQuery({ vector: { model: "use", values: unit(1, 0) } }));
        expect(near).toMatchObject({ vector: [], total: 2 });
        expect(await store.count("use")).toEqual({ moments: 2, vectors: 0 });
        expect(await store.moments(["old"])).toEqual(new Map());
      });

      test("an index may replace all with nothing", async () => {
        await store.replace({ video: "v1", name: "speech", index: "empty" });
        expect(await store.momentsOf("v1", "speech")).toEqual([]);
      });

      test("end with their video", async () => {
        await store.deleteVideo("v1");
        expect(await ordered({})).toEqual(["other video"]);
        expect(await store.count()).toMatchObject({ moments: 1 });
      });
    });

    describe("what moments are told", () => {
      beforeEach(() =>
        store.add([
          momentRow({ id: "m1", text: "a cheer", metadata: { loud: true } }),
          momentRow({ id: "m2", text: "a goal", labels: ["goal"] }),
        ]),
      );
      const goals: Condition = { kind: "in", field: "labels", values: ["goal"] };

      test("filters see, and words find, for less than their own", async () => {
        const facts: Facts = new Map([
          ["loud", [true]],
          ["labels", ["goal"]],
        ]);
        await store.annotate([
          { id: "m1", facts, around: "a goal" },
          { id: "nope", facts, around: "a goal" },
        ]);
        expect(await ordered({ where: goals })).toEqual(["m1", "m2"]);
        expect(await found("goals")).toEqual(["m2", "m1"]);
        expect(await found('"a goal"')).toEqual(["m2"]);
        expect(await found("goa*")).toEqual(["m2"]);
        expect((await store.moments(["m1"])).get("m1")).toMatchObject({ facts, around: "a goal" });
        const { frequencies } = await store.search(momentQuery({ text: parseTextQuery("goal cheers") }));
        expect(frequencies).toEqual([1, 1]);
      });

      test("replaces what they had been told", async () => {
        await store.annotate([{ id: "m2", facts: new Map([["labels", ["goal"]]]), around: "rain" }]);
        await store.annotate([{ id: "m2", facts: new Map([["team", ["home"]]]), around: "snow" }]);
        expect(await ordered({ where: goals })).toEqual([]);
        expect(await ordered({ where: { kind: "exists", field: "team" } })).toEqual(["m2"]);
        expect(await found("rain")).toEqual([]);
        expect(await found("snow")).toEqual(["m2"]);
        expect((await store.momentsOf("v1"))[1]).toMatchObject({ id: "m2", labels: ["goal"] });
      });
    });

    describe("vectors", () => {
      const near = async (values: Float32Array, change: Partial<MomentQuery> = {}) =>
        (await store.search(momentQuery({ vector: { model: "use", values }, ...change }))).vector.map(
          ({ id }) => id,
        );
      beforeEach(() => store.add(["m1", "m2", "m3"].map((id) => momentRow({ id }))));

      test("rank by cosine, and are replaced", async () => {
        await store.setVectors("use", [
          { id: "m1", vector: unit(1, 0) },
          { id: "m2", vector: unit(1, 1) },
          { id: "gone", vector: unit(1, 1) },
        ]);
        expect(await near(unit(1, 0))).toEqual(["m1", "m2"]);
        expect(await near(unit(0, 1))).toEqual(["m2", "m1"]);
        expect(await near(unit(0, 1), { limit: 1 })).toEqual(["m2"]);
        await store.setVectors("use", [
          { id: "m1", vector: unit(-1, 1) },
          { id: "m3", vector: unit(0, 1) },
        ]);
        expect(await near(unit(0, 1))).toEqual(expect.arrayContaining(["m1", "m2", "m3"]));
        const { vector } = await store.search(momentQuery({ vector: { model: "use", values: unit(1, -1) } }));
        expect(vector).toHaveLength(3);
        for (const [n, cosine] of [0, -Math.SQRT1_2, -1].entries()) {
          expect(vector[n]?.similarity).toBeCloseTo(cosine, PRECISION);
        }
        expect(await store.count("use")).toEqual({ moments: 3, vectors: 3 });
      });

      test("of several models stand apart, until those of others are forgotten", async () => {
        await store.setVectors("use", [{ id: "m1", vector: unit(1, 0) }]);
        await store.setVectors("clip", [{ id: "m2", vector: unit(1, 0, 0) }]);
        expect(await near(unit(1, 0))).toEqual(["m1"]);
        await store.setVectors("old", [{ id: "m3", vector: unit(0, 1, 0, 0) }]);
        await store.keepOnlyVectors(["use", "clip", "new"]);
        expect(await near(unit(1, 0))).toEqual(["m1"]);
        expect(await store.count("old")).toEqual({ moments: 3, vectors: 0 });
        await store.keepOnlyVectors(["clip"]);
        expect(await near(unit(1, 0))).toEqual([]);
        expect(await store.count("clip")).toEqual({ moments: 3, vectors: 1 });
        expect(await store.count("use")).toEqual({ moments: 3, vectors: 0 });
      });

      test("are missing of those moments that have a text", async () => {
        await store.add([
          momentRow({ id: "silent", text: "" }),
          momentRow({ id: "named", text: "", labels: ["goal"] }),
        ]);
        await store.setVectors("use", [{ id: "m1", vector: unit(1, 0) }]);
        const missing = await store.withoutVector("use", 10);
        expect(missing.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
          { id: "m2", text: "The keeper saves the shot" },
          { id: "m3", text: "The keeper saves the shot" },
          { id: "named", text: "goal" },
        ]);
        expect(await store.withoutVector("use", 2)).toHaveLength(2);
        expect(await store.withoutVector("clip", 10)).toHaveLength(4);
        await store.setVectors(
          "use",
          missing.map(({ id }) => ({ id, vector: unit(1, 0) })),
        );
        expect(await store.withoutVector("use", 10)).toEqual([]);
        await store.deleteVideo("v1");
        await store.add([momentRow({ id: "later" })]);
        expect(await store.withoutVector("use", 10)).toMatchObject([{ id: "later" }]);
      });

      test.each([
        ["of no length", [new Float32Array(2)]],
        ["that are no number", [Float32Array.of(Number.NaN, 1)]],
        ["that are too long", [unit(1, 0), Float32Array.of(1, 1)]],
        ["of several dimensions", [unit(1, 0), unit(1, 0, 0)]],
        ["without dimensions", [new Float32Array(0)]],
      ])("%s are refused, and what there was stays", async (_, given) => {
        await store.setVectors("use", [{ id: "m1", vector: unit(0, 1) }]);
        const wrong = given.map((vector, n) => ({ id: `m${n + 1}`, vector }));
        await expect(store.setVectors("use", wrong)).rejects.toMatchObject({ code: "model_unavailable" });
        await expect(near(given.at(-1) ?? unit(1))).rejects.toMatchObject({ code: "model_unavailable" });
        expect(await near(unit(0, 1))).toEqual(["m1"]);
      });

      test("may change their dimensions once none is left", async () => {
        await store.setVectors("use", [{ id: "m1", vector: unit(1, 0) }]);
        await store.deleteVideo("v1");
        await store.add([momentRow()]);
        await store.setVectors("use", [{ id: "m1", vector: unit(1, 0, 0) }]);
        expect(await near(unit(1, 0, 0))).toEqual(["m1"]);
      });

      test("of 512 dimensions rank exactly, among many that are nearly alike", {
        timeout: 60_000,
      }, async () => {
        const random = fc.sample(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), size(512)), {
          numRuns: 40,
          seed: 3,
        });
        const vectors = random.flatMap((values) =>
          [0, 1e-4, 2e-4, 0].map((shift) =>
            unit(...values.map((value, n) => (n === 7 ? value + shift : value))),
          ),
        );
        const rows = vectors.map((_, n) => momentRow({ id: `x${n}` }));
        await store.add(rows);
        await store.setVectors(
          "use",
          vectors.map((vector, n) => ({ id: `x${n}`, vector })),
        );
        for (const values of vectors.slice(0, 12)) {
          const query = momentQuery({ vector: { model: "use", values }, limit: 10 });
          const exact = vectors
            .map((vector) => vector.reduce((sum, value, n) => sum + value * (values[n] ?? 0), 0))
            .sort((a, b) => b - a);
          const { vector } = await store.search(query);
          expect(vector).toHaveLength(10);
          vector.forEach(({ similarity }, n) => {
            expect(similarity).toBeCloseTo(exact[n] ?? Number.NaN, PRECISION);
          });
        }
      });
    });

    describe("full text", () => {
      const hostile = [
        `" OR 1=1 --`,
        `'; drop table moments; --`,
        `goal* NEAR(keeper, 2) AND NOT shot ^ + : {words} : x`,
        "words : keeper",
        `"unclosed phrase`,
        `""`,
        "*",
        "AND OR NOT",
        "(((((",
        "\0\0keeper\0",
        "\ud800",
        "%_\\",
        "a & b | !c <-> d:*",
        "👩‍👩‍👧‍👦 🏳️‍🌈",
        "-- /* */ ; $1 ? :x @y",
      ];

      test.each(hostile)("%j is words and punctuation, no syntax", async (text) => {
        await store.add([
          momentRow({ id: "hostile", text }),
          momentRow({ id: "plain", text: "nothing in common" }),
        ]);
        const terms = parseTextQuery(text);
        const { text: hits, ordered } = await store.search(momentQuery({ text: terms }));
        expect(hits.map(({ id }) => id)).toEqual(terms.length > 0 ? ["hostile"] : []);
        expect(ordered).toHaveLength(terms.length > 0 ? 0 : 2);
        const where: Condition = {
          kind: "any",
          conditions: [
            { kind: "exists", field: text },
            { kind: "in", field: "labels", values: [text] },
          ],
        };
        expect(await idsWhere(store, where)).toEqual([]);
      });

      test("finds identifiers, forms of words, beginnings, phrases and other scripts", async () => {
        await store.add([
          momentRow({ id: "42", text: "Pass to player_42, who scored" }),
          momentRow({ id: "4", text: "Player_4 scores" }),
          momentRow({ id: "tower", text: "東京タワーが見える" }),
          momentRow({ id: "angstrom", text: "ÅNGSTRÖM naïve" }),
          momentRow({ id: "labelled", text: "", labels: ["crowd-peak"], metadata: { who: "player_7" } }),
        ]);
        expect((await found("player_42"))[0]).toBe("42");
        expect((await found("player_42")).sort()).toEqual(["4", "42", "labelled"]);
        expect(await found('"player_42"')).toContain("42");
        expect((await found("player_4*")).sort()).toEqual(["4", "42"]);
        expect((await found("SCORING")).sort()).toEqual(["4", "42"]);
        expect(await found("angstrom naive")).toEqual(["angstrom"]);
        expect(await found("東京")).toEqual(["tower"]);
        expect(await found('"京東"')).toEqual([]);
        expect(await found('"タワー"')).toEqual(["tower"]);
        expect(await found('"to player_42"')).toEqual(["42"]);
        expect(await found('"player_42 to"')).toEqual([]);
        expect(await found("crowd peaks")).toEqual(["labelled"]);
        expect(await found("player_7")).toContain("labelled");
      });

      test("ranks rare words above common ones, and more of them above fewer", async () => {
        await store.add([
          ...Array.from({ length: 20 }, (_, n) => momentRow({ id: `c${n}`, text: "a common word here" })),
          momentRow({ id: "rare", text: "a rare word here" }),
          momentRow({ id: "both", text: "a rare common word" }),
        ]);
        const hits = await found("rare common");
        expect(hits.slice(0, 2)).toEqual(["both", "rare"]);
        expect(hits).toHaveLength(22);
        expect(await found("rare common", { limit: 1 })).toEqual(["both"]);
        expect(await found("common", { where: { kind: "exists", field: "x" } })).toEqual([]);
      });

      test("reads texts of megabytes, and words of any length", async () => {
        const long = "x".repeat(50_000);
        await store.add([
          momentRow({ id: "long", text: `${long} ${"lorem ipsum ".repeat(100_000)}` }),
          momentRow({ id: "short", text: "lorem" }),
        ]);
        expect(await found(long)).toEqual(["long"]);
        expect(await found("lorem").then((ids) => ids.toSorted())).toEqual(["long", "short"]);
        expect(await found('"ipsum lorem"')).toEqual(["long"]);
      });
    });

    describe("filters alone", () => {
      test("list by video and time, in pages", async () => {
        const rows = [
          momentRow({ id: "1", video: "a", start: 5, end: 6 }),
          momentRow({ id: "2", video: "a", start: 5, end: 7 }),
          momentRow({ id: "3", video: "a", start: 6, end: 7 }),
          momentRow({ id: "4", video: "a", start: 6, end: 7, labels: ["x"] }),
          momentRow({ id: "5", video: "b", start: 0, end: 1, labels: ["x"] }),
        ];
        await store.add(rows.toReversed());
        const page = async (change: Partial<MomentQuery>) =>
          (await store.search(momentQuery(change))).ordered;
        expect(await page({})).toEqual(["1", "2", "3", "4", "5"]);
        expect(await page({ limit: 2, offset: 1 })).toEqual(["2", "3"]);
        expect(await page({ limit: 2, offset: 4 })).toEqual(["5"]);
        expect(await page({ offset: 9 })).toEqual([]);
        expect(await page({ text: [] })).toHaveLength(5);
        const where: Condition = { kind: "exists", field: "labels" };
        expect(await page({ where, offset: 1 })).toEqual(["5"]);
        expect(await page({ where: { kind: "not", condition: where }, limit: 1, offset: 2 })).toEqual(["3"]);
      });
    });

    describe("property", () => {
      test("after any history, it answers as the reference does", async () => {
        await fc.assert(
          fc.asyncProperty(
            histories,
            fc.array(queries, { minLength: 12, maxLength: 12 }),
            async (history, asked) => {
              const reference = createMemoryMomentStore();
              for (const video of ["v1", "v2", "v3"]) await store.deleteVideo(video);
              await store.keepOnlyVectors([]);
              for (const change of history) {
                await apply(store, change);
                await apply(reference, change);
              }
              await expectSameRows(store, reference);
              for (const query of asked) await expectSameAnswer(store, reference, query);
            },
          ),
          { numRuns: runs },
        );
      });

      test("finds the nearest vectors, whatever they are", async () => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(vectors, { minLength: 1, maxLength: 60 }),
            vectors,
            fc.integer({ min: 1, max: 20 }),
            async (given, values, limit) => {
              const reference = createMemoryMomentStore();
              for (const one of [store, reference]) {
                await one.deleteVideo("v1");
                await one.add(given.map((_, n) => momentRow({ id: `m${n}` })));
                await one.setVectors(
                  "use",
                  given.map((vector, n) => ({ id: `m${n}`, vector })),
                );
              }
              const query = momentQuery({ vector: { model: "use", values }, limit });
              await expectSameAnswer(store, reference, query);
            },
          ),
          { numRuns: runs },
        );
      });
    });

    if (reopen) {
      test("is the same once it is opened again", async () => {
        const history = fc.sample(histories, { numRuns: 8, seed: 20 });
        const asked = fc.sample(queries, { numRuns: 60, seed: 21 });
        const reference = createMemoryMomentStore();
        for (const change of history.at(-1) ?? []) {
          await apply(store, change);
          await apply(reference, change);
          store = await reopen(store);
        }
        await expectSameRows(store, reference);
        for (const query of asked) await expectSameAnswer(store, reference, query);
      });
    }
  });
}

const size = (length: number) => ({ minLength: length, maxLength: length });

const idsWhere = async (store: MomentStore, where: Condition) =>
  (await store.search(momentQuery({ where }))).ordered;

/** What is kept is alike. */
async function expectSameRows(store: MomentStore, reference: MomentStore): Promise<void> {
  const ids = Array.from({ length: 200 }, (_, n) => `m${n}`);
  expect(await store.moments(ids)).toEqual(await reference.moments(ids));
  for (const video of ["v1", "v2", "v3"]) {
    expect(await store.momentsOf(video)).toEqual(await reference.momentsOf(video));
    const spans = [1, 4, 9].map((from) => ({ video, from, to: from + 3 }));
    expect(await store.overlapping(spans)).toEqual(await reference.overlapping(spans));
  }
  for (const model of ["use", "clip", "none"]) {
    expect(await store.count(model)).toEqual(await reference.count(model));
    const missing = await store.withoutVector(model, 1000);
    const expected = await reference.withoutVector(model, 1000);
    expect(new Map(missing.map(({ id, text }) => [id, text]))).toEqual(
      new Map(expected.map(({ id, text }) => [id, text])),
    );
    expect(missing).toHaveLength(expected.length);
  }
}

/** What is found is alike, as far as it is defined. */
async function expectSameAnswer(
  store: MomentStore,
  reference: MomentStore,
  query: MomentQuery,
): Promise<void> {
  const actual = await store.search(query);
  const expected = await reference.search(query);
  const all = await reference.search({ ...query, limit: 10_000 });
  const { ordered, frequencies, total } = expected;
  expect(actual).toMatchObject({ ordered, frequencies, total });

  const hits = actual.text.map(({ id }) => id);
  expect(hits).toHaveLength(expected.text.length);
  expect(new Set(hits).size).toBe(hits.length);
  expect(all.text.map(({ id }) => id)).toEqual(expect.arrayContaining(hits));
  const scores = actual.text.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  for (const score of scores) expect(score).toBeGreaterThan(0);

  const similarity = new Map(all.vector.map((one) => [one.id, one.similarity]));
  expect(actual.vector).toHaveLength(expected.vector.length);
  expect(new Set(actual.vector.map(({ id }) => id)).size).toBe(actual.vector.length);
  actual.vector.forEach((one, n) => {
    expect(one.similarity).toBeCloseTo(expected.vector[n]?.similarity ?? Number.NaN, PRECISION);
    expect(one.similarity).toBeCloseTo(similarity.get(one.id) ?? Number.NaN, PRECISION);
  });
}
