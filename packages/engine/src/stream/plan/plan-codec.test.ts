import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Plan } from "./plan.ts";
import { decodePlan, encodePlan } from "./plan-codec.ts";

const id = fc.stringMatching(/^[0-9a-f]{24}$/);
const error = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const plan: fc.Arbitrary<Plan> = fc.record({
  container: fc.constantFrom("fmp4", "ts"),
  clips: fc.array(
    fc.record({
      video: fc.string(),
      version: id,
      from: fc.nat(),
      to: fc.nat(),
      method: fc.constantFrom("aligned", "head", "snap"),
      startError: error,
      endError: error,
    }),
  ),
  renditions: fc.dictionary(id, fc.record({ video: fc.array(fc.string()), audio: fc.option(fc.string()) }), {
    noNullPrototype: true,
  }),
  warnings: fc.array(fc.string()),
});

const subtitles: Omit<NonNullable<Plan["subtitles"]>[number], "texts"> = {
  ...{ language: "pt-BR", name: "Português", default: true, autoselect: true, forced: false },
  style: "words",
  characteristics: ["public.accessibility.transcribes-spoken-dialog"],
};

const empty: Plan = { container: "fmp4", clips: [], renditions: {}, warnings: [] };

describe("the plan codec", () => {
  it("reads what it wrote, to the last bit", () => {
    fc.assert(
      fc.property(plan, (plan) => {
        expect(decodePlan(encodePlan(plan))).toEqual(plan);
      }),
    );
  });

  it("keeps subtitles, of videos and of the timeline", () => {
    const text = { version: "a", hash: "b" };
    const plan: Plan = {
      ...empty,
      subtitles: [
        { ...subtitles, texts: { videos: { vid_1: text } } },
        { ...subtitles, texts: { timeline: text } },
      ],
    };
    expect(decodePlan(encodePlan(plan))).toEqual(plan);
    expect(decodePlan(encodePlan(empty))).toEqual(empty);
  });

  it("writes plans with the same clips alike", () => {
    const { container, clips, renditions, warnings } = empty;
    expect(encodePlan({ warnings, renditions, clips, container })).toBe(encodePlan(empty));
  });

  it.each([
    ["no JSON", "plan"],
    ["a later format", encodePlan(empty).replace('"format":1', '"format":2')],
    ["a clip cut short", encodePlan(empty).replace('"clips":[]', '"clips":[["vid_1"]]')],
    ["an unknown container", encodePlan(empty).replace("fmp4", "webm")],
  ])("refuses %s", (_, text) => expect(() => decodePlan(text)).toThrow());
});
