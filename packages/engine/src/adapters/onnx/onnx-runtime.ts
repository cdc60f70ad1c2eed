import type * as Onnx from "onnxruntime-web";

/** Packages that {@link onnxRuntime} needs. */
export const ONNX_PACKAGES = ["onnxruntime-web"];

let runtime: Promise<typeof Onnx> | undefined;

/** ONNX Runtime in WebAssembly, on the one thread that calls it: the build that installs everywhere from npm alone. */
export function onnxRuntime(): Promise<typeof Onnx> {
  runtime ??= load();
  return runtime;
}

async function load(): Promise<typeof Onnx> {
  const onnx = await import("onnxruntime-web");
  onnx.env.wasm.numThreads = 1;
  onnx.env.logLevel = "error";
  return onnx;
}

/** A model from a file. @throws Error where it is none that the runtime can run */
export async function openModel(path: string): Promise<Onnx.InferenceSession> {
  const onnx = await onnxRuntime();
  return onnx.InferenceSession.create(path, { executionProviders: ["wasm"] });
}
