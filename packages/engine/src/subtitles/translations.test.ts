import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { CutstreamError } from "../errors.ts";
import type { Translator } from "../seams/translator.ts";
import { createTranslations } from "./translations.ts";

const pair = { from: "en", to: "es" };
const version = "0".repeat(24);
const spoken = [
  { start: 0, end: 5, text: "one", words: [{ start: 0, text: "one" }], speaker: "Ann" },
  { start: 5, end: 9, text: "two", words: [] },
];

function fakeTranslator(change: Partial<Translator> = {}) {
  const asked: (readonly string[])[] = [];
  const translator: Translator = {
    identify: async ({ from, to }) => (from === "en" && to === "es" ? "fake en-es" : null),
    async translate(texts) {
      asked.push(texts);
      return texts.map((text) => ` ${text}\nes `);
    },
    ...change,
  };
  return { asked, translator };
}

describe("translations", () => {
  it("keep times and speakers, and are made once", async () => {
    const blobs = createMemoryBlobStore();
    const { asked, translator } = fakeTranslator();
    const expected = [
      { start: 0, end: 5, text: "one es", words: [], speaker: "Ann" },
      { start: 5, end: 9, text: "two es", words: [] },
    ];
    for (let n = 0; n < 2; n++) {
      const translations = createTranslations({ blobs, translators: [translator] });
      expect(await translations.translate(version, spoken, pair)).toEqual(expected);
    }
    expect(asked).toEqual([["one", "two"]]);
  });

  it("are made by the first translator that knows both languages", async () => {
    const { translator } = fakeTranslator();
    const other = fakeTranslator({ identify: async () => "other" }).translator;
    const none = fakeTranslator({ identify: async () => null }).translator;
    const translations = createTranslations({
      blobs: createMemoryBlobStore(),
      translators: [none, translator, other],
    });
    await translations.check(pair);
    await translations.check({ from: "en", to: "ja" });
    const alone = createTranslations({ blobs: createMemoryBlobStore(), translators: [none, translator] });
    await expect(alone.check({ from: "en", to: "ja" })).rejects.toMatchObject({
      code: "translator_unavailable",
      message: expect.stringContaining("from en to ja"),
    });
  });

  it("go on when they take longer than anybody waits, and are there when they are asked for again", async () => {
    const gate = Promise.withResolvers<readonly string[]>();
    const { translator } = fakeTranslator({ translate: () => gate.promise });
    const blobs = createMemoryBlobStore();
    const translations = createTranslations({ blobs, translators: [translator], patienceSeconds: 0.01 });
    for (let n = 0; n < 2; n++) {
      await expect(translations.translate(version, spoken, pair)).rejects.toMatchObject({
        code: "translation_pending",
        details: { retryAfter: 1 },
      });
    }
    const waiting = createTranslations({ blobs, translators: [translator], patienceSeconds: 60 });
    gate.resolve(["uno", "dos"]);
    expect((await waiting.translate(version, spoken, pair)).map(({ text }) => text)).toEqual(["uno", "dos"]);
    await translations.close();
    expect((await translations.translate(version, spoken, pair)).map(({ text }) => text)).toEqual([
      "uno",
      "dos",
    ]);
  });

  it("that fail are tried anew", async () => {
    let count = 0;
    const { translator } = fakeTranslator({
      async translate(texts) {
        if (count++ === 0) throw new CutstreamError("translator_unavailable", "not now");
        return count === 2 ? [] : texts;
      },
    });
    const translations = createTranslations({ blobs: createMemoryBlobStore(), translators: [translator] });
    await expect(translations.translate(version, spoken, pair)).rejects.toThrow("not now");
    await expect(translations.translate(version, spoken, pair)).rejects.toThrow("0 texts for 2");
    expect(await translations.translate(version, spoken, pair)).toHaveLength(2);
  });
});
