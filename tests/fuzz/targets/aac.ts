import assert from "node:assert/strict";
import {
  parseAdtsHeader,
  parseAudioSpecificConfig,
  splitAdts,
  writeAdtsHeader,
  writeAudioSpecificConfig,
} from "@cutstream/media";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Target } from "../target.ts";

const SYNC = 0xff;
const frame = (size: number) => {
  const config = { objectType: 2, sampleRate: 48_000, channelConfig: 2 };
  return Buffer.concat([writeAdtsHeader(config, size), new Uint8Array(size)]);
};

/** AudioSpecificConfigs (ISO/IEC 14496-3 §1.6.2.1) and ADTS frames (§1.A.2.2), by their first byte. */
export const aac: Target = {
  name: "aac",
  seeds: () => [
    Uint8Array.of(0x11, 0x90),
    Uint8Array.of(0x11, 0x90, 0x56, 0xe5, 0x00),
    Uint8Array.of(0x2b, 0x92, 0x08, 0x00),
    Uint8Array.of(0x17, 0x80, 0x0b, 0xb8, 0x08, 0x04),
    new Uint8Array(Buffer.concat([frame(9), frame(40), frame(0)])),
  ],
  mutate: mutateBytes,
  check(input) {
    if (input[0] === SYNC) checkAdts(input);
    else checkConfig(input);
  },
};

function checkAdts(input: Uint8Array): void {
  const { headerSize, frameSize, blocks, ...config } = parseAdtsHeader(input);
  assert(blocks >= 1 && headerSize <= frameSize);
  const again = parseAdtsHeader(writeAdtsHeader(config, frameSize - headerSize));
  assert.deepEqual({ ...again, headerSize, frameSize, blocks }, { headerSize, frameSize, blocks, ...config });
  splitAdts(input);
}

function checkConfig(input: Uint8Array): void {
  const config = parseAudioSpecificConfig(input);
  const { objectType, sampleRate, channelConfig } = config;
  if (objectType >= 31 || objectType === 0 || channelConfig === 0) return;
  const again = parseAudioSpecificConfig(writeAudioSpecificConfig(config));
  assert.deepEqual(
    { objectType: again.objectType, sampleRate: again.sampleRate, channelConfig: again.channelConfig },
    { objectType, sampleRate, channelConfig },
  );
}
