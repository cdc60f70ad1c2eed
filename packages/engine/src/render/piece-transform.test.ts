import { FLICKS_PER_SECOND } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedImageOverlay, PlannedOverlay, Surface, WindowKey } from "../timeline/surface.ts";
import { pieceTransform, type SurfacedPiece } from "./piece-transform.ts";
import { decodeTransform, encodeTransform, transformName } from "./transform.ts";

const FRAME = FLICKS_PER_SECOND / 25;
const HD = { width: 1280, height: 720 };
const at = (frame: number) => frame * FRAME;

const piece = (first: number, count = 50, change: Partial<SurfacedPiece> = {}): SurfacedPiece => ({
  ...{ start: at(first), frameFlicks: FRAME, count, rendition: HD, tallest: HD },
  ...change,
});

const logo = (from: number, to: number, change: Partial<PlannedImageOverlay> = {}): PlannedImageOverlay => ({
  ...{ kind: "image", from: at(from), to: at(to), z: 0, opacity: 1, fadeIn: 0, fadeOut: 0 },
  place: { anchor: "top-left", x: 0.1, y: 0.2, size: 0.25 },
  image: { hash: "c0".repeat(32), format: "png", width: 200, height: 100 },
  ...change,
});

const surface = (...overlays: PlannedOverlay[]): Surface => ({ frame: null, windows: [], overlays });

const window = (frame: number, x: number, move: "cut" | "linear" = "cut"): WindowKey => ({
  ...{ at: at(frame), x, y: 0, width: 404, height: 720, sourceWidth: 1280, sourceHeight: 720, move },
});
const portrait = (...windows: WindowKey[]): Surface => ({
  frame: { width: 9, height: 16, size: null, fit: "crop", background: "#000000" },
  windows,
  overlays: [],
});

