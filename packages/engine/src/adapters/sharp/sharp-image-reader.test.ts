import { platform } from "node:os";
import { crc32, deflateSync } from "node:zlib";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { childPids } from "../../../../../tests/kit/children.ts";
import { DECODES_AT_ONCE } from "./limits.ts";
import { unpackPixels } from "./pixels.ts";
import { createSharpImageReader } from "./sharp-image-reader.ts";

const reader = createSharpImageReader();
const text = (svg: string) => new TextEncoder().encode(svg);
const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 30, b: 30, alpha: 0.5 } } });
const refusal = (bytes: Uint8Array) =>
  reader.read(bytes).then(
    () => undefined,
    (error: { code: string }) => error.code,
  );

describe("still images", () => {
  it.each(["png", "jpeg", "webp"] as const)("%s is passed on as it came", async (format) => {
    const bytes = await picture(40, 20).toFormat(format).toBuffer();
    const image = await reader.read(bytes);
    expect(image).toMatchObject({ format, width: 40, height: 20, bytes });
    const { data } = await unpackPixels(image.pixels);
    const [shown, kept] = [await sharp(bytes).ensureAlpha().raw().toBuffer(), Buffer.from(data)];
    expect(Buffer.compare(kept, shown)).toBe(0);
  });

  it("have the size that they are shown at, though the camera lay on its side", async () => {
    const bytes = await picture(40, 20).jpeg().withMetadata({ orientation: 6 }).toBuffer();
    expect(await reader.read(bytes)).toMatchObject({ width: 20, height: 40 });
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["text", text("hello")],
    ["a start of PNG and no more", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ])("are not %s", async (_, bytes) => expect(await refusal(bytes)).toBe("invalid_image"));

  it.each(["png", "jpeg", "webp"] as const)("are refused where a %s is cut short", async (format) => {
    const noise = await sharp({
      create: {
        width: 200,
        height: 200,
        channels: 3,
        background: "#000",
        noise: { type: "gaussian", mean: 128, sigma: 40 },
      },
    })
      .toFormat(format)
      .toBuffer();
    expect(await refusal(noise.subarray(0, noise.length / 2))).toBe("invalid_image");
  });

  it("are cut out of what was decoded, and kept as they were cut", async () => {
    const halves = Buffer.from(
      Array.from({ length: 40 * 20 }, (_, n) => (n % 40 < 20 ? [255, 0, 0] : [0, 0, 255])).flat(),
    );
    const png = await sharp(halves, { raw: { width: 40, height: 20, channels: 3 } })
      .png()
      .toBuffer();
    const { pixels } = await reader.read(png);
    const part = { left: 20, top: 0, width: 20, height: 20 };
    for (const bytes of [pixels, png]) {
      const cut = await reader.cut(bytes, part, { width: 8, height: 4 });
      expect(cut).toMatchObject({ format: "png", width: 8, height: 4 });
      const { data } = await unpackPixels(cut.pixels);
      expect([...data.subarray(0, 4)]).toEqual([0, 0, 255, 255]);
      expect(Buffer.compare(await sharp(cut.bytes).raw().toBuffer(), Buffer.from(data))).toBe(0);
    }
  });

  it("are no GIF or TIFF, and do not move", async () => {
    expect(await refusal(await picture(8, 8).gif().toBuffer())).toBe("invalid_image");
    expect(await refusal(await picture(8, 8).tiff().toBuffer())).toBe("invalid_image");
    const frames = await Promise.all([
      picture(8, 8).png().toBuffer(),
      picture(8, 8).negate().png().toBuffer(),
    ]);
    const moving = await sharp(frames, { join: { animated: true } })
      .webp({ loop: 0 })
      .toBuffer();
    expect(await refusal(moving)).toBe("invalid_image");
  });

  it("are refused by what the header says, before a bomb goes off", async () => {
    const before = process.memoryUsage().rss;
    expect(await refusal(pngBomb(50_000, 50_000))).toBe("image_too_large");
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  it.runIf(platform() === "linux")("are decoded a few at a time, however many come at once", async () => {
    const bytes = await picture(40, 20).png().toBuffer();
    const { length: others } = await childPids();
    const seen: number[] = [];
    const looks = setInterval(async () => seen.push((await childPids()).length - others), 5);
    const images = await Promise.all(Array.from({ length: 3 * DECODES_AT_ONCE }, () => reader.read(bytes)));
    clearInterval(looks);
    expect(images.every(({ width }) => width === 40)).toBe(true);
    expect(Math.max(...seen)).toBe(DECODES_AT_ONCE);
  });
});

describe("SVG", () => {
  const svg = (inside: string, size = 'width="40" height="20"') =>
    text(
      `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" ${size}>${inside}</svg>`,
    );
  const drawn = async (bytes: Uint8Array) => {
    const image = await reader.read(bytes);
    const { data, info } = await sharp(image.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const at = 4 * ((info.height >> 1) * info.width + (info.width >> 1));
    return { image, middle: [...data.subarray(at, at + 4)] };
  };

  it("is drawn as large as overlays get", async () => {
    const { image, middle } = await drawn(svg('<rect width="40" height="20" fill="#00ff00"/>'));
    expect(image).toMatchObject({ format: "png", width: 2048, height: 1024 });
    expect(middle).toEqual([0, 255, 0, 255]);
  });

  it("runs nothing and loads nothing", async () => {
    const hostile = `<script>document.documentElement.setAttribute("fill", "red")</script>
      <image width="40" height="20" xlink:href="file:///etc/hostname"/>
      <image width="40" height="20" xlink:href="http://127.0.0.1:9/x.png"/>
      <rect width="40" height="20" fill="#0000ff" onload="alert(1)"/>`;
    const { image, middle } = await drawn(svg(hostile));
    expect(middle).toEqual([0, 0, 255, 255]);
    expect(Buffer.from(image.bytes).includes("script")).toBe(false);
  });

  it("opens no entities from outside", async () => {
    const xxe = text(
      `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg" width="400" height="20"><text y="15">&x;</text></svg>`,
    );
    const { middle } = await drawn(xxe).catch(() => ({ middle: [0, 0, 0, 0] }));
    expect(middle).toEqual([0, 0, 0, 0]);
  });

  it("ends, however often it repeats itself", async () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) => `<g id="g${n + 1}">${`<use xlink:href="#g${n}"/>`.repeat(10)}</g>`,
    ).join("");
    const bomb = svg(`<defs><rect id="g0" width="1" height="1"/>${levels}</defs><use xlink:href="#g12"/>`);
    expect(await refusal(bomb)).toBe("invalid_image");
  });

  it.each([
    ["is no SVG", "<svg"],
    ["has no end", '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect'],
  ])("is refused where it %s", async (_, bytes) => expect(await refusal(text(bytes))).toBe("invalid_image"));
});

/** A PNG that says it is that large, its data all zeros, tightly packed. */
function pngBomb(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const data = deflateSync(Buffer.alloc(1_000_000));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", data),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const out = Buffer.alloc(body.length + 8);
  out.writeUInt32BE(data.length, 0);
  body.copy(out, 4);
  out.writeUInt32BE(crc32(body), body.length + 4);
  return out;
}
