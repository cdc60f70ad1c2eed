import { execFileSync } from "node:child_process";
import { afterAll, describe, expect, test } from "vitest";
import { embedderContract } from "../../seams/embedder.contract.ts";
import { createLocalEmbedder } from "./local-embedder.ts";

embedderContract("local", async () => createLocalEmbedder());

describe("the local embedder", () => {
  const embedder = createLocalEmbedder();
  afterAll(() => embedder.close());

  /** Which of the passages is nearest to the query. */
  async function nearest(query: string, passages: readonly string[]): Promise<string | undefined> {
    const [asked, ...vectors] = await embedder.embed([query, ...passages]);
    const cosines = vectors.map((vector) => vector.reduce((sum, value, i) => sum + value * asked![i]!, 0));
    return passages[cosines.indexOf(Math.max(...cosines))];
  }

  test("knows what is meant where no word is shared", async () => {
    const passages = ["The feline slept on the sofa", "Shares fell sharply in New York", "He scored twice"];
    expect(await nearest("a cat on a couch", passages)).toBe(passages[0]);
    expect(await nearest("stock market crash", passages)).toBe(passages[1]);
    expect(await nearest("two goals by the striker", passages)).toBe(passages[2]);
  });

  test("reads capitals as it reads small letters", async () => {
    const [loud, calm, mixed] = await embedder.embed(["STORM WARNING", "storm warning", "STORM warning"]);
    expect(loud).toEqual(calm);
    expect(mixed).toEqual(calm);
  });

  test("sees what stands at the end of a long text", async () => {
    const filler = "It was a quiet day in the office and nothing much was going on. ".repeat(20);
    const texts = [`${filler} Then the volcano erupted.`, `${filler} Then the orchestra played.`];
    expect(await nearest("lava and ash", texts)).toBe(texts[0]);
    expect(await nearest("a symphony concert", texts)).toBe(texts[1]);
  });

  test("lets the process end, without being closed", () => {
    const script = `
      const { createLocalEmbedder } = await import(${JSON.stringify(new URL("./local-embedder.ts", import.meta.url))});
      const [vector] = await createLocalEmbedder().embed(["a dog"]);
      console.log(vector.length);`;
    const printed = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 100_000,
    });
    expect(printed.toString().trim()).toBe("512");
  });
});
