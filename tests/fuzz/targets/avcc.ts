import assert from "node:assert/strict";
import {
  cleanSample,
  parameterSetsOf,
  parseAvcC,
  splitAnnexB,
  writeAvcC,
  writeNalUnits,
} from "@cutstream/media";
import { AVCC } from "../../../packages/media/src/testing/parameter-sets.ts";
import { mutateBytes } from "../mutate-bytes.ts";
import type { Target } from "../target.ts";

/** AVCDecoderConfigurationRecords (ISO/IEC 14496-15 §5.3.3.1), which are written as they were read, and NAL units. */
export const avcc: Target = {
  name: "avcc",
  seeds: () => {
    const { sps, pps } = parseAvcC(AVCC.hrdAndScaling);
    const units = writeNalUnits([...sps, ...pps, Uint8Array.of(6, 5, 2, 1, 1, 4, 1, 1, 0x80)]);
    return [...Object.values(AVCC), units];
  },
  mutate: mutateBytes,
  check(input) {
    splitAnnexB(input);
    if (input[0] === 0) {
      cleanSample(input, parameterSetsOf(AVCC.high180));
      return;
    }
    const config = parseAvcC(input);
    assert.deepEqual(parseAvcC(writeAvcC(config)), config);
    parameterSetsOf(input);
  },
};
