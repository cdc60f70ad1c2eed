import { demuxTransport, splitAdts, splitAnnexB, writeTransportSegment } from "@cutstream/media";
import { between } from "../../kit/random.ts";
import { mutateBytes, splice } from "../mutate-bytes.ts";
import type { Target } from "../target.ts";

const PACKET = 188;

/** MPEG transport streams (ISO/IEC 13818-1 §2.4.3): packets changed, left out, repeated and put elsewhere. */
export const mpegts: Target = {
  name: "mpegts",
  seeds: () => {
    const samples = [0, 3600, 7200].map((dts) => ({
      ...{ data: Uint8Array.of(0, 0, 0, 1, 0x65, ...new Uint8Array(300)), dts, pts: dts + 3600 },
      sync: dts === 0,
    }));
    return [writeTransportSegment({ video: { samples } })];
  },
  mutate(input, other, random) {
    const at = between(random, 0, Math.max(1, Math.floor(input.length / PACKET))) * PACKET;
    const packet = input.subarray(at, at + PACKET);
    const kind = random();
    if (kind < 0.15) return splice(input, at, PACKET, new Uint8Array());
    if (kind < 0.3) return splice(input, at, 0, packet);
    // The headers: of the packet, its adaptation field, the table or the unit of a stream in it.
    const place = at + between(random, 0, 32);
    if (kind < 0.8) return splice(input, place, 1, Uint8Array.of(between(random, 0, 256)));
    return mutateBytes(input, other, random);
  },
  check(input) {
    for (const { packets } of demuxTransport(input).streams) {
      for (const { data } of packets) {
        splitAnnexB(data);
        if (data[0] === 0xff) splitAdts(data);
      }
    }
  },
};
