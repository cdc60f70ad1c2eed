import type { RecogniserConfig } from "./recogniser-config.ts";

/*
 * Runs a recogniser of sherpa-onnx-node in a process of its own: where a model is broken, the native code ends the
 * process that it runs in.
 */

/** What the process is asked. */
export type RecogniserRequest =
  | { readonly open: { readonly module: string; readonly config: RecogniserConfig } }
  | { readonly samples: Float32Array; readonly sampleRate: number };

/** What it answers, once each. */
export type RecogniserAnswer = { readonly result: unknown } | { readonly error: string };

/** What is used of the module. */
interface SherpaOnnx {
  readonly OfflineRecognizer: new (config: RecogniserConfig) => Recognizer;
}

interface Recognizer {
  createStream(): { acceptWaveform(sound: { samples: Float32Array; sampleRate: number }): void };
  decode(stream: unknown): void;
  getResult(stream: unknown): unknown;
}

let recogniser: Recognizer | undefined;

async function answer(request: RecogniserRequest): Promise<unknown> {
  if ("open" in request) {
    const { default: sherpa } = (await import(request.open.module)) as { default: SherpaOnnx };
    recogniser = new sherpa.OfflineRecognizer(request.open.config);
    return null;
  }
  if (!recogniser) throw new Error("No recogniser is open.");
  const stream = recogniser.createStream();
  stream.acceptWaveform({ samples: request.samples, sampleRate: request.sampleRate });
  recogniser.decode(stream);
  return recogniser.getResult(stream);
}

process.on("message", (request: RecogniserRequest) => {
  answer(request).then(
    (result) => process.send?.({ result } satisfies RecogniserAnswer),
    (error: unknown) =>
      process.send?.({
        error: error instanceof Error ? error.message : String(error),
      } satisfies RecogniserAnswer),
  );
});
process.on("disconnect", () => process.exit(0));
