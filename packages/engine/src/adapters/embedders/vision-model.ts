import type { InferenceSession } from "onnxruntime-web";
import type { RgbImage } from "../../seams/image-embedder.ts";
import { onnxRuntime, openModel } from "../onnx/onnx-runtime.ts";
import type { VisionModelFiles } from "./image-folder.ts";
import { type PictureInput, pictureValues } from "./picture-input.ts";
import type { VectorRows } from "./vectors.ts";

/** The tower of CLIP that sees, by ONNX Runtime: `pixel_values` to `image_embeds`. */
export class VisionModel {
  readonly #session: InferenceSession;
  readonly #input: PictureInput;

  private constructor(session: InferenceSession, input: PictureInput) {
    this.#session = session;
    this.#input = input;
  }

  /** @throws Error where the file holds no such model */
  static async load({ model, input }: VisionModelFiles): Promise<VisionModel> {
    return new VisionModel(await openModel(model), input);
  }

  async embed(pictures: readonly RgbImage[]): Promise<VectorRows> {
    const { width, height } = this.#input;
    const values = new Float32Array(pictures.length * 3 * width * height);
    for (const [n, picture] of pictures.entries()) {
      values.set(pictureValues(picture, this.#input), n * 3 * width * height);
    }
    const onnx = await onnxRuntime();
    const pixels = new onnx.Tensor("float32", values, [pictures.length, 3, height, width]);
    const { image_embeds: output } = await this.#session.run({ pixel_values: pixels });
    if (!output) throw new Error("The model of pictures gives no image_embeds.");
    return {
      dimensions: output.dims.at(-1) ?? 0,
      values: Float32Array.from((await output.getData()) as Float32Array),
    };
  }
}
