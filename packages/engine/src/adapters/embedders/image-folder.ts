import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import { firstFile, modelFolder, tokenizerFiles } from "./model-folder.ts";
import type { PictureInput } from "./picture-input.ts";
import type { TextModelFiles } from "./text-model.ts";

/** What a folder with a model of pictures and texts holds. */
export interface ImageFolderFiles {
  /** The folder's name and the sizes of both towers in bytes: vectors of two models are not mixed up. */
  readonly name: string;
  readonly text: TextModelFiles;
  readonly vision: VisionModelFiles;
}

/** The tower that sees. */
export interface VisionModelFiles {
  /** Path of the ONNX file. */
  readonly model: string;
  readonly input: PictureInput;
}

/** Tokens that CLIP reads. */
const CLIP_TOKENS = 77;

/**
 * Reads a folder as model hubs have CLIP for ONNX: `vision_model.onnx` and `text_model.onnx` (or `…_quantized.onnx`) at
 * its top or in `onnx/`, `tokenizer.json` and `preprocessor_config.json`.
 * @throws CutstreamError `model_unavailable` with what is missing
 */
export function readImageFolder(folder: string): ImageFolderFiles {
  const path = modelFolder(folder);
  const [vision, text] = [firstFile(path, tower("vision_model")), firstFile(path, tower("text_model"))];
  const input = readInput(firstFile(path, ["preprocessor_config.json"]));
  return {
    name: `${basename(path)}@${statSync(vision).size}+${statSync(text).size}`,
    vision: { model: vision, input },
    text: {
      ...{ model: text, ...tokenizerFiles(path), pooling: "mean" },
      ...{ mostTokens: CLIP_TOKENS, output: "text_embeds" },
    },
  };
}

/** Where model hubs put a tower, best first. */
const tower = (name: string): string[] =>
  ["", "_quantized"].flatMap((kind) => [`onnx/${name}${kind}.onnx`, `${name}${kind}.onnx`]);

const pixels = z.int().positive().max(4096);
const exactSize = z.object({ width: pixels, height: pixels });
const square = pixels.transform((side) => ({ width: side, height: side }));
const planes = z.tuple([z.number(), z.number(), z.number()]);
const config = z
  .object({
    size: z.union([
      exactSize,
      z.object({ shortest_edge: pixels }),
      pixels.transform((side) => ({ shortest_edge: side })),
    ]),
    crop_size: z.union([exactSize, square]).optional(),
    do_center_crop: z.boolean().optional(),
    do_normalize: z.boolean().default(true),
    rescale_factor: z
      .number()
      .positive()
      .default(1 / 255),
    image_mean: planes.default([0, 0, 0]),
    image_std: z
      .tuple([z.number().positive(), z.number().positive(), z.number().positive()])
      .default([1, 1, 1]),
  })
  .transform((given, context): PictureInput => {
    const { size, crop_size, do_center_crop = crop_size !== undefined } = given;
    const crop = do_center_crop ? crop_size : undefined;
    const scaled = "shortest_edge" in size ? { width: size.shortest_edge, height: size.shortest_edge } : size;
    const taken = crop ?? scaled;
    const isCut = "shortest_edge" in size && crop === undefined;
    if (isCut || taken.width > scaled.width || taken.height > scaled.height) {
      const message = isCut ? "crop_size is missing" : "crop_size is larger than size";
      context.addIssue({ code: "custom", message });
      return z.NEVER;
    }
    return {
      ...taken,
      scale: "shortest_edge" in size ? { shorterSide: size.shortest_edge } : size,
      factor: given.rescale_factor,
      mean: given.do_normalize ? given.image_mean : [0, 0, 0],
      deviation: given.do_normalize ? given.image_std : [1, 1, 1],
    };
  });

function readInput(path: string): PictureInput {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    throw new CutstreamError("model_unavailable", `${path} is no JSON.`, { cause });
  }
  const read = config.safeParse(given);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const where = issue?.path.join(".") ?? "";
  throw new CutstreamError(
    "model_unavailable",
    `${path}: ${where === "" ? "" : `${where}: `}${issue?.message}.`,
    {
      cause: read.error,
    },
  );
}
