import { describe, expect, it } from "vitest";
import { translatorContract } from "../../seams/translator.contract.ts";
import { createApertiumTranslator } from "./apertium-translator.ts";

const installed = (await createApertiumTranslator().identify({ from: "en", to: "es" })) !== null;
if (!installed) console.warn("SKIPPED: apertium with apertium-eng-spa is not installed");

describe.skipIf(!installed)("with apertium", () => {
  translatorContract("apertium", () => createApertiumTranslator());

  it("translates", async () => {
    const texts = ["The house is white.", "My dog is black."];
    const [first, second] = await createApertiumTranslator().translate(texts, {
      from: "en-GB",
      to: "es-419",
    });
    expect(first).toMatch(/casa.*blanca/i);
    expect(second).toMatch(/perro.*negro/i);
  });

  it("says which pairs it has not", async () => {
    const pair = { from: "en", to: "ja" };
    expect(await createApertiumTranslator().identify(pair)).toBeNull();
    await expect(createApertiumTranslator().translate(["x"], pair)).rejects.toMatchObject({
      code: "translator_unavailable",
    });
  });
});

describe("without apertium", () => {
  it("can translate nothing, and says so", async () => {
    const translator = createApertiumTranslator("/nonexistent");
    expect(await translator.identify({ from: "en", to: "es" })).toBeNull();
    await expect(translator.translate(["x"], { from: "en", to: "es" })).rejects.toMatchObject({
      code: "translator_unavailable",
    });
  });
});
