import assert from "node:assert/strict";
import { avcCOf, parameterSetsOf, parseAvcC, parsePps, parseSps, rbspToNal } from "@cutstream/media";
import { AVCC } from "../../../packages/media/src/testing/parameter-sets.ts";
import { Bits } from "../bits.ts";
import { EDGES, mutateBytes } from "../mutate-bytes.ts";
import { pick, type Random, type Target } from "../target.ts";

/** Sequence parameter sets (ITU-T H.264 §7.3.2.1), made field by field of values that make sense and that do not. */
export const sps: Target = {
  name: "sps",
  seeds: () => Object.values(AVCC).flatMap((avcC) => parseAvcC(avcC).sps),
  mutate: (input, other, random) => (random() < 0.5 ? mutateBytes(input, other, random) : makeSps(random)),
  check(input) {
    const { id, width, height, bitDepthLuma } = parseSps(input);
    assert(id <= 31 && width > 0 && height > 0 && Number.isSafeInteger(width * height) && bitDepthLuma >= 8);
    const [pps] = parseAvcC(AVCC.high180).pps;
    if (pps && parsePps(pps).spsId === id) assert.equal(parameterSetsOf(avcCOf([input], [pps])).sps.size, 1);
  },
};

const HIGH = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138];

function makeSps(random: Random): Uint8Array {
  const flag = (likely = 0.5) => Number(random() < likely);
  const odd = (usual: readonly number[]) => (random() < 0.9 ? pick(usual, random) : pick(EDGES, random));
  const bits = new Bits();
  const ues = (count: number, usual: readonly number[]) => {
    for (let n = 0; n < count; n++) bits.ue(odd(usual));
  };
  const profile = pick([66, 77, 88, ...HIGH], random);
  bits
    .u(8, profile)
    .u(8, pick([0, 0xc0, 0xff], random))
    .u(8, odd([10, 30, 51]))
    .ue(odd([0, 1, 31]));
  if (HIGH.includes(profile)) {
    const chroma = odd([0, 1, 2, 3]);
    bits.ue(chroma);
    if (chroma === 3) bits.u(1, flag());
    bits
      .ue(odd([0, 2, 6]))
      .ue(odd([0, 2, 6]))
      .u(1, flag());
    const lists = flag(0.3);
    bits.u(1, lists);
    for (let n = 0; lists && n < 8; n++) {
      const present = flag();
      bits.u(1, present);
      for (let i = 0; present && i < 16; i++) bits.se(pick([0, 1, -8, 120, -128], random));
    }
  }
  const order = odd([0, 1, 2]);
  bits.ue(odd([0, 4, 12])).ue(order);
  if (order === 0) bits.ue(odd([0, 4]));
  if (order === 1) {
    const cycle = odd([0, 1, 3]);
    bits.u(1, 0).se(0).se(1).ue(cycle);
    for (let n = 0; n < Math.min(cycle, 5); n++) bits.se(n);
  }
  bits.ue(odd([0, 4, 16])).u(1, flag());
  ues(2, [0, 10, 44, 119, 255]);
  const frames = flag(0.7);
  bits.u(1, frames);
  if (!frames) bits.u(1, flag());
  const crop = flag(0.4);
  bits.u(1, 1).u(1, crop);
  if (crop) ues(4, [0, 1, 4]);
  const vui = flag(0.7);
  bits.u(1, vui);
  if (vui) addVui(bits, random, flag, ues);
  return rbspToNal(0x67, bits.bytes());
}

type AddUes = (count: number, usual: readonly number[]) => void;

function addVui(bits: Bits, random: Random, flag: (likely?: number) => number, ues: AddUes): void {
  const when = (add: () => void, likely = 0.5): number => {
    const present = flag(likely);
    bits.u(1, present);
    if (present) add();
    return present;
  };
  const edge = () => pick(EDGES, random);
  when(() => {
    const idc = pick([0, 1, 13, 254, 255], random);
    bits.u(8, idc);
    if (idc === 255) bits.u(16, edge()).u(16, edge());
  });
  when(() => bits.u(1, 1));
  when(() => {
    bits.u(3, 5).u(1, flag());
    when(() => bits.u(8, edge()).u(8, edge()).u(8, edge()));
  });
  when(() => ues(2, [0, 5]));
  when(() => bits.u(32, edge()).u(32, edge()).u(1, flag()));
  const hrd = () => {
    const count = random() < 0.9 ? pick([0, 1, 31], random) : edge();
    bits.ue(count).u(8, edge());
    for (let n = 0; n <= Math.min(count, 40); n++) bits.ue(5).ue(7).u(1, 0);
    bits.u(20, edge());
  };
  const [nal, vcl] = [when(hrd, 0.3), when(hrd, 0.3)];
  if (nal || vcl) bits.u(1, 0);
  bits.u(1, flag());
  when(() => {
    bits.u(1, 1);
    ues(6, [0, 2, 16]);
  });
}
