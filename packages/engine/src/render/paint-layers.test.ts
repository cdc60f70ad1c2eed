import { describe, expect, it } from "vitest";
import type { Raster } from "../seams/painter.ts";
import { createFakePainter } from "../testing/fake-painter.ts";
import { paintLayers } from "./paint-layers.ts";
import { emptyRaster, fillRaster, layRaster, parseColor } from "./raster.ts";
import type { Transform, TransformLayer } from "./transform.ts";

const always = [{ frame: 0, alpha: 255 }];
const image = (change: Partial<TransformLayer & { kind: "image" }> = {}): TransformLayer => ({
  ...{ kind: "image", hash: "c0", left: 11, top: 7, width: 20, height: 10, states: always },
  ...change,
});
const paint = (layers: TransformLayer[], count = 5) => {
  const transform: Transform = { format: 1, width: 100, height: 60, picture: { kind: "whole" }, layers };
  return paintLayers(transform, count, createFakePainter(), async () => new Uint8Array());
};
const pixel = ({ width, data }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4).subarray(0, 4),
];

describe("layers", () => {
  it("are one picture where nothing changes, no larger than they must be, in even pixels", async () => {
    const painted = await paint([image()]);
    expect(painted?.box).toEqual({ left: 10, top: 6, width: 22, height: 12 });
    const raster = { width: 22, height: 12, data: painted?.pictures as Uint8Array };
    expect(pixel(raster, 1, 1)).toEqual([255, 255, 255, 255]);
    expect(pixel(raster, 0, 1)).toEqual([0, 0, 0, 0]);
    expect(pixel(raster, 21, 11)).toEqual([0, 0, 0, 0]);
  });

  it("are a picture for each frame where something does", async () => {
    const states = [
      { frame: 0, alpha: 0 },
      { frame: 2, alpha: 51 },
      { frame: 3, alpha: 255 },
    ];
    const painted = await paint([image({ states })]);
    const pictures = await Array.fromAsync(painted?.pictures as AsyncIterable<Uint8Array>);
    expect(pictures.map((data) => pixel({ width: 22, height: 12, data }, 5, 5)[3])).toEqual([
      0, 0, 51, 255, 255,
    ]);
  });

  it("fill the picture with a colour, under what lies higher", async () => {
    const fade: TransformLayer = { kind: "color", color: "#10203080", states: always };
    const painted = await paint([fade, image({ left: 0, top: 0 })]);
    expect(painted?.box).toEqual({ left: 0, top: 0, width: 100, height: 60 });
    const raster = { width: 100, height: 60, data: painted?.pictures as Uint8Array };
    expect(pixel(raster, 50, 50)).toEqual([16, 32, 48, 128]);
    expect(pixel(raster, 5, 5)).toEqual([255, 255, 255, 255]);
  });

  it("are none where nothing is there to be drawn", async () => {
    expect(await paint([])).toBeNull();
    expect(await paint([image({ left: 200 })])).toBeNull();
  });

  it("put a text's own anchor at its point, and a background around it", async () => {
    const text: TransformLayer = {
      ...{ kind: "text", anchor: { x: 0.5, y: 1 }, x: 50, y: 60, maxWidth: 100 },
      style: {
        color: "#ffffff",
        background: "#ff0000",
        size: 0.2,
        weight: "bold",
        align: "center",
        font: "serif",
      },
      states: [{ frame: 0, alpha: 255, text: "twenty letters long." }],
    };
    const painted = await paint([text]);
    // 12 pixels a line of letters of 10: 4 and 1 around them.
    expect(painted?.box).toEqual({ left: 36, top: 46, width: 28, height: 14 });
    const raster = { width: 28, height: 14, data: painted?.pictures as Uint8Array };
    expect(pixel(raster, 1, 7)).toEqual([255, 0, 0, 255]);
    expect(pixel(raster, 14, 7)).toEqual([255, 255, 255, 255]);
  });
});

describe("a raster", () => {
  it("keeps colours that lie over nothing, and mixes those that lie over others", () => {
    const target = emptyRaster(4, 4);
    const half = emptyRaster(2, 2);
    fillRaster(half, parseColor("#ff0000"), 128);
    layRaster(target, half, 1, 1, 255);
    expect(pixel(target, 1, 1)).toEqual([255, 0, 0, 128]);
    fillRaster(target, parseColor("#0000ff"), 255);
    layRaster(target, half, -1, 3, 255);
    expect(pixel(target, 0, 3)).toEqual([128, 0, 127, 255]);
    expect(pixel(target, 3, 3)).toEqual([0, 0, 255, 255]);
  });
});
