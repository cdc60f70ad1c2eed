import { describe, expect, test } from "vitest";
import { CutstreamError } from "../../../errors.ts";
import type { AnalyserContext, Finding } from "../../../seams/analyser.ts";
import { createColourEmbedder, FRAME, plainFilm } from "../../../testing/made-pictures.ts";
import { createLooksAnalyser } from "./looks-analyser.ts";

/** Runs the analyser; gives what came of it. */
async function run(
  made: ReturnType<typeof plainFilm>,
  embedder = createColourEmbedder(),
  stop = new AbortController(),
) {
  const shares: number[] = [];
  const batches: (readonly Finding[])[] = [];
  const context: AnalyserContext = {
    signal: stop.signal,
    report: (share) => shares.push(share),
    warn: () => expect.unreachable(),
  };
  for await (const batch of createLooksAnalyser(embedder).analyse(made.material, context))
    batches.push(batch);
  return { batches, shares, found: batches.flat() };
}

const RED = [255, 0, 0] as const;
const BLUE = [0, 0, 255] as const;

describe("the analyser of looks", () => {
  test("gives each shot the vector of the picture in its middle, and no text", async () => {
    const made = plainFilm({
      shots: [
        { colour: RED, frames: 50 },
        { colour: BLUE, frames: 101 },
      ],
    });
    const { found, shares } = await run(made);
    expect(found.map(({ start, end }) => [start / FRAME, end / FRAME])).toEqual([
      [0, 50],
      [50, 151],
    ]);
    expect(made.asked.frames).toEqual([25, 100]);
    expect(made.asked.isClosed).toBe(true);
    expect(found[0]).toMatchObject({
      text: "",
      language: null,
      labels: [],
      metadata: {},
      detail: { frame: 25 },
    });
    expect(found.map(({ vector }) => vector?.model)).toEqual(["colours", "colours"]);
    expect(found.map(({ vector }) => Math.sign(vector!.values[0]!))).toEqual([1, -1]);
    expect(shares).toEqual([1]);
  });

  test("looks at long shots every ten seconds, in batches", async () => {
    const made = plainFilm({ shots: [{ colour: RED, frames: 25 * 95 }] });
    const { found, batches, shares } = await run(made);
    expect(found).toHaveLength(10);
    expect(batches.map(({ length }) => length)).toEqual([8, 2]);
    expect(shares).toEqual([0.8, 1]);
    for (const { start, end } of found) expect((end - start) / FRAME).toBeLessThanOrEqual(250);
  });

  test("asks for pictures in the video's shape, none larger than it is", async () => {
    const shots = [{ colour: RED, frames: 50 }];
    const wide = plainFilm({ shots, width: 1920, height: 1080 });
    await run(wide);
    expect(wide.asked.format).toEqual({ width: 682, height: 384, pixels: "rgb" });
    const small = plainFilm({ shots, width: 90, height: 160 });
    await run(small);
    expect(small.asked.format).toEqual({ width: 90, height: 160, pixels: "rgb" });
  });

  test("says that the model cannot be used before it decodes anything", async () => {
    const made = plainFilm({ shots: [{ colour: RED, frames: 50 }] });
    const embedder = createColourEmbedder();
    embedder.failure = new CutstreamError("model_unavailable", "Its towers differ.");
    await expect(run(made, embedder)).rejects.toMatchObject({
      ...{ code: "analyser_unavailable", message: "Its towers differ." },
    });
    expect(made.asked.frames).toEqual([]);
  });

  test("closes what decodes when it fails", async () => {
    const made = plainFilm({
      shots: [
        { colour: RED, frames: 50 },
        { colour: BLUE, frames: 50 },
      ],
      broken: 75,
    });
    await expect(run(made)).rejects.toMatchObject({ code: "encoder_failed" });
    expect(made.asked.isClosed).toBe(true);
  });
});
