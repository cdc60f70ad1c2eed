import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BitWriter } from "../bit-writer.ts";
import { MediaFormatError } from "../format-error.ts";
import { aacCodecName, parseAudioSpecificConfig, writeAudioSpecificConfig } from "./audio-specific-config.ts";
import { SAMPLE_RATES } from "./sample-rates.ts";

const LC_48K_STEREO = {
  objectType: 2,
  sampleRate: 48_000,
  channelConfig: 2,
  channels: 2,
  frameSamples: 1024,
};

describe("AudioSpecificConfig", () => {
  test("is read back for every rate and layout", () => {
    const rate = fc.oneof(fc.constantFrom(...SAMPLE_RATES), fc.integer({ min: 1, max: 2 ** 24 - 1 }));
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 7 }), (sampleRate, channelConfig) => {
        const config = { objectType: 2, sampleRate, channelConfig };
        expect(parseAudioSpecificConfig(writeAudioSpecificConfig(config))).toMatchObject({
          ...config,
          channels: channelConfig === 7 ? 8 : channelConfig,
          sbr: false,
        });
      }),
    );
  });

  test("of AAC-LC is the two bytes that everyone writes", () => {
    expect([...writeAudioSpecificConfig(LC_48K_STEREO)]).toEqual([0x11, 0x90]);
    expect(aacCodecName(Uint8Array.of(0x11, 0x90))).toBe("mp4a.40.2");
  });

  test("of ffmpeg says that there is no SBR", () => {
    const config = Uint8Array.of(0x11, 0x90, 0x56, 0xe5, 0x00);
    expect(parseAudioSpecificConfig(config)).toEqual({ ...LC_48K_STEREO, sbr: false, ps: false });
  });

  test("of HE-AAC says so before or after the core", () => {
    const before = new BitWriter().bits(5, 5).bits(6, 4).bits(2, 4).bits(3, 4).bits(2, 5).bits(0, 3).finish();
    const after = new BitWriter()
      .bits(2, 5)
      .bits(6, 4)
      .bits(1, 4)
      .bits(0, 3)
      .bits(0x2b7, 11)
      .bits(5, 5)
      .bits(1, 1)
      .bits(3, 4)
      .bits(0x548, 11)
      .bits(1, 1)
      .finish();
    const core = { objectType: 2, sampleRate: 24_000, extensionSampleRate: 48_000, sbr: true };
    expect(parseAudioSpecificConfig(before)).toMatchObject({ ...core, channels: 2, ps: false });
    expect(parseAudioSpecificConfig(after)).toMatchObject({ ...core, channels: 1, ps: true });
    expect(aacCodecName(before)).toBe("mp4a.40.5");
    expect(aacCodecName(after)).toBe("mp4a.40.29");
  });

  test("may list its channels element by element", () => {
    const writer = new BitWriter().bits(2, 5).bits(3, 4).bits(0, 4).bits(0, 3);
    // one centre, one pair in front, one pair behind, one low-frequency channel, a comment of two bytes
    writer.bits(0, 4).bits(1, 2).bits(3, 4).bits(2, 4).bits(0, 4).bits(1, 4).bits(1, 2).bits(0, 3).bits(0, 4);
    writer.bits(0, 3).bits(0, 5).bits(16, 5).bits(17, 5).bits(0, 4);
    const config = Uint8Array.from([...writer.finish(), 2, 65, 66]);
    expect(parseAudioSpecificConfig(config)).toMatchObject({ channelConfig: 0, channels: 6, sbr: false });
  });

  test("that makes no sense is refused", () => {
    expect(() => parseAudioSpecificConfig(new Uint8Array(0))).toThrow(MediaFormatError);
    expect(() => parseAudioSpecificConfig(Uint8Array.of(0x17, 0x10))).toThrow(/reserved|wanted/);
    expect(() => parseAudioSpecificConfig(Uint8Array.of(0x16, 0x90))).toThrow(
      "samplingFrequencyIndex 13 is reserved",
    );
    for (const wrong of [{ objectType: 31 }, { sampleRate: 0 }, { channelConfig: 0 }]) {
      expect(() => writeAudioSpecificConfig({ ...LC_48K_STEREO, ...wrong })).toThrow(RangeError);
    }
  });
});
