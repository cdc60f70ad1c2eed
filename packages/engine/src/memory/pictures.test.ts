import { afterEach, describe, expect, it } from "vitest";
import { createLooksAnalyser } from "../adapters/analysers/looks/looks-analyser.ts";
import { CutstreamError } from "../errors.ts";
import { makeVersion } from "../testing/made-library.ts";
import { createMadeMemory, createToyEmbedder } from "../testing/made-memory.ts";
import { type Colour, createColourEmbedder, plainFilm } from "../testing/made-pictures.ts";

const COLOURS: readonly Colour[] = [
  [0, 0, 255],
  [0, 250, 5],
  [255, 0, 0],
  [4, 0, 251],
  [0, 240, 9],
];

const open: Awaited<ReturnType<typeof createMadeMemory>>[] = [];
afterEach(async () => {
  for (const { memory } of open.splice(0)) await memory.close();
});

/** Memory of a film of five shots of four seconds, of which the third is red; nobody says so. */
async function seen({ embedder = createToyEmbedder() as ReturnType<typeof createToyEmbedder> | null } = {}) {
  const imageEmbedder = createColourEmbedder();
  const { material } = plainFilm({ shots: COLOURS.map((colour) => ({ colour, frames: 100 })) });
  const made = await createMadeMemory({
    ...{ versions: [makeVersion({ n: 1 })], embedder, imageEmbedder, material },
    analysers: [createLooksAnalyser(imageEmbedder)],
  });
  open.push(made);
  await made.indexes.analyse("v0");
  await made.runJobs();
  return { ...made, imageEmbedder, asked: embedder?.texts };
}

describe("pictures", () => {
  it("are found by what they show, without a text anywhere", async () => {
    const { retrieve, indexes, asked } = await seen();
    expect((await indexes.list("v0"))[0]).toMatchObject({ name: "looks", status: "ready", moments: 5 });
    const { moments, warnings } = await retrieve({ query: "something red" });
    expect(warnings).toEqual([]);
    expect(
      moments.map(({ index, text, startFrame, endFrame }) => [index, text, startFrame, endFrame]),
    ).toEqual([["looks", "", 200, 300]]);
    expect(moments[0]?.why).toEqual([{ by: "image", index: "looks", score: 0.7 }]);
    expect(moments[0]?.score).toBe(0.7);
    // Nobody embeds what has no text: queries alone were.
    expect(asked).toEqual(["something red"]);
  });

  it("are found within a scope", async () => {
    const { retrieve } = await seen();
    const frames = async (request: Parameters<typeof retrieve>[0]) =>
      (await retrieve(request)).moments.map(({ startFrame }) => startFrame);
    expect(await frames({ query: "blue", time: { to: 11 } })).toEqual([0]);
    expect(await frames({ query: "red", indexes: ["events"] })).toEqual([]);
    expect(await frames({ query: "red", videos: [] })).toEqual([]);
  });

  it("push nothing down that says what was asked, nor does a query that none of them shows", async () => {
    const { retrieve, indexes, runJobs } = await seen();
    await indexes.put("v0", "events", [
      { start: 1, end: 2, text: "the red card" },
      { start: 17, end: 18, text: "a dog" },
    ]);
    await runJobs();
    const found = async (query: string, options?: Parameters<typeof retrieve>[1]) =>
      (await retrieve({ query }, options)).moments.map(({ index, score }) => `${index} ${score}`);
    const [first, second] = (await retrieve({ query: "red card" })).moments;
    expect([first?.text, second?.index]).toEqual(["the red card", "looks"]);
    expect(await found("puppy")).toEqual(await found("puppy", { ranking: { image: false } }));
  });

  it("are found where no model of meanings is, and keep their vectors beside one", async () => {
    const { retrieve } = await seen({ embedder: null });
    expect((await retrieve({ query: "red" })).moments).toHaveLength(1);
    const { store } = await seen();
    expect(await store.count("colours")).toEqual({ moments: 5, vectors: 5 });
    expect(await store.count("toy")).toEqual({ moments: 5, vectors: 0 });
  });

  it("are left out with a warning where their model fails", async () => {
    const { retrieve, imageEmbedder } = await seen();
    imageEmbedder.failure = new CutstreamError("model_unavailable", "The folder is gone.");
    const { moments, warnings } = await retrieve({ query: "red" });
    expect(moments).toEqual([]);
    expect(warnings).toEqual(["Pictures were not compared: The folder is gone."]);
  });
});
