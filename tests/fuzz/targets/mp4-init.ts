import assert from "node:assert/strict";
import { type InitTrack, parseInit, writeAudioInit, writeVideoInit } from "@cutstream/media";
import { mp4Seeds } from "../mp4-seeds.ts";
import { mutateBoxes } from "../mutate-boxes.ts";
import type { Target } from "../target.ts";

/** Init segments (ISO/IEC 14496-12 §8): what is read of a track is read again when it was written anew. */
export const mp4Init: Target = {
  name: "mp4-init",
  seeds: () => mp4Seeds().inits,
  mutate: mutateBoxes,
  check(input) {
    for (const track of parseInit(input).tracks) {
      const written = write(track);
      if (!written) continue;
      const [again] = parseInit(written).tracks;
      assert.deepEqual(again && facts(again), facts(track));
    }
  },
};

/** What is written of a track and read again. */
function facts({ handler, timescale, sampleEntry, width, height, avcC, audioConfig }: InitTrack) {
  return { handler, timescale, sampleEntry, width, height, avcC, audioConfig };
}

function write({ handler, timescale, sampleEntry, ...track }: InitTrack): Uint8Array | undefined {
  const { width = 0, height = 0, avcC, audioConfig: config, channels, sampleRate } = track;
  if (handler === "vide" && avcC && (sampleEntry === "avc1" || sampleEntry === "avc3"))
    return writeVideoInit({ timescale, width, height, avcC, sampleEntry });
  if (handler === "soun" && config && sampleEntry === "mp4a" && channels && sampleRate && sampleRate < 65_536)
    return writeAudioInit({ timescale, channels, sampleRate, config });
  return undefined;
}
