import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** What is used of TensorFlow.js: its bundle comes without types. */
interface TensorFlow {
  ready(): Promise<void>;
  tensor(values: Float32Array, shape: readonly number[]): TfTensor;
  loadGraphModel(source: { load(): Promise<unknown> }): Promise<GraphModel>;
}

interface TfTensor {
  readonly shape: readonly number[];
  data(): Promise<Float32Array>;
  dispose(): void;
}

interface GraphModel {
  execute(input: TfTensor, outputs: readonly string[]): TfTensor[];
}

/** A model's file beside its weights. Node `Placeholder` is the input. */
export interface ModelFile {
  readonly modelTopology: {
    readonly node: readonly {
      readonly name: string;
      readonly op: string;
      readonly attr: { readonly shape?: { readonly shape: { readonly dim: { size: string }[] } } };
    }[];
  };
  readonly weightsManifest: readonly { readonly weights: readonly WeightSpec[] }[];
}

/** A weight: they follow each other in the file of weights. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: { readonly dtype: "uint8" | "uint16" | "float16" };
}

/** What a network gives out: values and the shape that they have. */
export interface Output {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** A network of @vladmandic/human, run by TensorFlow.js in WebAssembly. */
export class GraphNetwork {
  readonly #tensorflow: TensorFlow;
  readonly #model: GraphModel;

  private constructor(tensorflow: TensorFlow, model: GraphModel) {
    this.#tensorflow = tensorflow;
    this.#model = model;
  }

  /** @param adapt changes the model's file or its weights before they are used */
  static async load(
    name: string,
    adapt?: (file: ModelFile, weights: DataView) => void,
  ): Promise<GraphNetwork> {
    const tensorflow: TensorFlow = require("@energetic-ai/core");
    await tensorflow.ready();
    // The package exports no path to its models; they lie beside the folder of its main file.
    const folder = join(dirname(require.resolve("@vladmandic/human")), "..", "models");
    const file: ModelFile = JSON.parse(await readFile(join(folder, `${name}.json`), "utf8"));
    const weightData = new Uint8Array(await readFile(join(folder, `${name}.bin`))).buffer;
    adapt?.(file, new DataView(weightData));
    const weightSpecs = file.weightsManifest.flatMap(({ weights }) => weights);
    const load = async () => ({ ...file, weightSpecs, weightData });
    return new GraphNetwork(tensorflow, await tensorflow.loadGraphModel({ load }));
  }

  /** The values of some of its nodes for an input. */
  async run(input: Output, outputs: readonly string[]): Promise<Output[]> {
    const tensor = this.#tensorflow.tensor(input.values, input.shape);
    const given = this.#model.execute(tensor, outputs);
    try {
      return await Promise.all(
        given.map(async (output) => ({ shape: output.shape, values: await output.data() })),
      );
    } finally {
      for (const used of [tensor, ...given]) used.dispose();
    }
  }
}
