/** The audio worklet of `recorder.ts`: hands over the first channel in blocks large enough to cost little. */

declare const currentFrame: number;
declare const registerProcessor: (name: string, processor: new () => AudioWorkletProcessor) => void;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}

const BLOCK = 4096;

class RecorderProcessor extends AudioWorkletProcessor {
  #block = new Float32Array(BLOCK);
  #filled = 0;
  #first = 0;

  process([input]: readonly (readonly Float32Array[])[]): boolean {
    const channel = input?.[0];
    if (!channel) return true;
    // A hole in the input, or a full block, starts a new one.
    if (this.#filled > 0 && this.#first + this.#filled !== currentFrame) this.#flush();
    if (this.#filled === 0) this.#first = currentFrame;
    this.#block.set(channel, this.#filled);
    this.#filled += channel.length;
    if (this.#filled >= BLOCK) this.#flush();
    return true;
  }

  #flush(): void {
    this.port.postMessage({ first: this.#first, samples: this.#block.slice(0, this.#filled) });
    this.#filled = 0;
  }
}

registerProcessor("recorder", RecorderProcessor);
