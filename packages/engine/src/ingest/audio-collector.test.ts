import { concatBytes, copyBytes, type StreamTrackFragment, writeAudioSpecificConfig } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AudioCollector } from "./audio-collector.ts";

const CONFIG = writeAudioSpecificConfig({ objectType: 2, sampleRate: 48_000, channelConfig: 2 });

/** AAC frames made up, each of another size, filled with its number. */
const frame = (n: number) => new Uint8Array(100 + (n % 50)).fill(n % 256);

interface Piece {
  readonly at: number;
  readonly frames: number;
  readonly duration?: number;
}

/** Collects pieces of sound that stand at these times. */
async function collect(pieces: readonly Piece[], { config = CONFIG, videoStart = 0 } = {}) {
  const chunks: Uint8Array[] = [];
  const collector = new AudioCollector({
    rendition: "a0",
    config,
    store: async (chunk, frames) => {
      chunks[chunk] = copyBytes(frames);
    },
  });
  let n = 0;
  for (const { at, frames, duration = 1024 } of pieces) {
    const samples = Array.from({ length: frames }, () => ({
      data: frame(n++),
      duration,
      compositionOffset: 0,
      sync: true,
    }));
    const fragment: StreamTrackFragment = { trackId: 2, baseMediaDecodeTime: at, samples };
    await collector.push(fragment);
    // As a reader does that uses its memory again.
    for (const { data } of samples) data.fill(0);
  }
  return { index: await collector.finish(videoStart), chunks };
}

describe("audio collector", () => {
  test("makes chunks of whole frames, however they come", async () => {
    const pieces = fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(pieces, async (lengths) => {
        let at = 5000;
        const placed = lengths.map((frames) => {
          const piece = { at, frames };
          at += frames * 1024;
          return piece;
        });
        const count = lengths.reduce((sum, length) => sum + length, 0);
        const { index, chunks } = await collect(placed);
        if (count === 0) {
          expect(index).toBeUndefined();
          return;
        }
        const frames = Array.from({ length: count }, (_, n) => frame(n));
        expect(Array.from(index!.sizes)).toEqual(frames.map(({ length }) => length));
        expect(Buffer.compare(concatBytes(chunks), concatBytes(frames))).toBe(0);
        expect(Array.from(index!.chunkStarts)).toEqual([
          ...Array.from({ length: Math.ceil(count / 256) }, (_, chunk) => chunk * 256),
          count,
        ]);
        chunks.forEach((chunk, n) => {
          const sizes = index!.sizes.subarray(index!.chunkStarts[n], index!.chunkStarts[n + 1]);
          expect(chunk.length).toBe(sizes.reduce((sum, size) => sum + size, 0));
        });
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["with the picture", 1000, 1000, 0],
    ["late", 34_600, 1000, 33_600],
    ["before the picture, by the encoder's priming", 0, 1024, -1024],
    ["where the picture starts between two samples", 0, 1000.6, -1001],
  ])("starts %s", async (_, at, videoStart, startSample) => {
    const { index } = await collect([{ at, frames: 3 }], { videoStart });
    expect(index).toMatchObject({ startSample, sampleRate: 48_000, channels: 2, codec: "mp4a.40.2" });
  });

  test.each([
    ["a frame is missing", [10 * 1024 + 1024]],
    ["most of a frame is missing", [10 * 1024 + 600]],
    ["time runs back", [9 * 1024]],
    ["many small ones add up", Array.from({ length: 40 }, (_, n) => (10 + n) * 1024 + 15 * (n + 1))],
  ])("is told apart from sound with gaps: %s", async (_, starts) => {
    const pieces = [{ at: 0, frames: 10 }, ...starts.map((at) => ({ at, frames: 1 }))];
    await expect(collect(pieces)).rejects.toMatchObject({ track: "audio", message: "it has gaps" });
  });

  test("bears stamps that are rounded to milliseconds, for hours", async () => {
    const millisecond = 48;
    const pieces = Array.from({ length: 20_000 }, (_, n) => ({
      at: Math.round((n * 1024) / millisecond) * millisecond,
      frames: 1,
    }));
    expect((await collect(pieces)).index!.sizes).toHaveLength(20_000);
  });

  test("cannot be made of a configuration that makes no sense", async () => {
    const config = Uint8Array.of(0xff);
    await expect(collect([{ at: 0, frames: 1 }], { config })).rejects.toMatchObject({ track: "audio" });
  });
});
