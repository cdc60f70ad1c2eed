import { lintMediaPlaylist, parseMediaPlaylist } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { TimelineInput } from "../../api/timeline.ts";
import { makeVersion } from "../../testing/made-library.ts";
import type { PlannedImage } from "../../timeline/surface.ts";
import { planTimeline } from "../plan/plan.ts";
import { decodePlan, encodePlan } from "../plan/plan-codec.ts";
import { bindPlan } from "../project/tracks.ts";
import { SURFACE_EPOCH } from "./date-ranges.ts";
import { renderPlaylists } from "./playlists.ts";

const version = makeVersion({
  frameRate: { num: 30000, den: 1001 },
  gops: Array(10).fill(30),
  heights: [720, 360],
});
const other = makeVersion({ n: 1, heights: [360] });
const versions = new Map([
  ["v0", version],
  ["v1", other],
]);
const byId = new Map([...versions.values()].map((known) => [known.id, known]));
const logo: PlannedImage = { hash: "c0ffee", format: "png", width: 400, height: 200 };

const clips: TimelineInput["clips"] = [
  { video: "v0", start: { frame: 7 }, end: { frame: 100 } },
  { video: "v0", start: { frame: 150 }, end: { frame: 200 } },
  { video: "v1", start: { frame: 10 }, end: { frame: 90 } },
];

function playlistsOf(
  timeline: Partial<TimelineInput>,
  form: "default" | "continuous",
  container: "fmp4" | "ts",
) {
  const plan = planTimeline({ clips, ...timeline }, versions, {
    container,
    images: new Map([["logo", logo]]),
  });
  const stored = decodePlan(encodePlan(plan));
  expect(stored).toEqual(plan);
  const bound = bindPlan(stored, byId);
  const rendered = renderPlaylists({
    bound,
    form,
    mediaBase: "/m/",
    assetBase: "/a/",
    adStreamUrl: () => "https://ads.test/ad.m3u8",
    headSizes: new Map(),
  });
  return new Map([...rendered.media].map(([name, text]) => [name, { text, ...parseMediaPlaylist(text) }]));
}

const drawn: Partial<TimelineInput> = {
  reframe: { aspect: "1:1" },
  overlays: [
    {
      kind: "image",
      image: "logo",
      position: "top-right",
      opacity: 0.85,
      start: "1001/30000",
      fade: { in: 0.5 },
    },
    { kind: "text", text: 'He said "50 %"\n\u2028and left', end: 3, z: -1 },
    {
      kind: "data",
      template: "{h} : {a}",
      values: [
        { at: 1, values: { h: 0, a: 0 } },
        { at: 2, values: { h: 1 } },
      ],
    },
    { kind: "color", color: "#000000", start: 2, end: 4, fade: { in: 1, out: 1 } },
  ],
};

const shapes = [
  ["default", "fmp4"],
  ["continuous", "fmp4"],
  ["default", "ts"],
] as const;

describe.each(shapes)("a surface in the %s form, %s", (form, container) => {
  const plain = playlistsOf({}, form, container);
  const dressed = playlistsOf(drawn, form, container);

  it("leaves every segment as it is", () => {
    for (const [name, { segments }] of dressed) {
      expect(segments.map(({ programDateTime: _, ...segment }) => segment)).toEqual(
        plain.get(name)?.segments,
      );
    }
    expect([...plain.values()].every(({ text }) => !/DATE/.test(text))).toBe(true);
  });

  it("stands in every playlist, on one line of dates", () => {
    expect(dressed.size).toBe(container === "ts" ? 2 : 3);
    for (const [, playlist] of dressed) {
      expect(lintMediaPlaylist(playlist).filter(({ severity }) => severity === "error")).toEqual([]);
      expect(playlist.dateRanges).toEqual(dressed.get("v0")?.dateRanges);
      let elapsed = 0;
      playlist.segments.forEach(({ discontinuity, programDateTime, duration }, n) => {
        expect(programDateTime !== undefined).toBe(discontinuity || n === 0);
        if (programDateTime !== undefined) {
          const late = (elapsed / 705_600_000) * 1000 - (programDateTime - SURFACE_EPOCH);
          expect(late).toBeGreaterThan(-0.1);
          expect(late).toBeLessThan(1.1);
        }
        elapsed += duration;
      });
    }
  });
});

