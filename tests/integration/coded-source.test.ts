import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIO_CODE_PERIOD, decodeAudioTime, makeCodedSource, unwrapAudioTime } from "../kit/coded-source.ts";
import { decodeAudio, decodeFrames } from "../kit/decode.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "coded-source-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Largest difference, in seconds, between where windows are and what they say; 40 ms each, 13 ms apart. */
function worstAudioError(samples: Float32Array, sampleRate: number, start: number, source: number): number {
  const length = Math.round(sampleRate * 0.04);
  // The last two AAC frames may fade into the encoder's padding.
  const end = samples.length - length - 2048;
  let worst = 0;
  for (let first = 0; first < end; first += Math.round(sampleRate * 0.013)) {
    const read = decodeAudioTime(samples.subarray(first, first + length), sampleRate);
    expect(read?.source, `sound at ${first / sampleRate} s`).toBe(source);
    const truth = start + first / sampleRate;
    worst = Math.max(worst, Math.abs(unwrapAudioTime(read!.seconds, truth) - truth));
  }
  return worst;
}

describe("coded source", () => {
  it.each([
    { frameRate: "24", sampleRate: 48_000, channels: 2, width: 320, height: 180 },
    { frameRate: "25", sampleRate: 44_100, channels: 2, width: 320, height: 180 },
    { frameRate: "24000/1001", sampleRate: 48_000, channels: 1, width: 320, height: 180 },
    { frameRate: "30000/1001", sampleRate: 44_100, channels: 1, width: 160, height: 90 },
    { frameRate: "30", sampleRate: 48_000, channels: 2, width: 640, height: 360 },
    { frameRate: "60", sampleRate: 22_050, channels: 2, width: 426, height: 240 },
  ])("is read right at $frameRate fps, $width x $height, $sampleRate Hz", async (form) => {
    const path = join(folder, `${form.frameRate.replace("/", "-")}.mp4`);
    const { frameRate, width, height, ...audio } = form;
    // Longer than the sound's period, so that its wrap is crossed.
    const seconds = AUDIO_CODE_PERIOD + 2;
    const source = await makeCodedSource({ path, sourceId: 11, frameRate, seconds, width, height, audio });

    const frames = await decodeFrames(path);
    expect(frames.map((frame) => frame.code)).toEqual(
      Array.from({ length: source.frameCount }, (_, frame) => ({ source: 11, frame })),
    );
    const [first] = frames;
    const { num, den } = source.frameRate;
    for (const [i, frame] of frames.entries()) expect(frame.pts - first!.pts).toBeCloseTo((i * den) / num, 3);

    const sound = await decodeAudio(path);
    expect(sound.sampleRate).toBe(form.sampleRate);
    expect(sound.jumps).toEqual([]);
    expect(worstAudioError(sound.samples, sound.sampleRate, sound.start, 11)).toBeLessThan(0.001);
  });

  it("has the GOPs, B-frames and container that were asked for", async () => {
    const path = join(folder, "gop.ts");
    const source = await makeCodedSource({
      path,
      sourceId: 0,
      frameRate: "25",
      seconds: 4,
      gopSeconds: 1,
      audio: null,
    });
    const frames = await decodeFrames(path, { inputArgs: ["-skip_frame", "nokey"] });
    expect(source.gopFrames).toBe(25);
    expect(frames.map((frame) => frame.code?.frame)).toEqual([0, 25, 50, 75]);
    const references = await decodeFrames(path, { inputArgs: ["-skip_frame", "bidir"] });
    expect(references.length).toBeLessThan(40);
  });
});
