import { describe, expect, test } from "vitest";
import type { TranscribedSegment, TranscribedWord } from "../../../seams/transcriber.ts";
import { sentencesOf } from "./sentences.ts";

/** Words of a quarter of a second, one every 0.3 s; `/` is a second of pause. */
function words(text: string, from = 0, confidence?: number): TranscribedWord[] {
  let at = from;
  return text.split(" ").flatMap((word) => {
    if (word === "/") {
      at += 1;
      return [];
    }
    at += 0.3;
    return [{ start: at - 0.3, end: at - 0.05, text: word, ...(confidence !== undefined && { confidence }) }];
  });
}

const segment = (
  said: readonly TranscribedWord[],
  more: Partial<TranscribedSegment> = {},
): TranscribedSegment => ({
  ...{ start: said[0]?.start ?? 0, end: said.at(-1)?.end ?? 0, text: said.map(({ text }) => text).join(" ") },
  ...{ language: "en", confidence: null, words: said },
  ...more,
});

async function sentences(...segments: TranscribedSegment[]) {
  return Array.fromAsync(
    sentencesOf(
      (async function* () {
        yield* segments;
      })(),
    ),
  );
}

const texts = async (...segments: TranscribedSegment[]) =>
  (await sentences(...segments)).map(({ text }) => text);

describe("sentencesOf", () => {
  test("ends sentences at punctuation, within segments and across them", async () => {
    expect(
      await texts(segment(words("Hello there. How")), segment(words('are you? "Fine." Good', 0.9))),
    ).toEqual(["Hello there.", "How are you?", '"Fine."', "Good"]);
  });

  test("ends sentences at pauses, but not at short ones", async () => {
    expect(await texts(segment(words("one two / three")), segment(words("four", 2.1)))).toEqual([
      "one two",
      "three four",
    ]);
  });

  test("ends sentences after 20 s, and never within a word", async () => {
    const long = await sentences(segment(words(Array(150).fill("la").join(" "))));
    expect(long).toHaveLength(3);
    for (const { start, end } of long) expect(end - start).toBeLessThanOrEqual(20);
    expect(long.flatMap(({ words }) => words)).toHaveLength(150);
  });

  test("segments without words are joined as they are", async () => {
    const bare = (text: string, start: number, end: number) =>
      segment([], { text, start, end, confidence: 0.5 });
    const found = await sentences(
      bare("It was", 0, 2),
      bare("late.", 2.2, 3),
      bare("A long while", 3, 28),
      bare("on", 28, 29),
    );
    expect(found.map(({ text, start, end }) => [text, start, end])).toEqual([
      ["It was late.", 0, 3],
      ["A long while", 3, 28],
      ["on", 28, 29],
    ]);
    expect(found[0]).toMatchObject({ confidence: 0.5, words: [] });
  });

  test("another language is another sentence; Chinese has no spaces", async () => {
    const zh = segment(words("你 好 。 再 见", 0.6), { language: "zh" });
    expect(await texts(segment(words("Hello you")), zh)).toEqual(["Hello you", "你好 。", "再见"]);
  });

  test("confidence is the words' mean", async () => {
    const [sentence] = await sentences(segment([...words("one", 0, 0.2), ...words("two", 0.3, 0.8)]));
    expect(sentence?.confidence).toBeCloseTo(0.5);
    expect((await sentences(segment(words("one"))))[0]?.confidence).toBeNull();
  });

  test("a sentence is given as soon as the next one starts", async () => {
    const given: string[] = [];
    const source = (async function* () {
      yield segment(words("First one."));
      yield segment(words("Second one.", 1));
      expect(given).toEqual(["First one."]);
      yield segment(words("Third.", 2));
      expect(given).toEqual(["First one.", "Second one."]);
    })();
    for await (const { text } of sentencesOf(source)) given.push(text);
    expect(given).toEqual(["First one.", "Second one.", "Third."]);
  });
});
