import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AdBreak, AdBreaks } from "../../ads/breaks.ts";
import type { OverlayInput } from "../../api/surface.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { renderPlaylists } from "../playlists/playlists.ts";
import { bindPlan } from "../project/tracks.ts";
import { insertBreaks, shiftOverlays } from "./ad-breaks.ts";
import { planTimeline, spansOf } from "./plan.ts";
import type { PlanClip } from "./plan-clip.ts";
import { decodePlan, encodePlan } from "./plan-codec.ts";

const content = makeVersion({ n: 1 });
const other = makeVersion({ n: 2, frameRate: { num: 30000, den: 1001 } });
const spot = makeVersion({ n: 3, gops: [25, 25] });
const versions = new Map([
  ["v0", content],
  ["v1", other],
  ["spot", spot],
]);
const byId = new Map([...versions.values()].map((version) => [version.id, version]));
const ad = {
  id: "tea",
  video: "spot",
  from: 0,
  to: 50,
  tracking: [{ event: "start", url: "https://t.test/s?a=[X]" }],
};
const SECOND = 705_600_000;

const clipOf = (video: "v0" | "v1", from: number, to: number): PlanClip => {
  const version = versions.get(video)!;
  return { video, version: version.id, from, to, method: "head", startError: 0.25, endError: -0.25 };
};
const mid = (slot: number, clip: number, frame: number, ads = [ad]): AdBreak => ({
  slot,
  position: "mid",
  clip,
  frame,
  ads,
});

describe("insertBreaks", () => {
  it("goes on with the frame after the last one shown", () => {
    const clips = [clipOf("v0", 13, 110), clipOf("v1", 20, 90)];
    const {
      clips: broken,
      ads,
      shifts,
    } = insertBreaks(clips, { as: "clips", breaks: [mid(0, 0, 50), mid(1, 1, 20)] }, versions);
    expect(broken).toMatchObject([
      { video: "v0", from: 13, to: 50, method: "head", startError: 0.25, endError: 0 },
      { video: "spot", from: 0, to: 50, method: "aligned", ad: { slot: 0, id: "tea" } },
      { video: "v0", from: 50, to: 110, method: "aligned", startError: 0, endError: -0.25 },
      { video: "spot", ad: { slot: 1, id: "tea" } },
      { video: "v1", from: 20, to: 90 },
    ]);
    expect(shifts).toEqual([
      { at: (37 / 25) * SECOND, by: 2 * SECOND },
      { at: (97 / 25) * SECOND, by: 2 * SECOND },
    ]);
    expect(ads.breaks.map(({ ads: [one] }) => one!.start)).toEqual([
      (37 / 25) * SECOND,
      (97 / 25 + 2) * SECOND,
    ]);
  });

  it("shows every frame of the content once and in order, wherever it is broken off", () => {
    const clip = fc
      .tuple(
        fc.constantFrom("v0" as const, "v1" as const),
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 2, max: 90 }),
      )
      .map(([video, from, length]) => clipOf(video, from, from + length));
    const wish = fc.tuple(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(
        fc.array(clip, { minLength: 1, maxLength: 6 }),
        fc.array(wish, { maxLength: 6 }),
        (clips, wishes) => {
          const breaks = wishes
            .map(([n, offset, count], slot): AdBreak => {
              const number = n % (clips.length + 1);
              const broken = clips[number];
              const frame = broken ? broken.from + (offset % (broken.to - broken.from)) : 0;
              return mid(slot, number, frame, Array(count).fill(ad));
            })
            .sort((a, b) => a.clip - b.clip || a.frame - b.frame);
          const framesOf = (all: readonly PlanClip[]) =>
            all.flatMap(({ video, from, to }) =>
              Array.from({ length: to - from }, (_, n) => `${video} ${from + n}`),
            );
          const made = insertBreaks(clips, { as: "clips", breaks }, versions);
          expect(framesOf(made.clips.filter((one) => !one.ad))).toEqual(framesOf(clips));
          expect(made.clips.every(({ from, to }) => to > from)).toBe(true);
          expect(made.ads.breaks.map(({ slot }) => slot)).toEqual(breaks.map(({ slot }) => slot));
          // What is told of an ad is where its clip is.
          let time = 0;
          const starts: number[] = [];
          for (const one of made.clips) {
            if (one.ad) starts.push(time);
            time += (one.to - one.from) * versions.get(one.video)!.video[0]!.frameFlicks;
          }
          expect(made.ads.breaks.flatMap(({ ads }) => ads.map(({ start }) => start))).toEqual(starts);
          const beside = insertBreaks(clips, { as: "interstitials", breaks }, versions);
          expect(beside.clips).toEqual(clips);
          expect(beside.shifts).toEqual([]);
        },
      ),
    );
  });
});

