import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAdtsHeader, writeAdtsHeader } from "./aac/adts.ts";
import { parseAudioSpecificConfig } from "./aac/audio-specific-config.ts";
import { concatBytes } from "./bytes.ts";
import { MediaFormatError } from "./format-error.ts";
import { avcCOf, parameterSetsOf, parseAvcC } from "./h264/avcc.ts";
import { writeNalUnits } from "./h264/nal.ts";
import { cleanSample } from "./h264/sample.ts";
import { FragmentStream } from "./isobmff/fragment-stream.ts";
import { parseInit, writeAudioInit, writeVideoInit } from "./isobmff/init-segment.ts";
import { mediaSegmentHeader } from "./isobmff/media-segment.ts";
import { parseMediaSegment } from "./isobmff/movie-fragment.ts";
import { rewriteDecodeTime } from "./isobmff/rewrite-decode-time.ts";
import { AVCC } from "./testing/parameter-sets.ts";

const config = Uint8Array.of(0x11, 0x90, 0x56, 0xe5, 0x00);
const video = writeVideoInit({ timescale: 240_000, width: 320, height: 180, avcC: AVCC.high180 });
const audio = writeAudioInit({ timescale: 48_000, channels: 2, sampleRate: 48_000, config });
const samples = { sizes: [20, 30], durations: [1, 2], sync: [1, 0], compositionOffsets: [0, 1] };
const header = mediaSegmentHeader({ baseMediaDecodeTime: 5, samples });
const segment = concatBytes([header, new Uint8Array(50)]);
const { sps, pps } = parseAvcC(AVCC.hrdAndScaling);

const sample = writeNalUnits([...sps, ...pps, Uint8Array.of(6, 5, 2, 1, 1, 4, 1, 1, 0x80)]);
const known = parameterSetsOf(AVCC.high180);

const readStream = (bytes: Uint8Array) => {
  const stream = new FragmentStream();
  stream.push(bytes);
  stream.end();
};

describe("bytes changed at random give a result or a MediaFormatError", () => {
  test.each<[string, Uint8Array, (bytes: Uint8Array) => unknown]>([
    ["video init segment", video, parseInit],
    ["audio init segment", audio, parseInit],
    ["media segment", segment, (bytes) => parseMediaSegment(bytes)],
    ["segment to be moved", segment, (bytes) => rewriteDecodeTime(bytes, 7)],
    ["stream", concatBytes([video, segment, segment]), readStream],
    ["avcC", AVCC.hrdAndScaling, parameterSetsOf],
    ["SPS", sps[0]!, (bytes) => avcCOf([bytes], pps)],
    ["sample", sample, (bytes) => cleanSample(bytes, known)],
    ["AudioSpecificConfig", config, parseAudioSpecificConfig],
    [
      "ADTS",
      writeAdtsHeader({ objectType: 2, sampleRate: 48_000, channelConfig: 2 }, 9),
      (b) => parseAdtsHeader(b),
    ],
  ])("%s", (_, bytes, read) => {
    const byte = fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255));
    const changes = fc.array(fc.tuple(fc.nat(bytes.length - 1), byte), { maxLength: 6 });
    fc.assert(
      fc.property(changes, fc.nat(bytes.length), (list, cut) => {
        const changed = bytes.slice(0, cut % 3 === 0 ? cut : undefined);
        for (const [at, value] of list) if (at < changed.length) changed[at] = value;
        try {
          read(changed);
        } catch (error) {
          expect(error).toBeInstanceOf(MediaFormatError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
