import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ImageEmbedder, RgbImage } from "../../seams/image-embedder.ts";
import { createFolderImageEmbedder } from "./folder-image-embedder.ts";
import { type MadeTowers, makeTowersFolder } from "./made-towers.fixtures.ts";

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "image-embedder-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

let folders = 0;
async function made(towers: MadeTowers = {}): Promise<string> {
  const folder = join(root, `colours-${folders++}`);
  await makeTowersFolder(folder, towers);
  return folder;
}

/** Opens a model, and closes it after use. */
async function use<T>(folder: string, work: (embedder: ImageEmbedder) => Promise<T>): Promise<T> {
  const embedder = createFolderImageEmbedder({ folder });
  try {
    return await work(embedder);
  } finally {
    await embedder.close();
  }
}

type Colour = readonly [number, number, number];
const [RED, GREEN, BLUE]: Colour[] = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];

/** A picture whose columns have these colours, in equal parts. */
function picture(width: number, height: number, ...columns: Colour[]): RgbImage {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    return columns[Math.floor((x * columns.length) / width)]![i % 3]!;
  });
  return { width, height, data };
}

const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, n) => sum + value * b[n]!, 0);

describe("the model of pictures and texts in a folder", () => {
  test("puts a picture near to the word for it", async () => {
    const folder = await made();
    await use(folder, async (embedder) => {
      expect(embedder.model).toMatch(/^colours-0@\d+\+\d+$/);
      expect(embedder.dimensions).toBe(0);
      const texts = await embedder.embedTexts(["red", "a Green thing", "blue"]);
      const pictures = await embedder.embedImages([RED!, GREEN!, BLUE!].map((c) => picture(16, 9, c)));
      expect(embedder.dimensions).toBe(3);
      for (const [n, text] of texts.entries()) {
        expect(dot(text, text)).toBeCloseTo(1, 5);
        for (const [m, seen] of pictures.entries()) {
          if (n === m) expect(dot(text, seen)).toBeGreaterThan(0.95);
          else expect(dot(text, seen)).toBeLessThan(0);
        }
      }
    });
  });

  test("answers more pictures than it takes at a time, in order", async () => {
    await use(await made(), async (embedder) => {
      const colours = Array.from({ length: 19 }, (_, n) => (n % 2 === 0 ? RED! : BLUE!));
      const vectors = await embedder.embedImages(colours.map((colour) => picture(8, 8, colour)));
      expect(vectors.map((vector) => Math.sign(vector[0]!))).toEqual(colours.map(([red]) => (red ? 1 : -1)));
    });
  });

  test("sees the middle, as its preprocessing says", async () => {
    const wide = picture(24, 8, RED!, GREEN!, BLUE!);
    const seen = async (preprocessor: object) =>
      use(await made({ preprocessor }), async (embedder) => (await embedder.embedImages([wide]))[0]!);
    const middle = await seen({ size: 8, crop_size: 8 });
    expect(middle[1]).toBeGreaterThan(0.5);
    expect(middle[0]).toBeLessThan(-0.5);
    // The whole, out of shape: all three colours alike.
    for (const value of await seen({ size: { width: 8, height: 8 }, do_center_crop: false })) {
      expect(value).toBeCloseTo(-1 / Math.sqrt(3), 2);
    }
  });

  test("takes quantized towers, and those at the folder's top", async () => {
    const towers = { vision: "vision_model_quantized.onnx", text: "onnx/text_model_quantized.onnx" };
    const [red] = await use(await made({ towers }), (embedder) => embedder.embedTexts(["red"]));
    expect(red?.[0]).toBeGreaterThan(0.5);
  });

  test.each(["onnx/vision_model.onnx", "onnx/text_model.onnx", "tokenizer.json", "preprocessor_config.json"])(
    "says that %s is missing",
    async (file) => {
      const folder = await made();
      await rm(join(folder, file));
      expect(() => createFolderImageEmbedder({ folder })).toThrow(
        expect.objectContaining({ code: "model_unavailable", message: expect.stringContaining(file) }),
      );
    },
  );

  test.each([
    ["no JSON", "{", /is no JSON/],
    ["no size", "{}", /preprocessor_config\.json: size: /],
    ["a cut that is larger than the picture", '{"size": 8, "crop_size": 9}', /crop_size is larger than size/],
    ["a shape that nothing cuts", '{"size": {"shortest_edge": 8}}', /crop_size is missing/],
    ["no deviation", '{"size": 8, "crop_size": 8, "image_std": [1, 0, 1]}', /image_std\.1: /],
  ])("refuses preprocessing with %s", async (_, text, message) => {
    const folder = await made();
    await writeFile(join(folder, "preprocessor_config.json"), text);
    expect(() => createFolderImageEmbedder({ folder })).toThrow(message);
  });

  test("says that its towers are of different models", async () => {
    await use(await made({ textDimensions: 5 }), async (embedder) => {
      await embedder.embedTexts(["red"]);
      await expect(embedder.embedImages([picture(8, 8, RED!)])).rejects.toMatchObject({
        code: "model_unavailable",
        message: expect.stringMatching(/gives 3 dimensions, not 5\. Its two towers must be of one model/),
      });
    });
  });

  test("says that a tower gives something else", async () => {
    const outputs = { vision: "pooler_output", text: "last_hidden_state" };
    await use(await made({ outputs }), async (embedder) => {
      await expect(embedder.embedTexts(["red"])).rejects.toMatchObject({
        ...{ code: "model_unavailable", cause: { message: "The model of texts gives no text_embeds." } },
      });
      await expect(embedder.embedImages([picture(8, 8, RED!)])).rejects.toMatchObject({
        cause: { message: "The model of pictures gives no image_embeds." },
      });
    });
  });
});