const frames = (video: string, from: number, to: number) => ({
  video,
  start: { frame: from },
  end: { frame: to },
});
const overlays: OverlayInput[] = [
  { kind: "text", text: "All along", fade: { in: 0.5, out: 0.5 } },
  {
    kind: "data",
    template: "{n}",
    values: [
      { at: 0, values: { n: 1 } },
      { at: 3, values: { n: 2 } },
    ],
  },
];

function planned(as: AdBreaks["as"]) {
  const breaks: AdBreaks = {
    as,
    breaks: [
      { ...mid(1, 0, 0), position: "pre" },
      mid(0, 0, 75, [ad, { ...ad, id: 'a "b" c' }]),
      { ...mid(2, 1, 0), position: "post" },
    ],
  };
  const timeline = { clips: [frames("v0", 0, 150)], overlays, reframe: { aspect: "9:16" } };
  const plan = planTimeline(timeline, versions, { container: "fmp4", breaks });
  const stored = decodePlan(encodePlan(plan));
  expect(stored).toEqual(plan);
  const bound = bindPlan(stored, byId);
  const adStreamUrl = ({ video, from, to }: typeof ad) => `https://s.test/${video}-${from}-${to}.m3u8`;
  const rendered = renderPlaylists({
    bound,
    form: "default",
    mediaBase: "/m/",
    assetBase: "/a/",
    adStreamUrl: (one) => adStreamUrl({ ...ad, ...one }),
    headSizes: new Map(),
  });
  return {
    plan,
    ranges: rendered.media
      .get("v0")!
      .split("\n")
      .filter((line) => line.includes('DATERANGE:ID="ad-')),
  };
}

describe("a plan with ads", () => {
  it("as clips tells players where they are, and what to call", () => {
    const { plan, ranges } = planned("clips");
    expect(plan.clips.map(({ video, from, to }) => [video, from, to])).toEqual([
      ["spot", 0, 50],
      ["v0", 0, 75],
      ["spot", 0, 50],
      ["spot", 0, 50],
      ["v0", 75, 150],
      ["spot", 0, 50],
    ]);
    expect(spansOf(plan)).toHaveLength(6);
    expect(ranges.map((line) => /START-DATE="([^"]+)",DURATION=([\d.]+)/.exec(line)?.slice(1))).toEqual([
      ["2000-01-01T00:00:00.000Z", "2.000000"],
      ["2000-01-01T00:00:05.000Z", "2.000000"],
      ["2000-01-01T00:00:07.000Z", "2.000000"],
      ["2000-01-01T00:00:12.000Z", "2.000000"],
    ]);
    expect(ranges[2]).toContain('CLASS="io.cutstream.ad"');
    expect(ranges[2]).toContain(
      'X-AD-SLOT=0,X-AD-ID="a%20%22b%22%20c",X-AD-POSITION="2/2",X-TRACKING="start=https://t.test/s?a=[X]"',
    );
  });

  it("as interstitials leaves the clips whole", () => {
    const { plan, ranges } = planned("interstitials");
    expect(plan.clips).toMatchObject([{ video: "v0", from: 0, to: 150 }]);
    expect(ranges).toHaveLength(4);
    expect(ranges[0]).toContain('CUE="PRE"');
    expect(ranges[3]).toContain('CUE="POST"');
    expect(ranges[1]).toMatch(
      /CLASS="com\.apple\.hls\.interstitial",START-DATE="2000-01-01T00:00:03\.000Z",DURATION=2\.000000,X-ASSET-URI="https:\/\/s\.test\/spot-0-50\.m3u8",X-RESUME-OFFSET=0,X-RESTRICT="SKIP,JUMP"/,
    );
    expect(ranges[1]).not.toContain("CUE");
  });

  it("draws nothing of the content's over an ad, and shapes the ad as the content", () => {
    const surface = planned("clips").plan.surface!;
    const seconds = surface.overlays.map(({ kind, from, to, fadeIn, fadeOut }) => [
      kind,
      from / SECOND,
      to / SECOND,
      fadeIn / SECOND,
      fadeOut / SECOND,
    ]);
    expect(seconds).toEqual([
      ["text", 2, 5, 0.5, 0],
      ["text", 9, 12, 0, 0.5],
      ["data", 2, 5, 0, 0],
      ["data", 9, 12, 0, 0],
    ]);
    const data = surface.overlays.filter((one) => one.kind === "data");
    expect(data.map(({ keys }) => keys.map(({ at, text }) => [at / SECOND, text]))).toEqual([
      [[2, "1"]],
      [[9, "2"]],
    ]);
    expect(surface.windows.length).toBeGreaterThan(0);
  });

  it("moves nothing where there are no breaks", () => {
    const { surface } = planned("interstitials").plan;
    expect(shiftOverlays(surface!.overlays, [])).toEqual(surface!.overlays);
    expect(surface!.overlays.map(({ from, to }) => [from / SECOND, to / SECOND])).toEqual([
      [0, 6],
      [0, 6],
    ]);
  });
});
