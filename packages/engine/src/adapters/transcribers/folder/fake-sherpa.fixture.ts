/* Stands for sherpa-onnx-node in tests: hears a word for each second of sound, and ends its process where it is told. */

import { writeSync } from "node:fs";

class OfflineRecognizer {
  readonly config: { modelConfig: { tokens: string } };

  constructor(config: { modelConfig: { tokens: string } }) {
    this.config = config;
    if (config.modelConfig.tokens.includes("aborts")) {
      writeSync(2, "terminate called after throwing an instance of 'Ort::Exception'\n");
      process.kill(process.pid, "SIGKILL");
    }
    if (config.modelConfig.tokens.includes("throws")) throw new Error("Please check your config!");
  }

  createStream() {
    const stream = {
      sound: { samples: new Float32Array() as Float32Array, sampleRate: 1 },
      acceptWaveform(sound: { samples: Float32Array; sampleRate: number }) {
        stream.sound = sound;
      },
    };
    return stream;
  }

  decode(): void {}

  getResult({ sound }: ReturnType<OfflineRecognizer["createStream"]>) {
    if (this.config.modelConfig.tokens.includes("rubbish")) return { words: 3 };
    const seconds = Math.floor(sound.samples.length / sound.sampleRate);
    const tokens = Array.from({ length: seconds }, (_, n) => [" wo", `rd${n}`]).flat();
    const timestamps = Array.from({ length: seconds }, (_, n) => [n, n + 0.25]).flat();
    return { text: tokens.join(""), lang: "<|en|>", tokens, timestamps, level: sound.samples[0] };
  }
}

export default { OfflineRecognizer };
