import { describe, expect, it } from "vitest";
import { decodeSubjects, encodeSubjects } from "../../../subjects/subjects-codec.ts";
import type { Box } from "../scenes/pictures/picture.ts";
import type { Track } from "./associate.ts";
import type { Detection, DetectionGroup } from "./detections.ts";
import { weigh } from "./weigh.ts";

const box = (x: number, width = 0.2, height = 0.6): Box => ({ x, y: 0.2, width, height });
const face: Box = { x: 0.45, y: 0.22, width: 0.08, height: 0.12 };

/** Something that is found the same in so many looks. */
function track(times: number, change: Partial<Detection> = {}): Track {
  const detection: Detection = { group: "human", box: box(0.4), face: null, score: 0.6, ...change };
  return { found: Array.from({ length: times }, (_, n) => ({ frame: n * 6, detection })) };
}

const kinds = (tracks: Track[], spoken = false, looks = 10) =>
  weigh(tracks, { looks, spoken }).map(({ kind }) => kind);
const weight = (of: Track, spoken = false) => weigh([of], { looks: 10, spoken })[0]?.weight ?? 0;

describe("the weight of a subject", () => {
  it("is highest for faces, then people, animals and other things", () => {
    const of = (group: DetectionGroup) => track(10, { group });
    const all = [of("thing cup"), of("vehicle"), of("animal"), of("human"), track(10, { face })];
    expect(kinds(all)).toEqual(["face", "person", "animal", "vehicle", "thing"]);
  });

  it("grows with size, with how long it is seen, and towards the middle", () => {
    expect(weight(track(10, { box: box(0.4, 0.1, 0.3) }))).toBeLessThan(weight(track(10)));
    expect(weight(track(5))).toBeLessThan(weight(track(10)));
    expect(weight(track(10, { box: box(0) }))).toBeLessThan(weight(track(10)));
  });

  it("grows for faces where something is said", () => {
    expect(weight(track(10, { face }), true)).toBeGreaterThan(weight(track(10, { face })));
    expect(weight(track(10), true)).toBe(weight(track(10)));
  });
});

describe("a subject", () => {
  it("is who shows a face in a third of the looks", () => {
    const turning = (shown: number): Track => {
      const [seen, away] = [track(shown, { face }), track(10)];
      return { found: away.found.map((one, n) => seen.found[n] ?? one) };
    };
    expect(kinds([turning(4)])).toEqual(["face"]);
    expect(kinds([turning(3)])).toEqual(["person"]);
  });

  it("is nothing that a single look in many saw, or that is never sure", () => {
    expect(kinds([track(1)])).toEqual([]);
    expect(kinds([track(1)], false, 3)).toEqual(["person"]);
    expect(kinds([track(10, { score: 0.35 })])).toEqual([]);
    expect(kinds([track(2, { score: 0.35, group: "animal" })])).toEqual(["animal"]);
  });

  it("is kept in whole numbers, and read again", () => {
    const subjects = weigh([track(3, { face }), track(4, { group: "animal", box: box(0.123456) })], {
      looks: 4,
      spoken: false,
    });
    const shot = { from: 0, to: 50, subjects };
    expect(decodeSubjects(JSON.parse(JSON.stringify(encodeSubjects(shot))))).toEqual(shot);
    expect(decodeSubjects({ format: 2, from: 0, to: 50, subjects: [] })).toBeNull();
  });
});
