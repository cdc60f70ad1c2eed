import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { Raster } from "../../seams/painter.ts";
import { createSharpImageReader } from "./sharp-image-reader.ts";
import { createSharpPainter } from "./sharp-painter.ts";

const painter = createSharpPainter();
const base = { lineHeight: 48, font: "sans-serif", bold: false, align: "center", maxWidth: 300 } as const;
const text = (words: string, color = "#ffffff") => painter.text({ ...base, text: words, color });
const pixel = ({ width, data }: Raster, x: number, y: number) => [
  ...data.subarray((y * width + x) * 4).subarray(0, 4),
];
/** The strongest pixel, and the rows that anything is drawn in. */
function drawn({ width, height, data }: Raster) {
  const opacity = (y: number) =>
    Math.max(...Array.from({ length: width }, (_, x) => data[(y * width + x) * 4 + 3]!));
  const rows = Array.from({ length: height }, (_, y) => y).filter((y) => opacity(y) > 128);
  return { first: rows[0], last: rows.at(-1) };
}

describe("texts", () => {
  it("are as high as their lines, whatever letters are in them", async () => {
    for (const words of ["ace", "Ägjy|", " "]) expect((await text(words)).height).toBe(48);
    expect((await text("one\ntwo\nthree")).height).toBe(144);
    expect((await text("a line that is far too long for its room")).height % 48).toBe(0);
  });

  it("stand on the same base line", async () => {
    const [low, tall] = [drawn(await text("ace")), drawn(await text("Hlh"))];
    expect(Math.abs(low.last! - tall.last!)).toBeLessThanOrEqual(1);
    expect(tall.first!).toBeLessThan(low.first!);
    // Letters of 40 pixels have their middle in the line's.
    expect(tall.last!).toBeGreaterThan(32);
    expect(tall.last!).toBeLessThan(44);
  });

  it("break where they would be wider than they may", async () => {
    for (const words of ["word ".repeat(30), "x".repeat(120)]) {
      const { width, height } = await text(words);
      expect(width).toBeLessThanOrEqual(304);
      expect(height).toBeGreaterThan(48);
    }
  });

  it("are words and never markup, in the colour asked for", async () => {
    const [plain, marked] = [
      await text("aaa"),
      await text('<span foreground="red">aaa</span> &amp; </span>'),
    ];
    expect(marked.height).toBeGreaterThan(plain.height);
    const green = await text("HHH", "#00ff00");
    const seen = Array.from({ length: green.width * green.height }, (_, n) =>
      green.data.subarray(n * 4, n * 4 + 4),
    );
    expect(
      seen.filter(([r, g, b, a]) => a === 255 && r === 0 && g === 255 && b === 0).length,
    ).toBeGreaterThan(100);
  });
});

describe("texts that are said word by word", () => {
  const strength = ({ data }: Raster, from: number, to: number, width: number) => {
    let most = 0;
    for (let at = 0; at < data.length / 4; at++) {
      const x = at % width;
      if (x >= from && x < to) most = Math.max(most, data[at * 4 + 3] ?? 0);
    }
    return most;
  };

  it("are fainter where they are not said yet, and break as they would", async () => {
    const words = { ...base, align: "left", text: "HHHH HHHH", color: "#ffffff" } as const;
    const [whole, part] = [await painter.text(words), await painter.text({ ...words, said: 4 })];
    expect([part.width, part.height]).toEqual([whole.width, whole.height]);
    const half = Math.floor(whole.width / 2);
    expect(strength(part, 0, half - 12, part.width)).toBe(255);
    expect(strength(whole, half + 12, whole.width, whole.width)).toBe(255);
    const faint = strength(part, half + 12, part.width, part.width);
    expect(faint).toBeGreaterThan(70);
    expect(faint).toBeLessThan(170);
  });

  it("may hold what no markup can", async () => {
    const hostile = "a\u0000b\u0007c\ud800d\uffffe";
    expect((await text(hostile)).width).toBe((await text("abc\ufffdde")).width);
  });
});

describe("images", () => {
  it("are drawn in the size asked for, with what is transparent in them", async () => {
    const background = { r: 10, g: 200, b: 30, alpha: 0.5 };
    const png = await sharp({ create: { width: 40, height: 20, channels: 4, background } })
      .png()
      .toBuffer();
    const { pixels } = await createSharpImageReader().read(png);
    for (const bytes of [pixels, png]) {
      const raster = await painter.image(bytes, { width: 100, height: 7 });
      expect([raster.width, raster.height, raster.data.length]).toEqual([100, 7, 2800]);
      const off = pixel(raster, 50, 3).map((value, n) => Math.abs(value - [10, 200, 30, 128][n]!));
      expect(Math.max(...off)).toBeLessThanOrEqual(1);
    }
  });

  it("that cannot be read are refused", async () => {
    await expect(painter.image(new Uint8Array(20), { width: 9, height: 9 })).rejects.toMatchObject({
      code: "invalid_image",
    });
  });
});
