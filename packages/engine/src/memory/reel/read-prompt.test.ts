import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { processorTime } from "../../../../../tests/kit/processor-time.ts";
import { readLength } from "./length.ts";
import { readPrompt } from "./read-prompt.ts";

describe("lengths in a prompt", () => {
  it.each([
    ["highlights in 30 seconds", 30],
    ["a 30-second reel", 30],
    ["45s of goals", 45],
    ["two minutes of action", 120],
    ["2 min recap", 120],
    ["a minute of rain", 60],
    ["a minute and a half of rain", 90],
    ["two minutes and a half", 150],
    ["1 minute 30 seconds", 90],
    ["1 minute and 30 seconds", 90],
    ["half a minute", 30],
    ["half an hour", 1800],
    ["1.5 minutes", 90],
    ["Forty-Five Seconds", 45],
    ["an hour", 3600],
  ])("%s", (prompt, duration) => {
    expect(readLength(prompt)).toMatchObject({ duration, until: null, passedOver: [] });
  });

  it.each([
    "a second goal",
    "goals by player_42",
    "the 90th minute",
    "two m",
    "seconds",
    "minutes of silence",
    "version 2s4",
  ])("are not in %j", (prompt) => {
    expect(readLength(prompt)).toEqual({ duration: null, until: null, passedOver: [], rest: prompt });
  });

  it("may say where in a video, which is something else", () => {
    expect(readLength("30 seconds of the first ten minutes")).toMatchObject({ duration: 30, until: 600 });
    expect(readLength("the last two minutes in 20 seconds")).toMatchObject({
      duration: 20,
      until: null,
      passedOver: ["last two minutes"],
    });
  });
});

describe("prompts", () => {
  const purposes = (prompt: string) => readPrompt(prompt).queries.map(({ purpose }) => purpose);

  it.each([
    "Create highlights of this match",
    "Show me the best moments of the game, please!",
    "Make a 30 second highlight reel",
    "the most exciting scenes of this episode",
    "Create a reel",
    "…",
  ])("%s: crowd peaks first, then events", (prompt) => {
    const { queries, choose } = readPrompt(prompt);
    expect(queries.map(({ purpose }) => purpose)).toEqual(["crowd peaks", "events"]);
    expect(queries[0]?.weight).toBeGreaterThan(queries[1]?.weight ?? 1);
    expect(choose).toBe("best");
  });

  it("show what comes before a crowd is loud", () => {
    const [peaks] = readPrompt("highlights").queries;
    expect(peaks?.before).toBeGreaterThan(peaks?.after ?? 99);
  });

  it.each([
    ["moments with player_42", "player_42"],
    ["Create a reel of goals by player_42 in 30 seconds", "goals by player_42"],
    ["show me every time the dog barks", "dog barks"],
    ["all scenes where Anna meets the Queen", "Anna meets the Queen"],
    ['clips featuring "free kick"', '"free kick"'],
    ["player_42's clips", "player_42"],
    ["最高の瞬間", "最高の瞬間"],
  ])("%s: about %s", (prompt, topic) => {
    expect(readPrompt(prompt).queries).toMatchObject([{ purpose: `“${topic}”`, query: topic, weight: 1 }]);
  });

  it("want a topic's loud moments first where they ask for highlights of it", () => {
    const { queries } = readPrompt("highlights of player_42");
    expect(queries).toMatchObject([
      { query: "player_42", filters: expect.anything(), weight: 1 },
      { query: "player_42", weight: 0.8 },
    ]);
    expect(queries[1]).not.toHaveProperty("filters");
  });

  it("spread over the whole where they ask for its story", () => {
    expect(readPrompt("Recap this episode in 90 seconds")).toMatchObject({ choose: "spread", duration: 90 });
    expect(readPrompt("what happened in this episode?").choose).toBe("spread");
    const { queries, choose } = readPrompt("a summary of what is said about Lisbon");
    expect(queries).toMatchObject([{ query: "said about Lisbon" }]);
    expect(choose).toBe("spread");
  });

  it.each([
    ["highlights without the goals", ["crowd peaks", "events", "without “goals”"]],
    ["dogs, excluding puppies, in 20 seconds", ["“dogs”", "without “puppies”"]],
    ["best moments but not the anthem", ["crowd peaks", "events", "without “anthem”"]],
    ["highlights without the", ["crowd peaks", "events"]],
  ])("leave out what they say: %s", (prompt, expected) => {
    expect(purposes(prompt)).toEqual(expected);
    const out = readPrompt(prompt).queries.filter(({ excludes }) => excludes);
    expect(out.map(({ purpose }) => purpose)).toEqual(
      expected.filter((purpose) => purpose.startsWith("without")),
    );
  });

  it("say what was understood, and what was not", () => {
    const plan = readPrompt("20 seconds of goals of the last two minutes without penalties");
    expect(plan.understood).toEqual(["about “goals”", "20 seconds long", "without “penalties”"]);
    expect(plan.warnings).toEqual([expect.stringContaining("last two minutes")]);
    expect(readPrompt("goals of the first 10 minutes").until).toBe(600);
  });

  it("of any kind become a plan that looks for something", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (prompt) => {
        const { queries, duration } = readPrompt(prompt);
        expect(queries.some(({ excludes }) => !excludes)).toBe(true);
        expect(queries.every(({ query }) => query === undefined || query.trim() !== "")).toBe(true);
        expect(duration === null || duration >= 0).toBe(true);
      }),
    );
  });

  it.each(["a ", "1 ", "half a ", "without ", "“", '"a', "first 1", "'", "-"])(
    "are read at once, even those of nothing but %j",
    (part) => {
      expect(processorTime(() => readPrompt(part.repeat(1000)))).toBeLessThan(1000);
    },
  );
});
