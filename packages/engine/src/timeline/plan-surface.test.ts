import { FLICKS_PER_SECOND } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Anchor, OverlayInput, ReframeInput } from "../api/surface.ts";
import { planSurface as plan, type SurfaceInput } from "./plan-surface.ts";
import type { PlannedImage, SurfaceClip } from "./surface.ts";

const second = FLICKS_PER_SECOND;
const logo: PlannedImage = { hash: "ab", format: "png", width: 400, height: 200 };
const images = new Map([["logo.png", logo]]);

/** Clips of these sizes, ten seconds each. */
const clipsOf = (...sizes: (readonly [number, number])[]): SurfaceClip[] =>
  sizes.map(([width, height], n) => ({
    video: `v${n}`,
    start: n * 10 * second,
    duration: 10 * second,
    from: 0,
    to: 250,
    frameRate: { num: 25, den: 1 },
    frameFlicks: second / 25,
    width,
    height,
  }));
const HD = clipsOf([1280, 720], [1280, 720]);

const planSurface = (input: SurfaceInput, clips = HD) => plan(input, clips, images)!;
const overlay = (input: OverlayInput, clips = HD) =>
  planSurface({ overlays: [input] }, clips).surface.overlays[0]!;
const refused = (input: SurfaceInput, clips = HD) => {
  try {
    planSurface(input, clips);
  } catch (error) {
    const { code, message, details } = error as { code: string; message: string; details: { path: string } };
    return { code, message, path: details.path };
  }
  throw new Error("was not refused");
};

describe("overlays in time", () => {
  it("last the whole timeline unless told otherwise", () => {
    expect(overlay({ kind: "text", text: "a" })).toMatchObject({ from: 0, to: 20 * second });
  });

  it("take exact fractions", () => {
    const { from, to } = overlay({ kind: "text", text: "a", start: "1001/30000", end: "2002/30000" });
    expect([from, to]).toEqual([23_543_520, 47_087_040]);
  });

  it("count within their clip", () => {
    expect(overlay({ kind: "text", text: "a", clip: 1 })).toMatchObject({
      from: 10 * second,
      to: 20 * second,
    });
    expect(overlay({ kind: "text", text: "a", clip: 1, start: 2, end: 3.5 })).toMatchObject({
      from: 12 * second,
      to: 13.5 * second,
    });
  });

  it("end with the timeline where they were to end later, and say so", () => {
    const { surface, warnings } = planSurface({ overlays: [{ kind: "text", text: "a", clip: 0, end: 11 }] });
    expect(surface.overlays[0]).toMatchObject({ to: 10 * second });
    expect(warnings).toEqual(["timeline.overlays[0].end is 11: it ends where clip 0 does, at 10 s."]);
  });

  it.each([
    ["ends before it starts", { start: 3, end: 2 }, "end"],
    ["is empty", { start: 3, end: 3 }, "end"],
    ["starts after the timeline", { start: 20 }, "start"],
    ["starts before it", { start: -1 }, "start"],
    ["has a time that is none", { start: "soon" }, "start"],
    ["is bound to no clip", { clip: 2 }, "clip"],
    ["fades for longer than it lasts", { end: 1, fade: { in: 0.6, out: 0.6 } }, "fade"],
  ])("are refused where one %s", (_, change, field) => {
    expect(refused({ overlays: [{ kind: "text", text: "a", ...change }] })).toMatchObject({
      code: "invalid_overlay",
      path: `timeline.overlays[0].${field}`,
    });
  });

  it("are refused where there are too many", () => {
    const overlays = Array<OverlayInput>(201).fill({ kind: "text", text: "a" });
    expect(refused({ overlays }).code).toBe("too_many_overlays");
    const values = Array.from({ length: 5001 }, (_, at) => ({ at, values: { x: at } }));
    expect(refused({ overlays: [{ kind: "data", template: "{x}", values }] }).code).toBe("too_many_overlays");
  });
});

