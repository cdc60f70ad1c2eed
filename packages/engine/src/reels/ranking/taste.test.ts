import fc from "fast-check";
import { expect, test } from "vitest";
import type { TitleRow } from "../../seams/audience-store.ts";
import { matchOf, preferencesOf } from "./taste.ts";
import { TitleTable } from "./title-table.ts";

const names = ["crime", "drama", "war", "family", "heist"];
const some = fc.uniqueArray(fc.constantFrom(...names));
const titles = fc.array(fc.record({ genres: some, tags: some }), { minLength: 1, maxLength: 30 });

function tableOf(all: readonly { readonly genres: string[]; readonly tags: string[] }[]): TitleTable {
  const table = new TitleTable();
  const rows = all.map((each, n): TitleRow => {
    const facts = {
      name: `t${n}`,
      launchedAt: 0,
      ageRating: 0,
      territories: null,
      metadata: {},
      createdAt: 0,
    };
    return { id: `t${n}`, ...facts, ...each };
  });
  table.apply(rows.map((title, n) => ({ title, removed: false, revision: n })));
  return table;
}

/** What the loops over columns must give, written down as it is meant. */
function plainPreferences(watched: readonly { number: number; weight: number }[], table: TitleTable) {
  const profile = new Map<number, number>();
  for (const { number, weight } of watched)
    for (const feature of table.featuresOf[number] ?? [])
      profile.set(feature, (profile.get(feature) ?? 0) + weight);
  return table.featuresOf.map((features) => {
    const sum = features.reduce((total, feature) => total + (profile.get(feature) ?? 0), 0);
    return features.length === 0 ? 0 : Math.fround(sum / Math.sqrt(features.length));
  });
}

test("titles are liked by the genres and tags that they share with what was watched", () => {
  const weights = fc.double({ min: 0.1, max: 9, noNaN: true });
  fc.assert(
    fc.property(titles, fc.array(fc.tuple(fc.nat(), weights)), (all, watches) => {
      const table = tableOf(all);
      const watched = watches.map(([n, weight]) => ({ number: n % all.length, weight }));
      const { values, from } = preferencesOf({ watched }, table, undefined);
      const plain = plainPreferences(watched, table);
      expect([...(values ?? [])]).toEqual(plain.some((value) => value > 0) ? plain : []);
      expect(from).toBe(values ? "genres" : "nothing");
    }),
  );
});

test("titles match by the share of what was asked for", () => {
  fc.assert(
    fc.property(titles, fc.array(fc.nat(), { minLength: 1 }), (all, asked) => {
      const table = tableOf(all);
      if (table.features.length === 0) return;
      const wanted = asked.map((n) => n % table.features.length);
      const distinct = new Set(wanted);
      const plain = table.featuresOf.map((features) =>
        Math.fround(features.filter((feature) => distinct.has(feature)).length / distinct.size),
      );
      expect([...matchOf(wanted, table)]).toEqual(plain);
    }),
  );
});

test("a change of a title is seen", () => {
  const table = tableOf([{ genres: ["war"], tags: [] }]);
  const title = table.ids[0] ?? "";
  expect([...matchOf([0], table)]).toEqual([1]);
  const facts = {
    name: "t",
    launchedAt: 0,
    ageRating: 0,
    territories: null,
    metadata: {},
    createdAt: 0,
    tags: [],
  };
  table.apply([{ title: { id: title, ...facts, genres: [] }, removed: false, revision: 9 }]);
  expect([...matchOf([0], table)]).toEqual([0]);
});
