import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLICKS_PER_SECOND, flicksPerSample } from "../time.ts";
import { audioFramesBefore, layAudioGrid } from "./audio-track.ts";

const rates = [48_000, 44_100];
const durations = [24_000, 25_000, 30_000, 60_000].flatMap((num) => [
  FLICKS_PER_SECOND / (num / 1000),
  (FLICKS_PER_SECOND * 1001) / num,
]);
const clips = fc.array(
  fc
    .record({
      source: fc.record({
        sampleRate: fc.constantFrom(...rates),
        startSample: fc.integer({ min: -2000, max: 40_000 }),
      }),
      frame: fc.constantFrom(...durations),
      startFrame: fc.nat(100_000),
      frames: fc.integer({ min: 2, max: 900 }),
    })
    .map(({ source, frame, startFrame, frames }) => ({
      source,
      start: startFrame * frame,
      duration: frames * frame,
    })),
  { minLength: 1, maxLength: 200 },
);

describe("layAudioGrid", () => {
  it("never is off by more than half an AAC frame, at any join", () => {
    fc.assert(
      fc.property(clips, (timeline) => {
        const spans = layAudioGrid(timeline);
        let videoStart = 0;
        let longest = 0;
        spans.forEach((span, n) => {
          const { source, start, duration } = timeline[n]!;
          const sample = flicksPerSample(source.sampleRate);
          longest = Math.max(longest, 1024 * sample);
          expect(Math.abs(span.emitted - videoStart)).toBeLessThanOrEqual(longest / 2 + 1);
          expect(Math.abs(span.shift)).toBeLessThanOrEqual(513);
          // what is stamped at the clip's start is what sounds there in the source, to half a frame
          const content = (source.startSample + span.first * 1024) * sample;
          expect(Math.abs(content - (start + span.emitted - videoStart))).toBeLessThanOrEqual(
            512 * sample + 1,
          );
          videoStart += duration;
        });
      }),
    );
  });

  it("splits a clip the same way for everyone who has the same shift", () => {
    const source = { sampleRate: 48_000, startSample: 0 };
    const second = FLICKS_PER_SECOND;
    const [early, late] = [
      layAudioGrid([{ source, start: 0, duration: 60 * second }]),
      layAudioGrid([{ source, start: 16 * second, duration: 40 * second }]),
    ];
    // 16 s are 750 AAC frames exactly: the same shift
    expect(early[0]?.shift).toBe(late[0]?.shift);
    const at = (span: (typeof early)[0], start: number, boundary: number) =>
      span.first + audioFramesBefore(span, 48_000, 0, boundary - start);
    for (const boundary of [20, 24, 28.04]) {
      expect(at(early[0]!, 0, boundary * second)).toBe(at(late[0]!, 16 * second, boundary * second));
    }
  });
});