describe("overlays in place", () => {
  it("keep their distance from the edges", () => {
    expect(overlay({ kind: "text", text: "a", position: "top-right" })).toMatchObject({
      place: { anchor: "top-right", x: 0.97, y: 0.03, size: null },
    });
    expect(overlay({ kind: "text", text: "a", position: { anchor: "bottom", margin: 0 } })).toMatchObject({
      place: { anchor: "bottom", x: 0.5, y: 1 },
    });
    expect(overlay({ kind: "text", text: "a", position: { x: 0.1, y: 0.2 } })).toMatchObject({
      place: { anchor: "top-left", x: 0.1, y: 0.2 },
    });
  });

  it("are sorted by z, equal ones as given", () => {
    const overlays = [3, 1, 2, 1].map((z, n) => ({ kind: "text" as const, text: String(n), z }));
    const { surface } = planSurface({ overlays });
    expect(surface.overlays.map((shown) => shown.kind === "text" && shown.text)).toEqual([
      "1",
      "3",
      "2",
      "0",
    ]);
  });

  it("are refused where an image lies outside the picture it is on", () => {
    const wide: OverlayInput = { kind: "image", image: "logo.png", size: 1, position: { x: 0, y: 0.3 } };
    // 0.5 wide by 0.25 high of 16:9: 0.44 of the height; as wide as the picture, 0.89.
    expect(refused({ overlays: [wide] })).toMatchObject({
      code: "invalid_overlay",
      path: "timeline.overlays[0]",
    });
    expect(overlay({ ...wide, position: { x: 0, y: 0.1 } })).toMatchObject({ kind: "image", image: logo });
    expect(overlay({ ...wide, clip: 1 }, clipsOf([1280, 720], [720, 1280])).kind).toBe("image");
    expect(planSurface({ overlays: [wide], reframe: { aspect: "9:16" } }).surface.overlays).toHaveLength(1);
  });

  it("are refused where there is no such image", () => {
    expect(refused({ overlays: [{ kind: "image", image: "gone.png" }] })).toMatchObject({
      code: "asset_not_found",
      path: "timeline.overlays[0].image",
    });
  });

  it("lie inside at every anchor", () => {
    const anchors: Anchor[] = [
      "top-left",
      "top",
      "top-right",
      "left",
      "center",
      "right",
      "bottom-left",
      "bottom",
    ];
    for (const position of anchors)
      expect(() => overlay({ kind: "image", image: "logo.png", position })).not.toThrow();
  });
});

describe("data", () => {
  const board = (values: readonly { at: number; values: Record<string, string | number> }[], more = {}) =>
    overlay({ kind: "data", template: "{home} {h}:{a}", values, ...more });

  it("changes the fields that are named, and keeps the others", () => {
    const shown = board([
      { at: 0, values: { home: "Ayr", h: 0, a: 0 } },
      { at: 5, values: { h: 1 } },
      { at: 6, values: { h: 1 } },
      { at: 9, values: { a: 1 } },
    ]);
    expect(shown).toMatchObject({
      keys: [
        { at: 0, text: "Ayr 0:0" },
        { at: 5 * second, text: "Ayr 1:0" },
        { at: 9 * second, text: "Ayr 1:1" },
      ],
    });
  });

  it("comes with what was so before it came, and leaves out what would be after", () => {
    const all = { home: "Ayr", h: 0, a: 0 };
    const shown = board(
      [
        { at: 0, values: all },
        { at: 2, values: { h: 1 } },
        { at: 4, values: { a: 1 } },
        { at: 8, values: { a: 2 } },
      ],
      { start: 3, end: 8 },
    );
    expect(shown).toMatchObject({
      keys: [
        { at: 3 * second, text: "Ayr 1:0" },
        { at: 4 * second, text: "Ayr 1:1" },
      ],
    });
  });

  it.each([
    ["an unknown field", "{home} {x}", [{ at: 0, values: { home: "a" } }], "template"],
    ["a stray brace", "{home", [{ at: 0, values: { home: "a" } }], "template"],
    [
      "a field that comes late",
      "{a}{b}",
      [
        { at: 0, values: { a: 1 } },
        { at: 1, values: { b: 1 } },
      ],
      "values[0].values",
    ],
    [
      "times that fall",
      "{a}",
      [
        { at: 1, values: { a: 1 } },
        { at: 1, values: { a: 2 } },
      ],
      "values[1].at",
    ],
  ] as const)("is refused with %s", (_, template, values, field) => {
    expect(refused({ overlays: [{ kind: "data", template, values: values as never }] })).toMatchObject({
      code: "invalid_overlay",
      path: `timeline.overlays[0].${field}`,
    });
  });
});

