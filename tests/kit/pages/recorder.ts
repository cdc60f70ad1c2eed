import type { CapturedSound } from "./observation.ts";

/** Records what an element plays. */
export interface Recorder {
  /** The context's time, in seconds, that is heard at a moment of the page's clock. */
  timeAt(now: number): number;
  /** Everything so far; silence where nothing played. */
  sound(): CapturedSound;
}

/** Routes the element's sound through an audio context and keeps its first channel. */
export async function record(video: HTMLVideoElement): Promise<Recorder> {
  const context = new AudioContext({ sampleRate: 48_000, latencyHint: "playback" });
  await context.audioWorklet.addModule("/kit/pages/recorder-worklet.ts");
  const source = context.createMediaElementSource(video);
  const node = new AudioWorkletNode(context, "recorder");
  const blocks: { first: number; samples: Float32Array }[] = [];
  node.port.onmessage = ({ data }) => blocks.push(data);
  source.connect(node);
  source.connect(context.destination);
  await Promise.race([context.resume(), new Promise((resolve) => setTimeout(resolve, 5000))]);
  if (context.state !== "running") throw new Error("the audio context does not start: no audio device?");

  return {
    timeAt: (now) => {
      const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
      return contextTime + (now - performanceTime) / 1000;
    },
    sound: () => {
      const first = blocks[0]?.first ?? 0;
      const last = blocks.at(-1);
      const samples = new Int16Array(last ? last.first + last.samples.length - first : 0);
      for (const block of blocks) {
        for (const [i, value] of block.samples.entries()) samples[block.first - first + i] = value * 32_767;
      }
      return { sampleRate: context.sampleRate, start: first / context.sampleRate, base64: base64(samples) };
    },
  };
}

function base64(samples: Int16Array): string {
  const bytes = new Uint8Array(samples.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
}
