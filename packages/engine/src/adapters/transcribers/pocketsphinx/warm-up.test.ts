import { expect, test } from "vitest";
import type { TranscribedSegment } from "../../../seams/transcriber.ts";
import { hearTwice } from "./warm-up.ts";

const word = (start: number, text: string) => ({ start, end: start + 0.5, text, confidence: 0.5 });
const segment = (...words: ReturnType<typeof word>[]): TranscribedSegment => ({
  ...{
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    text: words.map(({ text }) => text).join(" "),
  },
  ...{ language: "en", confidence: 0.5, words },
});

async function* blocks(count: number): AsyncGenerator<Float32Array> {
  for (let n = 0; n < count; n++) yield new Float32Array(16_000).fill(n);
}

test("the first six seconds are heard twice, the rest once", async () => {
  const heard = await Array.fromAsync(hearTwice(blocks(9)).heard);
  expect(heard.map((block) => block[0])).toEqual([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
});

test("all of a shorter sound is heard twice", async () => {
  const heard = await Array.fromAsync(hearTwice(blocks(2)).heard);
  expect(heard.map((block) => block[0])).toEqual([0, 1, 0, 1]);
  expect(await Array.fromAsync(hearTwice(blocks(0)).heard)).toEqual([]);
});

test("what was said before the sound is left out, the rest is at its time in it", async () => {
  const { heard, unheard } = hearTwice(blocks(9));
  for await (const _ of heard);
  const segments = async function* () {
    yield segment(word(1, "first"), word(5, "time"));
    yield segment(word(5.7, "time"), word(5.96, "second"), word(6.5, "time"));
    yield segment(word(10, "end"));
  };
  const said = await Array.fromAsync(unheard(segments()));
  expect(said.map(({ start, end, text }) => [start, end, text])).toEqual([
    [0, 1, "second time"],
    [4, 4.5, "end"],
  ]);
  expect(said[0]?.words[1]?.start).toBeCloseTo(0.5);
});
