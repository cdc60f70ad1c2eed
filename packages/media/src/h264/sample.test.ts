import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AVCC } from "../testing/parameter-sets.ts";
import { parameterSetsOf, parseAvcC } from "./avcc.ts";
import { rbspToNal, writeNalUnits } from "./nal.ts";
import { cleanSample } from "./sample.ts";
import { parseSei, SEI_TYPE, type SeiMessage, writeSei } from "./sei.ts";

const known = parameterSetsOf(AVCC.high1080);
const [sps] = parseAvcC(AVCC.high1080).sps as [Uint8Array];
const [pps] = parseAvcC(AVCC.high1080).pps as [Uint8Array];
const other = parseAvcC(AVCC.high180).sps[0]!;
const idr = Uint8Array.of(0x65, 1, 2);
const slice = Uint8Array.of(0x41, 1, 2);
const leaf = Uint8Array.of(0x01, 1, 2);
const delimiter = Uint8Array.of(9, 0xf0);
const filler = Uint8Array.of(12, 0xff, 0x80);

const message = (type: number, ...payload: number[]): SeiMessage => ({
  type,
  payload: Uint8Array.from(payload),
});
const captions = message(SEI_TYPE.userDataRegistered, 0xb5, 0, 0x31);
const settings = message(SEI_TYPE.userDataUnregistered, ...new Array<number>(300).fill(0x41));
const recovery = message(SEI_TYPE.recoveryPoint, 0x84);

describe("SEI", () => {
  test("is read back", () => {
    const messages = fc.array(
      fc
        .tuple(fc.nat(600), fc.array(fc.oneof(fc.constantFrom(0, 1, 0x80), fc.nat(255)), { maxLength: 600 }))
        .map(([type, payload]) => message(type, ...payload)),
    );
    fc.assert(
      fc.property(messages, (list) => {
        expect(parseSei(writeSei(list)).map(plain)).toEqual(list.map(plain));
      }),
      { numRuns: 50 },
    );
  });
});

const plain = ({ type, payload }: SeiMessage) => ({ type, payload: [...payload] });

describe("a sample", () => {
  test("with nothing to take out is itself", () => {
    const sample = writeNalUnits([writeSei([captions]), idr]);
    expect(cleanSample(sample, known).data).toBe(sample);
  });

  test("loses what a track must not have", () => {
    const sample = writeNalUnits([delimiter, sps, pps, idr, filler, new Uint8Array(0)]);
    expect(cleanSample(sample, known)).toEqual({
      data: writeNalUnits([idr]),
      sync: true,
      reference: true,
      hasPicture: true,
      recoveryPoint: false,
      newParameterSets: [],
    });
  });

  test("loses unregistered user data, and that alone", () => {
    const sample = writeNalUnits([writeSei([settings]), writeSei([captions, settings, recovery]), idr]);
    const clean = cleanSample(sample, known);
    expect(clean.data).toEqual(writeNalUnits([writeSei([captions, recovery]), idr]));
    expect(Buffer.from(clean.data).toString("latin1")).not.toContain("AAAA");
  });

  test("loses an SEI unit that nobody can read", () => {
    const broken = rbspToNal(6, Uint8Array.of(SEI_TYPE.userDataUnregistered, 200, 1, 2, 0x80));
    expect(cleanSample(writeNalUnits([broken, idr]), known).data).toEqual(writeNalUnits([idr]));
  });

  test("gets lengths of four bytes", () => {
    const short = Uint8Array.from([0, idr.length, ...idr, 0, leaf.length, ...leaf]);
    expect(cleanSample(short, { ...known, lengthSize: 2 }).data).toEqual(writeNalUnits([idr, leaf]));
  });

  test("is told apart", () => {
    const what = (...nals: Uint8Array[]) => {
      const { sync, reference, hasPicture, recoveryPoint } = cleanSample(writeNalUnits(nals), known);
      return [sync, reference, hasPicture, recoveryPoint];
    };
    expect(what(idr, idr)).toEqual([true, true, true, false]);
    expect(what(slice)).toEqual([false, true, true, false]);
    expect(what(leaf)).toEqual([false, false, true, false]);
    expect(what(writeSei([recovery]), slice)).toEqual([false, true, true, true]);
    expect(what(sps, delimiter)).toEqual([false, false, false, false]);
  });

  test("tells of parameter sets that are not known, and keeps them", () => {
    const sample = writeNalUnits([other, sps, pps, idr]);
    const { data, newParameterSets } = cleanSample(sample, known);
    expect(data).toEqual(writeNalUnits([other, idr]));
    expect(newParameterSets).toEqual([{ kind: "sps", id: 0, bytes: other, conflict: true }]);
    const none = { lengthSize: 4, sps: new Map(), pps: new Map() };
    expect(cleanSample(sample, none).newParameterSets).toMatchObject([
      { kind: "sps", id: 0, conflict: false },
      { kind: "sps", id: 0, conflict: false },
      { kind: "pps", id: 0, conflict: false },
    ]);
  });

  test("that is not made of NAL units is refused", () => {
    expect(() => cleanSample(Uint8Array.of(0, 0, 1, 0, 5), known)).toThrow(
      expect.objectContaining({ name: "MediaFormatError" }),
    );
  });
});
