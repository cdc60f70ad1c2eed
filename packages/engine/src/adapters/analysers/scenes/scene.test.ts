import { describe, expect, test } from "vitest";
import { captionOf } from "./caption.ts";
import { momentOf } from "./moment.ts";
import type { Look } from "./pictures/colours.ts";
import { labelsOf, type Seen, sceneOf } from "./scene.ts";

const LOOK: Look = { colours: { green: 0.7, grey: 0.3 }, light: 0.5, isBlack: false, isGrey: false };
const BOX = { x: 0.1, y: 0.1, width: 0.4, height: 0.35 };

interface Made {
  readonly objects?: readonly (readonly [name: string, score: number, size?: number])[];
  readonly faces?: readonly number[];
  readonly texts?: readonly string[];
  readonly look?: Partial<Look>;
  readonly moves?: boolean;
}

/** A glance; faces are given by their height. */
function seen({ objects = [], faces = [], texts = [], look = {}, moves }: Made): Seen {
  return {
    frame: 7,
    moves,
    findings: {
      objects: objects.map(([name, score, size = 0.4]) => ({
        name,
        score,
        box: { ...BOX, width: size, height: size },
      })),
      faces: faces.map((height) => ({ score: 0.9, box: { ...BOX, height } })),
      texts: texts.map((text) => ({ text, score: 0.9, box: BOX })),
      look: { ...LOOK, ...look },
    },
  };
}

describe("a scene", () => {
  test("counts the most that was seen at once", () => {
    const scene = sceneOf([
      seen({
        objects: [
          ["person", 0.8],
          ["person", 0.5],
          ["cup", 0.44],
        ],
      }),
      seen({
        objects: [
          ["dog", 0.9],
          ["person", 0.6],
        ],
        faces: [0.1],
      }),
    ]);
    expect(scene.objects).toEqual([
      { name: "dog", score: 0.9, count: 1 },
      { name: "person", score: 0.8, count: 2 },
    ]);
    expect(labelsOf(scene)).toEqual(["dog", "person", "animal", "face"]);
    expect(captionOf(scene)).toBe("a dog and two people; a face; mostly green");
  });

  test("believes in small things only where they are sure, or seen from afar", () => {
    const small = 0.1;
    const scene = sceneOf([
      seen({
        objects: [
          ["vase", 0.45, small],
          ["clock", 0.55, small],
          ["car", 0.42, small],
          ["person", 0.41, small],
        ],
      }),
    ]);
    expect(scene.objects.map(({ name }) => name)).toEqual(["clock", "car", "person"]);
    expect(labelsOf(scene)).toEqual(["clock", "car", "person", "vehicle"]);
  });

  test("does not call an animal by a name that it is not sure of", () => {
    const one = sceneOf([seen({ objects: [["cat", 0.49]] })]);
    expect(captionOf(one)).toBe("an animal, perhaps a cat; mostly green");
    expect(labelsOf(one)).toEqual(["animal"]);
    const hinted = sceneOf([
      seen({ objects: [["bear", 0.34]] }),
      seen({ objects: [["bird", 0.35]] }),
      seen({}),
    ]);
    expect(captionOf(hinted)).toBe("an animal; mostly green");
    expect(labelsOf(hinted)).toEqual(["animal"]);
    expect(sceneOf([seen({ objects: [["bear", 0.34]] }), seen({})]).animal).toBe(false);
  });

  test("keeps every line of text once", () => {
    const scene = sceneOf([
      seen({ texts: ["BREAKING NEWS", "Lisbon 2026"] }),
      seen({ texts: ["Breaking News", "12:00:01"] }),
    ]);
    expect(scene.texts).toEqual(["BREAKING NEWS", "Lisbon 2026", "12:00:01"]);
    expect(captionOf(scene)).toBe("mostly green; text: BREAKING NEWS / Lisbon 2026 / 12:00:01");
  });

  test("says how it looks", () => {
    const caption = (look: Partial<Look>) => captionOf(sceneOf([seen({ look })]));
    expect(caption({ light: 0.1 })).toBe("dark, mostly green");
    expect(caption({ light: 0.9, colours: { white: 0.4, blue: 0.3, pink: 0.1 } })).toBe(
      "bright, white and blue",
    );
    expect(caption({ isGrey: true, colours: { grey: 1 } })).toBe("black and white");
    expect(caption({ isBlack: true })).toBe("black picture");
    expect(captionOf(sceneOf([seen({ faces: [0.6, 0.2] })]))).toBe("two faces close up; mostly green");
  });

  test("leaves black stills out of what it looks like", () => {
    const scene = sceneOf([seen({ look: { isBlack: true, colours: { black: 1 }, light: 0 } }), seen({})]);
    expect(scene).toMatchObject({ mostly: "green", brightness: "medium", isBlack: false });
  });

  test("has a still or a moving camera where most glances say so", () => {
    const camera = (...moves: (boolean | undefined)[]) =>
      sceneOf(moves.map((moved) => seen(moved === undefined ? {} : { moves: moved }))).camera;
    expect(camera(true, true, false)).toBe("moving");
    expect(camera(false, undefined)).toBe("still");
    expect(camera(undefined)).toBeNull();
  });

  test("finds words for any number of any thing", () => {
    const many = (name: string, count: number) =>
      captionOf(sceneOf([seen({ objects: Array(count).fill([name, 0.9]) })]));
    expect(many("person", 12)).toContain("several people");
    expect(many("bus", 2)).toContain("two buses");
    expect(many("knife", 3)).toContain("three knives");
    expect(many("airplane", 1)).toContain("an airplane");
    expect(many("skis", 1)).toContain("skis");
    expect(many("wine glass", 4)).toContain("four wine glasses");
  });
});

describe("a moment", () => {
  test("has what is searched, what is filtered by, and where it was seen", () => {
    const glances = [seen({ objects: [["person", 0.8123]], faces: [0.2], texts: ["EXIT"], moves: false })];
    const scene = sceneOf(glances);
    const stretch = { from: 5, to: 30 };
    const caption = captionOf(scene);
    expect(momentOf({ stretch, scene, glances, caption, frameFlicks: 1000 })).toEqual({
      start: 5000,
      end: 30_000,
      text: "a person; a face; mostly green; text: EXIT",
      language: "en",
      labels: ["person", "face"],
      metadata: {
        objects: { person: 1 },
        faces: 1,
        colours: ["green", "grey"],
        brightness: "medium",
        motion: "still",
        ocr: "EXIT",
      },
      detail: {
        stills: [
          {
            frame: 7,
            objects: [{ name: "person", score: 0.812, box: { x: 0.1, y: 0.1, width: 0.4, height: 0.4 } }],
            faces: [{ score: 0.9, box: { x: 0.1, y: 0.1, width: 0.4, height: 0.2 } }],
            texts: [{ text: "EXIT", score: 0.9, box: BOX }],
          },
        ],
      },
    });
  });

  test("leaves out what is not known", () => {
    const glances = [seen({})];
    const stretch = { from: 0, to: 1 };
    const parts = { stretch, scene: sceneOf(glances), glances, caption: "", frameFlicks: 1 };
    const { metadata } = momentOf(parts);
    expect(Object.keys(metadata)).toEqual(["objects", "faces", "colours", "brightness"]);
  });
});
