import { describe, expect, test } from "vitest";
import { SPEECH_SAMPLE_RATE } from "../../../seams/transcriber.ts";
import { collect, makeSound, type Stretch } from "./sound.fixtures.ts";
import { keepVoiced } from "./voiced-sound.ts";

async function* streamed(stretches: readonly Stretch[]): AsyncGenerator<Float32Array> {
  yield* makeSound(stretches);
}

async function voiced(stretches: readonly Stretch[]) {
  const { sound, toWhole } = keepVoiced(streamed(stretches), SPEECH_SAMPLE_RATE);
  const samples = await collect(sound);
  return { samples, seconds: samples.length / SPEECH_SAMPLE_RATE, toWhole };
}

const speech = (seconds: number, level = -20): Stretch => ({ seconds, level, kind: "speech" });
const noise = (seconds: number, level: number): Stretch => ({ seconds, level, kind: "noise" });
const silence = (seconds: number): Stretch => ({ seconds, level: 0, kind: "silence" });

describe("keepVoiced", () => {
  test.each<[string, readonly Stretch[]]>([
    ["digital silence", [silence(65)]],
    ["the noise of a microphone", [noise(40, -62)]],
    ["a room that hums", [noise(25, -45)]],
    ["nothing", []],
    ["noise that comes and goes below hearing", [noise(10, -95), silence(10), noise(10, -80)]],
    ["a click", [silence(5), noise(0.03, -6), silence(5)]],
  ])("keeps nothing of %s", async (_, stretches) => {
    expect((await voiced(stretches)).samples).toHaveLength(0);
  });

  test.each([-8, -30, -60])("keeps speech that is as loud as %d dBFS, and its place", async (level) => {
    const { seconds, toWhole } = await voiced([
      silence(12),
      speech(3, level),
      silence(20),
      speech(2, level),
      silence(6),
    ]);
    // half a second or so on either side of each
    expect(seconds).toBeGreaterThan(5);
    expect(seconds).toBeLessThan(5 + 2 * 1.2);
    expect(toWhole(0)).toBeGreaterThan(11.3);
    expect(toWhole(0)).toBeLessThanOrEqual(12);
    expect(toWhole(seconds - 1)).toBeGreaterThan(35);
    expect(toWhole(seconds - 1)).toBeLessThan(37.5);
  });

  test("the place of a sample is exact", async () => {
    const { samples, toWhole } = await voiced([silence(4.5), speech(2), silence(8), speech(2), silence(3)]);
    const firstLoud = samples.findIndex((sample) => Math.abs(sample) > 0.05);
    expect(toWhole(firstLoud / SPEECH_SAMPLE_RATE)).toBeCloseTo(4.5, 2);
    const quiet = samples.findIndex(
      (_, n) => n > firstLoud + 30_000 && samples.subarray(n, n + 4000).every((s) => Math.abs(s) < 0.001),
    );
    const second = samples.findIndex((sample, n) => n > quiet + 4000 && Math.abs(sample) > 0.05);
    expect(toWhole(second / SPEECH_SAMPLE_RATE)).toBeCloseTo(14.5, 2);
  });

  test("keeps speech over noise, and leaves the noise", async () => {
    const mixed = [noise(10, -50), speech(4, -20), noise(10, -50)];
    const { seconds } = await voiced(mixed);
    expect(seconds).toBeGreaterThan(4);
    expect(seconds).toBeLessThan(6);
  });

  test("brings quiet and loud speech to one level", async () => {
    const power = async (level: number) => {
      const { samples } = await voiced([speech(10, level)]);
      return 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
    };
    const [quiet, loud] = [await power(-60), await power(-6)];
    expect(Math.abs(quiet - loud)).toBeLessThan(1);
    expect(quiet).toBeGreaterThan(-35);
  });

  test("short pauses stay", async () => {
    const { seconds, toWhole } = await voiced([speech(3), silence(0.8), speech(3)]);
    expect(seconds).toBeCloseTo(6.8, 1);
    expect(toWhole(6)).toBeCloseTo(6, 5);
  });

  test("lets go of the sound when it is left early", async () => {
    let released = false;
    const endless = async function* () {
      try {
        for (;;) yield* makeSound([speech(1)]);
      } finally {
        released = true;
      }
    };
    for await (const _ of keepVoiced(endless(), SPEECH_SAMPLE_RATE).sound) break;
    expect(released).toBe(true);
  });
});
