import { readFile } from "node:fs/promises";
import type { InferenceSession } from "onnxruntime-web";
import { onnxRuntime, openModel } from "../../../onnx/onnx-runtime.ts";
import type { Box, RgbPicture } from "../pictures/picture.ts";
import { resample } from "../pictures/resample.ts";
import { planes } from "./planes.ts";

const COLOURS = { mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5] } as const;

/** Height that lines are read at, in pixels. */
const HEIGHT = 48;
/** Wider lines are squeezed. */
const WIDEST = 1280;

/** Likelihood of a space from which on there is one. */
const SPACE = 0.05;

/** A line as it was read, with how sure the reader is, 0 to 1. */
export interface ReadLine {
  readonly text: string;
  readonly score: number;
}

/** Reads lines of text, Latin and Chinese: PP-OCR v4's recogniser. */
export class TextReader {
  readonly #session: InferenceSession;
  readonly #characters: readonly string[];

  private constructor(session: InferenceSession, characters: readonly string[]) {
    this.#session = session;
    this.#characters = characters;
  }

  /** @param dictionary file with a character a line */
  static async load(path: string, dictionary: string): Promise<TextReader> {
    const lines = (await readFile(dictionary, "utf8")).replace(/\n$/, "").split("\n");
    return new TextReader(await openModel(path), ["", ...lines, " "]);
  }

  /** @param line in pixels of the picture */
  async read(picture: RgbPicture, line: Box): Promise<ReadLine> {
    const onnx = await onnxRuntime();
    const width = Math.min(WIDEST, Math.max(HEIGHT, Math.round((line.width * HEIGHT) / line.height)));
    const values = planes(resample(picture, line, width, HEIGHT), COLOURS);
    const { [this.#session.outputNames[0] ?? ""]: output } = await this.#session.run({
      [this.#session.inputNames[0] ?? ""]: new onnx.Tensor("float32", values, [1, 3, HEIGHT, width]),
    });
    return decodeLine((await output?.getData()) as Float32Array, this.#characters);
  }
}

/**
 * The likeliest character at each step of a line; those that repeat are one, and the first, which stands for none,
 * parts what is written twice (CTC). Between two words the network often prefers no character to a space, but inside a
 * word it never thinks of one: the last character, the space, counts from a small likelihood on.
 * @param steps likelihoods of all characters, step after step
 */
export function decodeLine(steps: Float32Array, characters: readonly string[]): ReadLine {
  const space = characters.length - 1;
  let text = "";
  let scores = 0;
  let count = 0;
  let last = 0;
  let gap = false;
  for (let start = 0; start < steps.length; start += characters.length) {
    const best = likeliest(steps.subarray(start, start + characters.length));
    if (best !== 0 && best !== space && best !== last) {
      text += `${gap ? " " : ""}${characters[best] ?? ""}`;
      scores += steps[start + best] ?? 0;
      count++;
      gap = false;
    } else {
      gap ||= (steps[start + space] ?? 0) >= SPACE;
    }
    last = best;
  }
  return { text: text.trim(), score: count === 0 ? 0 : scores / count };
}

function likeliest(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] ?? 0) > (values[best] ?? 0)) best = i;
  return best;
}
