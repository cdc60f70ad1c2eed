import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Box } from "../scenes/pictures/picture.ts";
import { associate, type Look, likeness } from "./associate.ts";
import { type Detection, detectionsIn } from "./detections.ts";

const box = (x: number, y = 0.2, width = 0.1, height = 0.5): Box => ({ x, y, width, height });
const human = (at: Box, face: Box | null = null): Detection => ({
  group: "human",
  box: at,
  face,
  score: 0.8,
});
const looks = (...frames: (readonly Detection[])[]): Look[] =>
  frames.map((detections, n) => ({ frame: n * 6, detections }));
const placesOf = (of: Look[], patience = 40) =>
  associate(of, patience).map(({ found }) => found.map(({ frame, detection }) => [frame, detection.box.x]));

describe("detections of one picture", () => {
  const person = { name: "person", score: 0.6, box: box(0.3) };

  it("are of each human once, with the face", () => {
    const face = { box: box(0.33, 0.22, 0.04, 0.08), score: 0.9 };
    expect(detectionsIn({ objects: [person], faces: [face] })).toEqual([
      { group: "human", box: person.box, face: face.box, score: 0.9 },
    ]);
  });

  it("are of a face alone where no body has it, nor where faces are", () => {
    const aside = { box: box(0.8, 0.22, 0.04, 0.08), score: 0.9 };
    const below = { box: box(0.33, 0.6, 0.04, 0.08), score: 0.9 };
    const found = detectionsIn({ objects: [person], faces: [aside, below] });
    expect(found.map((one) => [one.box, one.face])).toEqual([
      [person.box, null],
      [aside.box, aside.box],
      [below.box, below.box],
    ]);
  });

  it("give each of two faces a body of its own", () => {
    const [left, right] = [box(0.33, 0.22, 0.04, 0.08), box(0.36, 0.22, 0.04, 0.08)];
    const other = { name: "person", score: 0.5, box: box(0.28, 0.15, 0.2, 0.7) };
    const faces = [left, right].map((at) => ({ box: at, score: 0.9 }));
    const found = detectionsIn({ objects: [person, other], faces });
    expect(found.map(({ face }) => face)).toEqual([left, right]);
  });

  it("take one animal for another, and nothing for anything else", () => {
    const named = (name: string) => detectionsIn({ objects: [{ ...person, name }], faces: [] })[0]!;
    expect(likeness(named("dog"), named("cat"))).toBeGreaterThan(0);
    expect(likeness(named("chair"), named("couch"))).toBe(0);
    expect(likeness(named("dog"), named("person"))).toBe(0);
  });
});

describe("tracks", () => {
  it("keep two apart who stand side by side", () => {
    const steps = [0, 0.02, 0.04, 0.06].map((by) => [human(box(0.2 + by)), human(box(0.6 - by))]);
    expect(placesOf(looks(...steps))).toEqual([
      [0.2, 0.22, 0.24, 0.26].map((x, n) => [n * 6, expect.closeTo(x)]),
      [0.6, 0.58, 0.56, 0.54].map((x, n) => [n * 6, expect.closeTo(x)]),
    ]);
  });

  it("go on through a look in which somebody is not found", () => {
    const at = [human(box(0.2))];
    expect(placesOf(looks(at, [], at))).toEqual([
      [
        [0, 0.2],
        [12, 0.2],
      ],
    ]);
    expect(placesOf(looks(at, [], at), 10)).toHaveLength(2);
  });

  it("follow somebody who runs further than their own width, not somebody who jumps", () => {
    expect(placesOf(looks([human(box(0.2))], [human(box(0.27))]))).toHaveLength(1);
    expect(placesOf(looks([human(box(0.2))], [human(box(0.6))]))).toHaveLength(2);
  });

  it("prefer who was found of late", () => {
    const [first, second] = [human(box(0.3)), human(box(0.24))];
    const of: Look[] = [
      { frame: 0, detections: [first] },
      { frame: 30, detections: [human(box(0.14))] },
      { frame: 36, detections: [human(box(0.2))] },
      { frame: 39, detections: [second] },
    ];
    expect(placesOf(of)[1]).toEqual([
      [30, 0.14],
      [36, 0.2],
      [39, 0.24],
    ]);
  });

  it("know faces better than bodies", () => {
    const [a, b] = [box(0.32, 0.22, 0.03, 0.06), box(0.36, 0.22, 0.03, 0.06)];
    const both = [human(box(0.3), a), human(box(0.31), b)];
    const swapped = [human(box(0.31), a), human(box(0.3), b)];
    const faces = associate(looks(both, swapped), 40).map(({ found }) =>
      found.map(({ detection }) => detection.face),
    );
    expect(faces).toEqual([
      [a, a],
      [b, b],
    ]);
  });

  const detections = fc.array(
    fc.record({
      group: fc.constantFrom("human", "animal", "vehicle"),
      box: fc.record({
        x: fc.double({ min: 0, max: 0.8, noNaN: true }),
        y: fc.double({ min: 0, max: 0.8, noNaN: true }),
        width: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
        height: fc.double({ min: 0.01, max: 0.2, noNaN: true }),
      }),
      score: fc.double({ min: 0.3, max: 1, noNaN: true }),
      face: fc.constant(null),
    } as const),
    { maxLength: 5 },
  );

  it("hold every detection once, of one group each, in order of time, without long gaps", () => {
    fc.assert(
      fc.property(fc.array(detections, { maxLength: 8 }), (steps) => {
        const tracks = associate(looks(...steps), 12);
        expect(tracks.flatMap(({ found }) => found)).toHaveLength(steps.flat().length);
        for (const { found } of tracks) {
          expect(new Set(found.map(({ detection }) => detection.group)).size).toBe(1);
          found.slice(1).forEach(({ frame }, n) => {
            const gap = frame - found[n]!.frame;
            expect(gap).toBeGreaterThan(0);
            expect(gap).toBeLessThanOrEqual(12);
          });
        }
      }),
    );
  });
});
