import type { RetrievedMoment } from "@cutstream/engine";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readColour } from "./colours.ts";
import { toFilters } from "./filters.ts";
import { isImage, isImageUrl } from "./image-kind.ts";
import { plainTarget } from "./plain-target.ts";
import { collectionIdOf, extractionOf, readExtraction } from "./scene-collection.ts";
import { everySeconds, frameTimes } from "./scene-cuts.ts";
import { toResults, withinRange } from "./search-results.ts";
import { unusualFields } from "./subtitle-style.ts";
import { segmentTranscript, transcriptText } from "./transcript-segments.ts";

describe("transcripts", () => {
  const word = (start: number, end: number, text: string) => ({ start, end, word: text });
  const sentences = [
    { start: 1, end: 2, text: "Hello there", words: [word(1, 1.4, "Hello"), word(1.5, 2, "there")] },
    { start: 4, end: 5, text: "Goodbye", words: [] },
  ];
  const whole = { start: 0, end: 6 };

  test("are words with silences between them", () => {
    const segments = segmentTranscript({ sentences }, { by: "word", length: 1, ...whole });
    expect(segments.map(({ text }) => text)).toEqual(["-", "Hello", "-", "there", "-", "Goodbye", "-"]);
    expect(transcriptText(segments)).toBe("Hello there Goodbye");
  });

  test("are sentences, or stretches of equal length", () => {
    const texts = (by: "sentence" | "time", length: number) =>
      segmentTranscript({ sentences }, { by, length, ...whole }).map(({ text }) => text);
    expect(texts("sentence", 1)).toEqual(["-", "Hello there", "-", "Goodbye", "-"]);
    expect(texts("time", 3)).toEqual(["Hello there", "Goodbye"]);
  });

  test("cover what is asked for without a gap", () => {
    const by = fc.constantFrom("word" as const, "sentence" as const, "time" as const);
    fc.assert(
      fc.property(by, fc.integer({ min: 1, max: 9 }), (by, length) => {
        const segments = segmentTranscript({ sentences }, { by, length, ...whole });
        expect([segments[0]?.start, segments.at(-1)?.end]).toEqual([0, 6]);
        for (const [n, { start }] of segments.slice(1).entries()) expect(start).toBe(segments[n]?.end);
      }),
    );
  });
});

describe("filters", () => {
  test("are lists of equalities, or those of search v2", () => {
    expect(toFilters([{ team: "home" }, { crowd: true }])).toEqual({
      $and: [{ team: "home" }, { crowd: true }],
    });
    expect(toFilters([])).toBeUndefined();
    expect(
      toFilters({ and: [{ field: "minute", op: ">=", value: 80 }, { not: { field: "a.b", op: "exists" } }] }),
    ).toEqual({
      $and: [{ minute: { $gte: 80 } }, { $not: { "a.b": { $exists: true } } }],
    });
    expect(() => toFilters({ field: "a", op: "like", value: 1 })).toThrow("no operator");
    expect(() => toFilters(["team"])).toThrow("no condition");
  });
});

describe("results", () => {
  const moment = (video: string, start: number, score: number) =>
    ({
      video,
      videoName: video,
      collection: "default",
      start,
      end: start + 1,
      score,
      index: "events",
      text: "",
    }) as RetrievedMoment;

  test("are grouped by video, the best first, in its own time", () => {
    const found = [moment("b", 9, 0.9), moment("a", 1, 0.8), moment("b", 2, 0.7)];
    const videos = new Map(
      ["a", "b"].map((id) => [
        id,
        { id: `m-${id}`, start: 1, length: 10, indexes: new Map([["events", "idx_00ff"]]) },
      ]),
    );
    const results = toResults(found, videos, "start");
    expect(results.map(({ video_id, docs }) => [video_id, docs.map(({ start }) => start)])).toEqual([
      ["m-b", [1, 8]],
      ["m-a", [0]],
    ]);
    expect(results[0]).toMatchObject({ max_score: 0.9, length: "10", collection_id: "c-default" });
    expect(results[0]?.docs[0]).toMatchObject({ scene_index_id: "00ff", scene_index_name: "events" });
  });

  test("are cut off at a share of their range", () => {
    const scores = [1, 0.9, 0.5, 0].map((score) => ({ score }));
    expect(withinRange(scores, 100)).toHaveLength(4);
    expect(withinRange(scores, 20)).toHaveLength(2);
    expect(withinRange([], 20)).toEqual([]);
  });
});

describe("scenes", () => {
  test("of a few seconds each cover a video", () => {
    expect(everySeconds(10, 25).map(({ start, end }) => [start, end])).toEqual([
      [0, 10],
      [10, 20],
      [20, 25],
    ]);
    expect(everySeconds(0.1, 0.3)).toHaveLength(3);
    expect(frameTimes({ start: 10, end: 20 }, ["first", "middle", "last"], 1, 0.04)).toEqual([
      10, 14.98, 19.96,
    ]);
  });

  test("have ids that say how they were cut", () => {
    const extraction = readExtraction({
      extraction_type: "time",
      extraction_config: { time: 2.5, frame_count: 2, select_frames: ["first", "last"] },
    });
    expect(extractionOf(collectionIdOf(extraction))).toEqual(extraction);
    expect(() => extractionOf("time_0_1_first")).toThrow("no scene collection");
  });
});

test("targets lose their prefix and their slashes", () => {
  expect(plainTarget("/videodb//collection/default/?a=b", "/videodb")).toBe("/collection/default?a=b");
  expect(plainTarget("/videodb", "/videodb")).toBe("/");
});

test("colours as people and ffmpeg write them", () => {
  expect(readColour("#222")).toBe("#222222");
  expect(readColour("0xFF8800@0.5")).toBe("#ff880080");
  expect(readColour("White", 0)).toBe("#ffffff00");
  expect(readColour("blurple")).toBeUndefined();
});

test("images by what they begin with, or by their address", () => {
  const begins = (text: string) => isImage(Buffer.from(text, "latin1"));
  expect(
    ["\x89PNG\r\n", "\xff\xd8\xff\xe0", '<?xml version="1.0"?>\n<svg xmlns=""', "<svg/>"].every(begins),
  ).toBe(true);
  expect(["", "RIFF....WAVE", "ftypisom", "<html>"].some(begins)).toBe(false);
  expect([isImageUrl("https://a/b.PNG?x=1"), isImageUrl("https://a/b.mp4"), isImageUrl("b")]).toEqual([
    true,
    false,
    false,
  ]);
});

test("styles of subtitles in both ways of writing", () => {
  expect(unusualFields({ fontSize: 18, bold: false })).toEqual([]);
  expect(unusualFields({ font_size: 22, primaryColour: "&H0000FF00" })).toEqual([
    "font_size",
    "primary_colour",
  ]);
});
