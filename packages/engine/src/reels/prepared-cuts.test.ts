import type { VideoTrack } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cadence } from "../api/cadences.ts";
import { mainTrack } from "../library/library.ts";
import { planTimeline } from "../stream/plan/plan.ts";
import { bindPlan, cutPieces } from "../stream/project/tracks.ts";
import { makeVersion } from "../testing/made-library.ts";
import { makeIndex, makeRanking } from "../testing/made-reels.ts";
import { type Layout, layout } from "./layout/layout.ts";
import { createPreparedCuts, rangesToPrepare } from "./prepared-cuts.ts";

const TYPES = { long: 80, mid: 60, short: 40 };
const NOMINAL = Object.values(TYPES);
const type = fc.constantFrom("long", "mid", "short");

/** All that is encoded of some ranges. */
const encoded = (track: VideoTrack, ranges: readonly { readonly from: number; readonly to: number }[]) =>
  ranges.flatMap(({ from, to }) =>
    cutPieces(track, from, to).flatMap(({ cut }) =>
      [cut.head, cut.tail].flatMap((part) => (part ? [`${part.from}-${part.to}`] : [])),
    ),
  );

const materials = fc.record({
  /** Frames from key frame to key frame, over and over. */
  gops: fc.array(fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 100, max: 400 })), {
    minLength: 1,
    maxLength: 8,
  }),
  bFrames: fc.constantFrom(0, 1, 3, 7, 15),
  titles: fc.array(fc.dictionary(type, fc.integer({ min: 1, max: 100 }), { minKeys: 1 }), {
    minLength: 1,
    maxLength: 10,
  }),
});

function build({ gops, bFrames, titles }: typeof materials extends fc.Arbitrary<infer M> ? M : never) {
  const index = makeIndex({
    clipTypes: TYPES,
    titles: Object.fromEntries(titles.map((clips, n) => [`t${n}`, clips])),
  });
  const clips = index.titles.flatMap((title) => {
    const ranges = Object.keys(TYPES).map((each) => index.clip(title, each));
    return ranges.filter((range) => range !== undefined);
  });
  const frames = Math.max(...clips.map(({ end }) => end));
  const all: number[] = [];
  for (let at = 0, n = 0; at < frames; n++) {
    const length = gops[n % gops.length] ?? 1;
    all.push(length);
    at += length;
  }
  const version = makeVersion({ gops: all, bFrames, chunkFrames: 50 });
  const track = mainTrack(version);
  const ranges = clips.flatMap((clip) => rangesToPrepare(track, clip, NOMINAL));
  const prepared = new Set(
    encoded(
      track,
      ranges.map(({ first, end }) => ({ from: first, to: end })),
    ),
  );
  return { index, version, track, clips, prepared };
}

const cadences: fc.Arbitrary<Cadence> = fc.record(
  {
    length: fc.integer({ min: 30, max: 1200 }).map((frames) => ({ frames })),
    slots: fc.array(fc.record({ clip: type }), { minLength: 1, maxLength: 5 }),
    returns: fc.record({ top: fc.integer({ min: 1, max: 5 }), every: fc.integer({ min: 2, max: 5 }) }),
    cap: fc.integer({ min: 1, max: 4 }),
    opening: fc.record({ title: fc.constantFrom("t0", "t1"), clip: type }),
    closing: fc.record({ title: fc.constantFrom("t0", "t1"), clip: type }),
    beats: fc.oneof(
      fc.record({ bpm: fc.integer({ min: 30, max: 300 }) }),
      fc.record({ every: fc.integer({ min: 10, max: 50 }).map((frames) => ({ frames })) }),
    ),
    shortest: fc.integer({ min: 2, max: 40 }),
  },
  { requiredKeys: ["length", "slots"] },
);

describe("prepared cuts", () => {
  it("are all that any reel needs, whatever its cadence and ranking", () => {
    fc.assert(
      fc.property(materials, cadences, fc.string(), fc.nat(), (material, cadence, seed, turn) => {
        const { index, version, track, prepared } = build(material);
        const cuts = createPreparedCuts(track, NOMINAL);
        const { titles } = index;
        const order =
          turn % 2 === 0 ? titles : titles.map((_, n) => titles[(n * 7 + turn) % titles.length] ?? "");
        let reel: Layout;
        try {
          reel = layout({ ranking: makeRanking([...new Set(order)]), cadence, index, seed, cuts });
        } catch (error) {
          expect(error).toMatchObject({ code: "reel_empty" });
          return;
        }
        const clips = reel.slots.map(({ frames }) => ({
          ...{ video: "v0", start: { frame: frames.first }, end: { frame: frames.end } },
        }));
        const plan = planTimeline({ clips }, new Map([["v0", version]]), { container: "fmp4" });
        const { variants } = bindPlan(plan, new Map([[version.id, version]]));
        const needed = variants.flat().flatMap(({ from, to }) => encoded(track, [{ from, to }]));
        expect(needed.filter((name) => !prepared.has(name))).toEqual([]);
      }),
    );
  });

  it("lie within eight frames of every frame of a clip, and are at most one for each eight frames beside its own", () => {
    fc.assert(
      fc.property(materials, fc.nat(), (material, place) => {
        const { track, clips } = build(material);
        const cuts = createPreparedCuts(track, NOMINAL);
        for (const range of clips) {
          const frames = range.end - range.first;
          const types = NOMINAL.filter((length) => length < frames).length;
          const ranges = rangesToPrepare(track, range, NOMINAL);
          expect(ranges.length).toBeLessThanOrEqual(1 + types + frames / 8);
          if (frames < 9) continue;
          const wanted = range.first + 8 + (place % (frames - 7));
          const end = cuts.nearest(range, wanted, 1, range.end) ?? Number.NaN;
          expect(Math.abs(end - wanted)).toBeLessThanOrEqual(8);
        }
      }),
    );
  });

  it("cost nothing in video of which every fourth frame can be cut at", () => {
    const track = mainTrack(makeVersion({ gops: Array<number>(10).fill(80), bFrames: 3 }));
    const clip = { first: 80, end: 160 };
    expect(rangesToPrepare(track, clip, [80, 40])).toEqual([clip, { first: 80, end: 120 }]);
    const cuts = createPreparedCuts(track, [80, 40]);
    expect([99, 100, 101, 102].map((end) => cuts.nearest(clip, end, 1, 160))).toEqual([97, 101, 101, 101]);
    expect(cuts.nearest(clip, 120, 1, 160)).toBe(120);
    expect(cuts.nearest(clip, 100, 1, 100)).toBe(97);
  });
});
