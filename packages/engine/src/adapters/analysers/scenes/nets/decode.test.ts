import { describe, expect, test } from "vitest";
import { decodeAnchors } from "./blazeface.ts";
import { decodeCentres, inputSize } from "./centernet.ts";
import { COCO, kindOf } from "./coco.ts";
import { linesOf, readingOrder } from "./text-finder.ts";
import { decodeLine } from "./text-reader.ts";

describe("COCO", () => {
  test("has 80 names, each once, person first", () => {
    expect(COCO).toHaveLength(80);
    expect(new Set(COCO).size).toBe(80);
    expect([COCO[0], COCO[16], COCO[62], COCO[79]]).toEqual(["person", "dog", "tv", "toothbrush"]);
    expect([kindOf("dog"), kindOf("truck"), kindOf("cup")]).toEqual(["animal", "vehicle", undefined]);
  });
});

describe("inputSize", () => {
  test.each([
    [16 / 9, 672, 384],
    [1, 512, 512],
    [9 / 16, 384, 672],
    [4 / 3, 576, 448],
    [2.39, 800, 320],
  ])("for pictures %f times as wide as high is %i x %i", (aspect, width, height) => {
    const size = inputSize(aspect);
    expect(size).toEqual({ width, height });
    expect(size.width * size.height).toBeLessThanOrEqual(512 * 512);
  });
});

describe("decodeCentres", () => {
  const rows = 4;
  const columns = 5;
  const things = 3;
  const peaks = { shape: [1, rows, columns, things], values: new Float32Array(rows * columns * things) };
  const sides = { shape: [1, rows, columns, 4], values: new Float32Array(rows * columns * 4) };
  const set = (x: number, y: number, thing: number, score: number) => {
    peaks.values[(y * columns + x) * things + thing] = score;
  };
  set(2, 1, 1, 0.9);
  set(3, 1, 1, 0.8); // beside a higher one of its kind
  set(3, 2, 0, 0.5); // of another kind
  set(0, 3, 2, 0.2); // too weak
  sides.values.set([1, 2, 3, 4], (1 * columns + 2) * 4);

  test("gives the peaks of each kind with their boxes", () => {
    const found = decodeCentres(peaks, sides, 0.3);
    expect(found.map(({ place }) => place)).toEqual([1, 0]);
    expect(found[0]).toMatchObject({ box: { x: 7, y: 2, width: 4, height: 6 } });
    expect(found[0]!.score).toBeCloseTo(0.9);
  });
});

describe("decodeAnchors", () => {
  test("places boxes around their anchors", () => {
    const scores = { shape: [1, 512, 1], values: new Float32Array(512).fill(-10) };
    const boxes = { shape: [1, 512, 16], values: new Float32Array(512 * 16) };
    // second anchor of the cell in column 3 of row 2, of cells of 16 pixels
    const anchor = (2 * 16 + 3) * 2 + 1;
    scores.values[anchor] = 2;
    boxes.values.set([4, -4, 40, 20], anchor * 16);
    const [face, ...others] = decodeAnchors(scores, boxes, { columns: 16, anchors: 2 }, 0.5);
    expect(others).toEqual([]);
    expect(face!.score).toBeCloseTo(0.881, 3);
    expect(face!.box).toEqual({ x: 56 + 4 - 20, y: 40 - 4 - 10, width: 40, height: 20 });
  });
});

describe("linesOf", () => {
  const width = 60;
  const height = 40;
  const patch = (map: Float32Array, x: number, y: number, w: number, h: number, value: number) => {
    for (let row = y; row < y + h; row++) map.fill(value, row * width + x, row * width + x + w);
  };

  test("finds connected text and grows it", () => {
    const map = new Float32Array(width * height);
    patch(map, 10, 10, 30, 8, 0.9);
    const [line, ...others] = linesOf(map, width, height);
    expect(others).toEqual([]);
    // 240 pixels over a perimeter of 76, times 1.6
    expect(line!.x).toBeCloseTo(10 - 5.05, 1);
    expect(line!.width).toBeCloseTo(30 + 10.1, 1);
    expect(line!.height).toBeCloseTo(8 + 10.1, 1);
  });

  test("leaves out what is weak or too low, and stays in the picture", () => {
    const map = new Float32Array(width * height);
    patch(map, 0, 0, 20, 8, 0.45);
    patch(map, 30, 2, 20, 3, 0.95);
    expect(linesOf(map, width, height)).toEqual([]);
    patch(map, 40, 30, 20, 10, 0.9);
    const [line] = linesOf(map, width, height);
    expect(line!.x + line!.width).toBe(width);
    expect(line!.y + line!.height).toBe(height);
  });

  test("takes a picture that is all text", () => {
    expect(linesOf(new Float32Array(640 * 640).fill(1), 640, 640)).toHaveLength(1);
  });
});

describe("readingOrder", () => {
  test("goes down, and from left to right beside each other", () => {
    const box = (x: number, y: number, height = 10) => ({ x, y, width: 20, height });
    const lines = [box(50, 12), box(0, 40), box(0, 10), box(30, 41, 12)];
    expect(readingOrder(lines).map(({ x, y }) => [x, y])).toEqual([
      [0, 10],
      [50, 12],
      [0, 40],
      [30, 41],
    ]);
  });
});

describe("decodeLine", () => {
  const characters = ["", "a", "b", " "];
  /** Steps at which one character is likely; a second number is the likelihood of a space. */
  const steps = (...likely: readonly (readonly [number, number?])[]) =>
    Float32Array.from(
      likely.flatMap(([best, space = 0]) =>
        characters.map((_, i) => (i === best ? 0.8 : i === 3 ? space : 0.01)),
      ),
    );

  test("joins what repeats and parts what is written twice", () => {
    expect(decodeLine(steps([1], [1], [0], [1], [2], [2]), characters).text).toBe("aab");
  });

  test("puts a space where the network says one, or thinks of one", () => {
    expect(decodeLine(steps([1], [3], [3], [2]), characters).text).toBe("a b");
    expect(decodeLine(steps([1], [0, 0.1], [2]), characters).text).toBe("a b");
    expect(decodeLine(steps([1], [0, 0.02], [2]), characters).text).toBe("ab");
    expect(decodeLine(steps([3], [1], [3]), characters).text).toBe("a");
  });

  test("is as sure as its characters on the whole", () => {
    expect(decodeLine(steps([1], [2]), characters).score).toBeCloseTo(0.8);
    expect(decodeLine(steps([0], [0]), characters)).toEqual({ text: "", score: 0 });
  });
});
