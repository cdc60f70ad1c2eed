import { FLICKS_PER_SECOND } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { Moment } from "../../../moments/moment.ts";
import { makeContext, makeMaterial } from "../../../testing/made-material.ts";
import { makeSound, type Part } from "./sound.fixtures.ts";
import { createSoundAnalyser } from "./sound-analyser.ts";

async function hear(parts: readonly Part[], seconds = parts.reduce((sum, part) => sum + part.seconds, 0)) {
  const context = makeContext();
  const asked: unknown[][] = [];
  const made = makeMaterial({ seconds, sound: () => makeSound(parts) });
  const material: typeof made = {
    ...made,
    sound: (...given) => {
      asked.push(given);
      return made.sound(...given);
    },
  };
  const batches = await Array.fromAsync(createSoundAnalyser().analyse(material, context));
  return { batches, moments: batches.flat(), context, asked };
}

const labelled = (moments: readonly Moment[], label: string) =>
  moments.filter(({ labels }) => labels.includes(label));
const secondsOf = ({ start, end }: Moment) => [start / FLICKS_PER_SECOND, end / FLICKS_PER_SECOND];

const MATCH: readonly Part[] = [
  { seconds: 12, kind: "noise", level: -45 },
  { seconds: 4, kind: "noise", level: -20 },
  { seconds: 10, kind: "noise", level: -45 },
  { seconds: 4, kind: "silence" },
  { seconds: 6, kind: "voice", level: -20 },
];

describe("the analyser of sound", () => {
  it("finds the cheer over a bed: filters and reels read its metadata", async () => {
    const { moments } = await hear(MATCH);
    const [cheer, ...others] = labelled(moments, "crowd-peak");
    expect(others).toEqual([]);
    const [start, end] = secondsOf(cheer as Moment);
    expect(start).toBeCloseTo(12, 0);
    expect(end).toBeCloseTo(16, 0);
    expect(cheer).toMatchObject({
      text: "crowd cheering, applause",
      language: "en",
      metadata: { crowd_peak: true },
    });
    const { strength, peak, loudness_lufs } = cheer?.metadata ?? {};
    expect(Math.abs(Number(strength) - 25)).toBeLessThan(2);
    expect(Math.abs(Number(peak) - 12.3)).toBeLessThanOrEqual(0.5);
    expect(loudness_lufs).toEqual(expect.any(Number));
  });

  it("finds silence to the frame, and speech beside it", async () => {
    const { moments } = await hear(MATCH);
    expect(labelled(moments, "silence").map(secondsOf)).toEqual([[26, 30]]);
    expect(labelled(moments, "speech").map(secondsOf)).toEqual([[30, 36]]);
    expect(labelled(moments, "noise").map(secondsOf)).toEqual([[0, 26]]);
  });

  it("measures the whole", async () => {
    const { moments, batches, context, asked } = await hear([{ seconds: 20, kind: "sine", level: -23 }]);
    expect(asked).toEqual([[48_000, context.signal, 2]]);
    expect(batches).toHaveLength(1);
    const [whole] = labelled(moments, "loudness");
    const [start = -1, end = 0] = secondsOf(whole as Moment);
    expect([start >= 0, end <= 20, Math.round((end - start) * 10)]).toEqual([true, true, 30]);
    expect(whole?.metadata).toMatchObject({
      ...{ integrated_lufs: -23, loudness_range_lu: 0, momentary_max_lufs: -23, short_term_max_lufs: -23 },
      silence_ratio: 0,
    });
    expect(whole?.detail).toEqual({ curve: { seconds: 0.1, lufs: Array.from({ length: 200 }, () => -23) } });
    expect(context.shares.at(-1)).toBe(1);
    expect(context.shares.toSorted((a, b) => a - b)).toEqual(context.shares);
  });

  it("tells what the whole measures where it is loudest, and not of all of the video", async () => {
    const { moments } = await hear(MATCH);
    const [whole] = labelled(moments, "loudness");
    const [start = 0, end = 0] = secondsOf(whole as Moment);
    expect([start >= 11.9, end <= 16.1]).toEqual([true, true]);
  });

  it("gives what it finds while it goes on listening", async () => {
    const { batches } = await hear([...MATCH, { seconds: 30, kind: "noise", level: -45 }]);
    expect(batches).toHaveLength(2);
    expect(batches[0]?.map(({ labels }) => labels[0])).toEqual(["crowd-peak", "silence"]);
  });

  it("says of silence that it is silent, and that nothing is loud", async () => {
    const { moments } = await hear([{ seconds: 5, kind: "silence" }]);
    expect(moments.map(({ labels, metadata }) => [labels[0], metadata])).toEqual([
      ["silence", { sound: "silence" }],
      ["loudness", { speech_ratio: 0, music_ratio: 0, silence_ratio: 1 }],
    ]);
  });

  it("ends with the video, though its sound goes on", async () => {
    const { moments } = await hear(MATCH, 27);
    for (const moment of moments) {
      const [start = 0, end = 0] = secondsOf(moment);
      expect(start).toBeLessThan(end);
      expect(end).toBeLessThanOrEqual(27);
    }
    expect(labelled(moments, "silence").map(secondsOf)).toEqual([[26, 27]]);
    expect(labelled(moments, "speech")).toEqual([]);
  });

  it("finds nothing in a video without sound, and says so", async () => {
    const context = makeContext();
    expect(await Array.fromAsync(createSoundAnalyser().analyse(makeMaterial(), context))).toEqual([]);
    expect(context.warnings).toEqual(["The video has no sound."]);
  });

  it("finds nothing in a soundtrack that is empty", async () => {
    const { moments, context } = await hear([], 5);
    expect([moments, context.shares]).toEqual([[], [1]]);
  });

  it("says what would do the work", async () => {
    expect(await createSoundAnalyser().identify()).toEqual({
      ...{ model: "cutstream-sound", version: "1", settings: { sampleRate: 48_000 } },
    });
  });
});