describe("the vocabulary", () => {
  const ranges = playlistsOf(drawn, "default", "fmp4").get("v0")?.dateRanges ?? [];
  const byKind = new Map(ranges.map((range) => [range.attributes?.["X-KIND"] ?? range.id, range]));

  it("says which window is seen from when on", () => {
    expect(byKind.get("reframe")).toMatchObject({
      class: "io.cutstream.reframe",
      startDate: SURFACE_EPOCH,
      attributes: {
        "X-ASPECT": "1:1",
        "X-FIT": "crop",
        "X-BACKGROUND": "#000000",
        "X-KEYS": "0=0.21875,0,0.5625,1",
      },
    });
  });

  it("starts less than a millisecond early, and ends to the microsecond", () => {
    const { startDate, duration, attributes } = byKind.get("image")!;
    expect(startDate).toBe(SURFACE_EPOCH + 33);
    const end = 33 + (duration! / 705_600_000) * 1000;
    expect(end).toBeCloseTo(((93 + 50) * 1001) / 30 + 3200, 3);
    expect(attributes).toEqual({
      "X-KIND": "image",
      "X-Z": 1,
      "X-OPACITY": 0.85,
      "X-FADE": "0.5 0",
      "X-ANCHOR": "top-right",
      "X-POS": "0.97 0.03",
      "X-SIZE": 0.2,
      "X-ASSET-URI": "/a/c0ffee.png",
      "X-ASSET-MIMETYPE": "image/png",
      "X-ASSET-SIZE": "400x200",
    });
  });

  it("escapes what a playlist cannot hold, and nothing else", () => {
    const text = byKind.get("text")?.attributes?.["X-TEXT"];
    expect(text).toBe("He said %2250 %25%22%0A%E2%80%A8and left");
    expect(decodeURIComponent(String(text))).toBe('He said "50 %"\n\u2028and left');
  });

  it("gives data as texts with their times", () => {
    expect(byKind.get("data")?.attributes?.["X-KEYS"]).toBe("1=0%20:%200 2=1%20:%200");
  });

  it("orders overlays by their z alone", () => {
    expect(["text", "image", "data", "color"].map((kind) => byKind.get(kind)?.attributes?.["X-Z"])).toEqual([
      0, 1, 2, 3,
    ]);
  });

  it("tells Shaka of images that are simply there, and of no others", () => {
    const still = { kind: "image", image: "logo", position: { x: 0.1, y: 0.2 } } as const;
    const plainOf = (timeline: Partial<TimelineInput>) =>
      playlistsOf({ clips: clips.slice(0, 2), ...timeline }, "default", "fmp4")
        .get("v0")
        ?.dateRanges?.filter((range) => range.class === "com.apple.hls.overlay");
    expect(
      plainOf({ overlays: [still, { ...still, opacity: 0.5 }, { ...still, fade: { out: 1 } }] }),
    ).toEqual([
      expect.objectContaining({
        attributes: {
          "X-OVERLAY-ID": "overlay-0",
          "X-ASSET-URI": "/a/c0ffee.png",
          "X-ASSET-MIMETYPE": "image/png",
          "X-VIEWPORT": "1280x720",
          "X-OVERLAY-POSITION": "128x144",
          "X-OVERLAY-SIZE": "256x128",
        },
      }),
    ]);
    expect(plainOf({ overlays: [still], reframe: { aspect: "1:1" } })).toEqual([]);
    expect(plainOf({ overlays: [still], clips })).toEqual([]);
  });
});