describe("reframe", () => {
  const windows = (reframe: ReframeInput, clips = HD) => planSurface({ reframe }, clips).surface.windows;

  it("takes the largest window of a shape, in even pixels, and says what it rounded", () => {
    const { surface, warnings } = planSurface({ reframe: { aspect: "9:16" } });
    expect(surface.frame).toMatchObject({ width: 9, height: 16, fit: "crop" });
    expect(surface.windows).toEqual([
      { at: 0, x: 438, y: 0, width: 406, height: 720, sourceWidth: 1280, sourceHeight: 720, move: "cut" },
    ]);
    expect(warnings).toEqual(["The window of video v0 is rounded to even pixels: 405x720 became 406x720."]);
  });

  it("has a window for each source, and none twice", () => {
    const keys = windows({ aspect: "1:1" }, clipsOf([1280, 720], [640, 360], [720, 1280], [720, 1280]));
    expect(keys.map(({ at, width, height }) => [at / second, width, height])).toEqual([
      [0, 720, 720],
      [20, 720, 720],
    ]);
  });

  it.each([
    ["left", 0],
    ["right", 560],
    [{ x: 0.5, y: 0.5 }, 280],
    [{ x: 0, y: 0 }, 0],
    [{ x: 0.6, y: 0 }, 408],
  ] as const)("is anchored at %j", (anchor, x) => {
    expect(windows({ aspect: "1:1", anchor })[0]).toMatchObject({ x, y: 0 });
  });

  it("pads without a window", () => {
    const { surface } = planSurface({ reframe: { aspect: "9:16", fit: "pad", background: "blur" } });
    expect(surface).toMatchObject({ frame: { fit: "pad", background: "blur" }, windows: [] });
  });

  it("takes a size, made even, and says where it enlarges", () => {
    const { surface, warnings } = planSurface({ reframe: { width: 1079, height: 1080 } });
    expect(surface.frame).toMatchObject({ width: 1, height: 1, size: { width: 1080, height: 1080 } });
    expect(warnings).toEqual([
      "timeline.reframe is 1079x1080, rounded to even pixels: 1080x1080.",
      "The window of video v0, 720x720 pixels, is enlarged to 1080x1080.",
    ]);
  });

  it.each([
    [{}],
    [{ aspect: "9" }],
    [{ aspect: "0:1" }],
    [{ aspect: "1:20" }],
    [{ width: 100 }],
    [{ aspect: "1:1", width: 10, height: 10 }],
  ])("refuses %j", (reframe) => expect(refused({ reframe }).code).toBe("invalid_reframe"));

  it("refuses a window too thin to see anything in, and names the video", () => {
    const { code, message } = refused({ reframe: { aspect: "1:10" } }, clipsOf([64, 64]));
    expect(code).toBe("invalid_reframe");
    expect(message).toContain("v0");
  });

  it("always lies inside the source, on even pixels, and is as large as can be", () => {
    const side = fc.integer({ min: 160, max: 4096 });
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, fc.nat(4), fc.nat(4), fraction, fraction, (width, height, a, b, x, y) => {
        const aspect = `${a + 1}:${b + 1}`;
        const [key] = windows({ aspect, anchor: { x, y } }, clipsOf([width, height]));
        const all = [key!.x, key!.y, key!.width, key!.height];
        expect(all.every((value) => value >= 0 && value % 2 === 0)).toBe(true);
        expect(key!.x + key!.width).toBeLessThanOrEqual(width);
        expect(key!.y + key!.height).toBeLessThanOrEqual(height);
        expect(width - key!.width < 2 || height - key!.height < 2).toBe(true);
        expect(Math.abs(key!.width * (b + 1) - key!.height * (a + 1))).toBeLessThanOrEqual(3 * (a + b + 2));
      }),
    );
  });
});

describe("a smart reframe", () => {
  const reframe = { aspect: "9:16", mode: "smart" } as const;
  const seen = (x: number) =>
    [0, 50, 100].map((frame) => ({ frame, x, y: 1000, width: 1000, height: 8000, face: null }));
  const subjects = new Map([
    [
      "v0",
      [
        { from: 0, to: 125, subjects: [{ kind: "person", weight: 1, sightings: seen(1000) } as const] },
        { from: 125, to: 250, subjects: [] },
      ],
    ],
  ]);
  const smart = (input: ReframeInput) =>
    plan({ reframe: input }, HD, images, {
      shown: HD,
      place: (overlays) => overlays,
      subjects,
    })!.surface.windows.map(({ at, x, y, width, height, move }) => [at / second, x, y, width, height, move]);

  it("follows those who are known, and stands still for others", () => {
    expect(smart(reframe)).toEqual([
      [0, 0, 0, 406, 720, "cut"],
      [5, 438, 0, 406, 720, "cut"],
    ]);
    expect(smart({ ...reframe, anchor: "right" }).at(-1)).toEqual([5, 874, 0, 406, 720, "cut"]);
  });

  it("follows nobody where it is simple", () => {
    expect(smart({ aspect: "9:16" })).toEqual([[0, 438, 0, 406, 720, "cut"]]);
  });

  it("is refused with bars", () => {
    expect(refused({ reframe: { ...reframe, fit: "pad" } })).toMatchObject({
      code: "invalid_reframe",
      path: "timeline.reframe",
    });
  });
});
