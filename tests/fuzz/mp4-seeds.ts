import { concatBytes, mediaSegmentHeader, writeAudioInit, writeVideoInit } from "@cutstream/media";
import { AVCC } from "../../packages/media/src/testing/parameter-sets.ts";

/** Init segments and media segments as the writer makes them, and one of another writer's habits. */
export function mp4Seeds(): { readonly inits: Uint8Array[]; readonly segments: Uint8Array[] } {
  const config = Uint8Array.of(0x11, 0x90, 0x56, 0xe5, 0x00);
  const pixelAspect = { num: 16, den: 11 };
  const colour = { primaries: 1, transfer: 1, matrix: 1, fullRange: false };
  const inits = [
    writeVideoInit({ timescale: 240_000, width: 320, height: 180, avcC: AVCC.high180, pixelAspect, colour }),
    writeVideoInit({
      ...{ timescale: 1000, width: 720, height: 576, avcC: AVCC.hrdAndScaling },
      sampleEntry: "avc3",
    }),
    writeAudioInit({ timescale: 48_000, channels: 2, sampleRate: 48_000, config }),
  ];
  const runs = [
    { sizes: [20, 30], durations: [1, 2], sync: [1, 0], compositionOffsets: [0, 1] },
    { sizes: [5, 5, 5], durations: [4, 4, 4], sync: [1, 1, 1] },
  ];
  const segments = runs.map((samples) => {
    const size = samples.sizes.reduce((sum, one) => sum + one, 0);
    return concatBytes([mediaSegmentHeader({ baseMediaDecodeTime: 5, samples }), new Uint8Array(size)]);
  });
  return { inits, segments };
}
