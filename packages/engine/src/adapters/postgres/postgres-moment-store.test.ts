import type { PGlite } from "@electric-sql/pglite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseTextQuery } from "../../moments/text-query.ts";
import { momentStoreContract } from "../../seams/moment-store.contract.ts";
import { momentQuery, momentRow, unit } from "../../seams/moment-store.fixtures.ts";
import { createMemoryMomentStore } from "../memory/memory-moment-store.ts";
import { pgliteDialect, startPglite } from "./pglite.fixtures.ts";
import { createPostgresMomentStore, type PostgresMomentOptions } from "./postgres-moment-store.ts";

describe("PostgreSQL's moments", () => {
  let pglite: PGlite;
  beforeAll(async () => {
    pglite = await startPglite();
  });
  afterAll(() => pglite?.close());

  const open = (options: PostgresMomentOptions = {}) =>
    createPostgresMomentStore(pgliteDialect(pglite), options);
  const openEmpty = async (options: PostgresMomentOptions = {}) => {
    const store = await open(options);
    await store.keepOnlyVectors([]);
    await pglite.exec("truncate moments cascade; truncate moment_models cascade; truncate moment_totals");
    return store;
  };

  momentStoreContract("PostgreSQL, in PGlite", openEmpty, {
    reopen: async (store) => {
      await store.close();
      return open();
    },
    runs: 15,
  });

  test("ranks by words as the reference does, be they common or rare", async () => {
    const [store, reference] = [await openEmpty(), createMemoryMomentStore()];
    // Every n-th moment holds word n, so that some words are in half of them and some in one.
    const words = [2, 3, 5, 7, 31, 60, 150, 299].map((every) => ({ every, word: `w${every}x` }));
    const rows = Array.from({ length: 300 }, (_, n) => {
      const held = words.filter(({ every }) => n % every === 0).map(({ word }) => word);
      const filler = Array.from({ length: n % 11 }, () => "filler");
      // The rare word is in long texts only, which common words in short ones outrank.
      if (n % 23 === 0) filler.push("rare", ...Array.from({ length: 200 }, () => "filler"));
      return momentRow({ id: `m${n}`, text: [...held, ...filler, ...(n % 4 ? held : [])].join(" ") });
    });
    for (const one of [store, reference]) await one.add(rows);
    for (const text of [
      "rare w2x w3x w5x",
      "w2x w31x",
      "w2x w3x w150x",
      "w299x w2x",
      "w5x w7x",
      "w60x* w2x filler",
      '"w2x w3x" w31x',
    ]) {
      for (const limit of [3, 12, 400]) {
        const query = momentQuery({ text: parseTextQuery(text), limit });
        const scores = (await store.search(query)).text.map(({ score }) => score.toFixed(6));
        expect(scores).toEqual((await reference.search(query)).text.map(({ score }) => score.toFixed(6)));
      }
    }
    await store.close();
  });

  describe("the graph of vectors", () => {
    const COUNT = 700;
    /** Angles that no two share, in an order that is no one's: what is nearest is certain. */
    const vectorOf = (n: number) => {
      const angle = ((n * 619) % COUNT) / COUNT;
      return unit(Math.cos(6 * angle), Math.sin(6 * angle), Math.cos(21 * angle), Math.sin(13 * angle), 0.3);
    };
    const rows = Array.from({ length: COUNT }, (_, n) =>
      momentRow({ id: `m${n}`, labels: n % 8 === 0 ? ["eighth"] : ["other"], metadata: { n } }),
    );
    const vectors = rows.map(({ id }, n) => ({ id, vector: vectorOf(n) }));
    const eighth = { kind: "in", field: "labels", values: ["eighth"] } as const;

    test("finds what a comparison with all finds, filtered or not, and looks at few", {
      timeout: 60_000,
    }, async () => {
      const [store, reference] = [await openEmpty({ mostScanned: 60 }), createMemoryMomentStore()];
      for (const one of [store, reference]) {
        await one.add(rows);
        await one.setVectors("use", vectors);
      }
      const uses = async () => {
        await pglite.query("select pg_stat_force_next_flush()");
        const { rows } = await pglite.query<{ scans: number }>(
          "select idx_scan as scans from pg_stat_user_indexes where indexrelname like 'moment_vectors_of_%'",
        );
        return rows[0]?.scans ?? 0;
      };
      // Of so few it would rather sort the distances of all; of millions it does not.
      await pglite.exec("set enable_sort = off");
      const before = await uses();
      let [found, wanted] = [0, 0];
      for (const where of [null, eighth]) {
        for (let n = 0; n < 20; n++) {
          const query = momentQuery({
            where,
            vector: { model: "use", values: vectorOf(n * 71 + 0.4) },
            limit: 20,
          });
          const near = (await store.search(query)).vector;
          const nearest = new Set((await reference.search(query)).vector.map(({ id }) => id));
          found += near.filter(({ id }) => nearest.has(id)).length;
          wanted += nearest.size;
          expect(near).toHaveLength(20);
          expect(near).toEqual(near.toSorted((a, b) => b.similarity - a.similarity));
          if (where) for (const { id } of near) expect(Number(id.slice(1)) % 8).toBe(0);
        }
      }
      // The graph's levels are drawn at random, and nothing of ours can seed them: 0.99 as a rule, 0.95 now and then.
      expect(found / wanted).toBeGreaterThan(0.9);
      expect((await uses()) - before).toBe(40);
      await pglite.exec("reset enable_sort");
      await store.close();
    });

    test("is not asked where it would come short", async () => {
      const store = await openEmpty({ mostScanned: 60 });
      await store.add(rows);
      await store.setVectors("use", vectors.slice(0, 30));
      const { vector } = await store.search(
        momentQuery({ vector: { model: "use", values: vectorOf(3) }, limit: 50 }),
      );
      expect(vector).toHaveLength(30);
      await store.close();
    });
  });
});