describe("a transform", () => {
  it("leaves alone what no overlay touches", () => {
    expect(pieceTransform(surface(logo(50, 100)), piece(0))).toBeNull();
    expect(pieceTransform(surface(logo(50, 100)), piece(100))).toBeNull();
    expect(pieceTransform(surface(logo(50, 100)), piece(99))).not.toBeNull();
  });

  it("is the same for every segment that an overlay lies over all along, wherever, however long", () => {
    const frames = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(
        frames,
        frames,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 200 }),
        (a, b, m, n) => {
          const always = surface(logo(0, 20_000, { opacity: 0.85 }));
          const [one, other] = [pieceTransform(always, piece(a, m)), pieceTransform(always, piece(b, n))];
          expect(one && encodeTransform(one)).toBe(other && encodeTransform(other));
        },
      ),
    );
  });

  it("depends on what is seen, and not on how it was asked for", () => {
    const [long, short] = [surface(logo(0, 500)), surface(logo(100, 150, { z: 7 }))];
    expect(pieceTransform(long, piece(100))).toEqual(pieceTransform(short, piece(100)));
    const shifted = pieceTransform(surface(logo(1010, 1040)), piece(1000));
    expect(shifted).toEqual(pieceTransform(surface(logo(10, 40)), piece(0)));
  });

  it("says from which frame on an overlay is seen, and how opaque", () => {
    const [layer] = pieceTransform(surface(logo(10, 20)), piece(0))?.layers ?? [];
    expect(layer?.states).toEqual([
      { frame: 0, alpha: 0 },
      { frame: 10, alpha: 255 },
      { frame: 20, alpha: 0 },
    ]);
    const fading = logo(0, 40, { fadeIn: at(10), fadeOut: at(10), opacity: 0.5 });
    const [faded] = pieceTransform(surface(fading), piece(0))?.layers ?? [];
    const alphas = faded?.states.map(({ alpha }) => alpha) ?? [];
    expect(Math.max(...alphas)).toBe(128);
    expect(faded?.states.find(({ frame }) => frame === 5)?.alpha).toBeGreaterThan(60);
    expect(faded?.states.at(-1)).toEqual({ frame: 40, alpha: 0 });
  });

  it("judges each frame alone: a segment's parts make what the whole makes", () => {
    const frame = fc.integer({ min: 0, max: 99 });
    fc.assert(
      fc.property(
        frame,
        frame,
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 1, max: 99 }),
        (a, b, fade, cut) => {
          const [from, to] = [Math.min(a, b), Math.max(a, b) + 1];
          const faded = Math.min(fade, Math.floor((to - from) / 2));
          const drawn = surface(logo(from, to, { fadeIn: at(faded), fadeOut: at(faded) }));
          const alphas = (first: number, count: number) => {
            const states = pieceTransform(drawn, piece(first, count))?.layers[0]?.states ?? [];
            return Array.from(
              { length: count },
              (_, n) => states.findLast(({ frame }) => frame <= n)?.alpha ?? 0,
            );
          };
          expect([...alphas(0, cut), ...alphas(cut, 100 - cut)]).toEqual(alphas(0, 100));
        },
      ),
    );
  });

  it("changes texts with their values, and shows nothing before the first", () => {
    const board: PlannedOverlay = {
      ...{ kind: "data", from: 0, to: at(500), z: 0, opacity: 1, fadeIn: 0, fadeOut: 0 },
      place: { anchor: "top", x: 0.5, y: 0.03, size: null },
      keys: [
        { at: at(10), text: "0 : 0" },
        { at: at(30), text: "1 : 0" },
      ],
      style: {
        color: "#ffffff",
        background: null,
        size: 0.05,
        weight: "normal",
        align: "center",
        font: "serif",
      },
    };
    const [layer] = pieceTransform(surface(board), piece(0))?.layers ?? [];
    expect(layer?.states).toEqual([
      { frame: 0, alpha: 0 },
      { frame: 10, alpha: 255, text: "0 : 0" },
      { frame: 30, alpha: 255, text: "1 : 0" },
    ]);
    expect(layer).toMatchObject({ anchor: { x: 0.5, y: 0 }, x: 640, y: 22, maxWidth: 1280 });
    const [steady] = pieceTransform(surface(board), piece(100))?.layers ?? [];
    expect(steady?.states).toEqual([{ frame: 0, alpha: 255, text: "1 : 0" }]);
  });

  it("puts images in whole pixels of what is shown", () => {
    const [layer] = pieceTransform(surface(logo(0, 500)), piece(0))?.layers ?? [];
    expect(layer).toMatchObject({ left: 128, top: 144, width: 320, height: 160 });
  });

  it("gives a window as many pixels as it has, on every rung", () => {
    const made = pieceTransform(portrait(window(0, 438)), piece(0));
    expect(made).toMatchObject({ width: 404, height: 720 });
    expect(made?.picture).toEqual({
      kind: "crop",
      width: 404,
      height: 720,
      keys: [{ frame: 0, x: 438, y: 0 }],
    });
    const low = pieceTransform(
      portrait(window(0, 438)),
      piece(0, 50, { rendition: { width: 640, height: 360 } }),
    );
    expect(low).toMatchObject({ width: 202, height: 360, picture: { keys: [{ frame: 0, x: 220, y: 0 }] } });
  });

  it("moves a window evenly, and cuts to the next at its very frame", () => {
    const made = pieceTransform(portrait(window(0, 0), window(10, 400), window(20, 800, "linear")), piece(0));
    const { picture } = made ?? {};
    if (picture?.kind !== "crop") throw new Error("no window");
    const { keys } = picture;
    const x = (frame: number) => keys.findLast((key) => key.frame <= frame)?.x ?? Number.NaN;
    expect([x(0), x(9), x(10), x(25)]).toEqual([0, 0, 402, 800]);
    expect(Math.abs(x(15) - 600)).toBeLessThan(12);
    expect(keys.every(({ x }) => x % 2 === 0 && x >= 0 && x <= 876)).toBe(true);
  });

  it("refuses a window that changes its size within a segment", () => {
    const grown = { ...window(10, 0), width: 304, height: 540 };
    expect(() => pieceTransform(portrait(window(0, 0), grown), piece(0))).toThrow(/can only move/);
  });

  it("has bars in as many pixels as the source has, and a size that was asked for in proportion", () => {
    const padded = { width: 1, height: 1, size: null, fit: "pad", background: "blur" } as const;
    const made = pieceTransform({ frame: padded, windows: [], overlays: [] }, piece(0));
    expect(made).toMatchObject({ width: 960, height: 960, picture: { kind: "pad", background: "blur" } });
    const sized = { ...padded, size: { width: 600, height: 600 } };
    const rendition = { width: 640, height: 360 };
    const low = pieceTransform({ frame: sized, windows: [], overlays: [] }, piece(0, 50, { rendition }));
    expect(low).toMatchObject({ width: 300, height: 300 });
  });

  it("is read as it was written, under one name", () => {
    const made = pieceTransform(surface(logo(10, 20)), piece(0));
    const text = encodeTransform(made!);
    expect(decodeTransform(text)).toEqual(made);
    expect(encodeTransform(decodeTransform(text))).toBe(text);
    expect(transformName(text)).toMatch(/^[0-9a-f]{40}$/);
  });
});
