import { describe, expect, test } from "vitest";
import type { Translator } from "./translator.ts";

/** What every translator does, between two languages that it knows. `create` may ask for nothing. */
export function translatorContract(
  name: string,
  create: () => Translator,
  pair = { from: "en", to: "es" },
): void {
  describe(`translator contract: ${name}`, () => {
    test("names what would translate, and the same again", async () => {
      const translator = create();
      const named = await translator.identify(pair);
      expect(named).toMatch(/\S/);
      expect(await translator.identify(pair)).toBe(named);
    });

    test("gives one text for each, in order", async () => {
      const texts = Array.from({ length: 90 }, (_, n) => `The house ${n} is white.`);
      const translated = await create().translate(texts, pair);
      expect(translated).toHaveLength(texts.length);
      for (const [n, text] of translated.entries()) expect(text).toContain(String(n));
    });

    test("keeps texts of all kinds apart", async () => {
      const texts = ["Hello!", "a [b] <c> {d} ^e$ @f \\g", "two\nlines", "", "Ünïcödé 🎉 日本", "…and on"];
      const translated = await create().translate(texts, pair);
      expect(translated).toHaveLength(texts.length);
      for (const text of translated) expect(text).toBeTypeOf("string");
      expect(translated[3]).toBe("");
    });

    test("gives nothing for nothing", async () => {
      expect(await create().translate([], pair)).toEqual([]);
    });

    test("stops when it is told to", async () => {
      const translating = create().translate(["The house is white."], pair, AbortSignal.abort());
      await expect(translating).rejects.toMatchObject({ code: "cancelled" });
    });
  });
}
