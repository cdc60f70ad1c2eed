import fc from "fast-check";
import { expect, test } from "vitest";
import { splitAtSilence } from "./split-at-silence.ts";

const RATE = 100;

async function split(samples: Float32Array, maxSeconds: number, blockLength = 7) {
  const blocks = async function* () {
    for (let at = 0; at < samples.length; at += blockLength) yield samples.slice(at, at + blockLength);
  };
  return Array.fromAsync(splitAtSilence(blocks(), RATE, maxSeconds));
}

test("parts end where it is quietest in the last third", async () => {
  const sound = new Float32Array(1500).fill(0.5);
  sound.fill(0, 200, 260);
  sound.fill(0, 800, 840);
  sound.fill(0.1, 900, 940);
  const parts = await split(sound, 10);
  expect(parts.map(({ start, samples }) => [start, samples.length])).toEqual([
    [0, expect.toSatisfy((length: number) => length >= 800 && length <= 840)],
    [expect.toSatisfy((start: number) => start >= 8 && start <= 8.4), expect.any(Number)],
  ]);
});

test("parts are the sound, one after the other, none too long", async () => {
  const sound = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { maxLength: 700 });
  await fc.assert(
    fc.asyncProperty(
      sound,
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 300 }),
      async (list, max, block) => {
        const samples = Float32Array.from(list);
        const parts = await split(samples, max, block);
        expect(parts.flatMap((part) => [...part.samples])).toEqual([...samples]);
        let at = 0;
        for (const { start, samples: part } of parts) {
          expect(start * RATE).toBeCloseTo(at);
          expect(part.length).toBeGreaterThan(0);
          expect(part.length).toBeLessThanOrEqual(max * RATE);
          at += part.length;
        }
      },
    ),
  );
});
