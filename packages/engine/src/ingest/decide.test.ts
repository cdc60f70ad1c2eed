import { describe, expect, test } from "vitest";
import type { ProbedAudio, ProbedVideo } from "../seams/transcoder.ts";
import { madeProbe } from "../testing/made-probe.ts";
import { decide, even } from "./decide.ts";

const uncopyable: readonly [string, Partial<ProbedVideo>][] = [
  ["the video is hevc, not h264", { codec: "hevc" }],
  ["its pixels are yuv422p, not 8-bit 4:2:0", { pixelFormat: "yuv422p", profile: "High 4:2:2" }],
  ["its profile is Extended", { profile: "Extended" }],
  ["it is interlaced", { interlaced: true }],
  ["it is rotated by 90°", { rotation: 90 }],
  ["its pixels are not square (4/3)", { sampleAspect: { num: 4, den: 3 } }],
  ["an edit list hides some of its frames", { hiddenPackets: true }],
  [
    "its frame rate is not constant",
    { nominalRate: { num: 90_000, den: 1 }, averageRate: { num: 27, den: 1 } },
  ],
  [
    "frames at a rate of 45000/1499 do not stand on the grid that cuts are made on",
    { nominalRate: { num: 45_000, den: 1499 }, averageRate: { num: 45_000, den: 1499 } },
  ],
];

describe("video", () => {
  test.each([
    {},
    { profile: "Main" },
    { profile: "Constrained Baseline" },
    { pixelFormat: "yuvj420p" },
    // 854x480 written as exactly 16:9.
    { width: 854, height: 480, sampleAspect: { num: 1280, den: 1281 } },
    // Not said.
    { sampleAspect: { num: 0, den: 1 } },
  ] satisfies Partial<ProbedVideo>[])("is copied where it can be cut as it is: %j", (video) => {
    for (const mode of ["auto", "copy"] as const) {
      const decision = decide(madeProbe(video), mode);
      expect(decision).toMatchObject({ mode: "copy", video: { kind: "copy" }, audio: { kind: "copy" } });
      expect(decision.reason).toMatch(/^copied: H\.264 .* that can be cut as it is; audio copied$/);
      expect(decision.warnings).toEqual([]);
    }
  });

  test.each(uncopyable)("is encoded where %s", (why, video) => {
    const decision = decide(madeProbe(video), "auto");
    expect(decision).toMatchObject({ mode: "encode", reason: `encoded: ${why}; audio copied` });
    expect(decision.audio).toEqual({ kind: "copy" });
  });

  test.each(uncopyable)("is refused in mode copy where %s", (why, video) => {
    expect(() => decide(madeProbe(video), "copy")).toThrow(
      expect.objectContaining({
        code: "source_not_copyable",
        message: `The video cannot be copied: ${why}.`,
      }),
    );
  });

  test("is encoded when that is asked for, its sound too", () => {
    const decision = decide(madeProbe(), "encode");
    expect(decision).toMatchObject({ mode: "encode", reason: "encoded: asked for; audio encoded" });
    expect(decision.audio).toEqual({ kind: "encode" });
  });

  test("is encoded once copying it has failed, and refused where nothing else is wanted", () => {
    const finding = { video: "its parameter sets change on the way" };
    expect(decide(madeProbe(), "auto", finding)).toMatchObject({
      mode: "encode",
      reason: "encoded: its parameter sets change on the way; audio copied",
    });
    expect(() => decide(madeProbe(), "copy", finding)).toThrow("its parameter sets change on the way");
  });

  test.each([
    ["as it is", {}, [640, 360]],
    ["upright", { rotation: 90 }, [360, 640]],
    ["as it was, upside down", { rotation: 180 }, [640, 360]],
    ["in square pixels", { sampleAspect: { num: 16, den: 11 }, width: 720, height: 576 }, [1048, 576]],
    ["in square pixels, upright", { sampleAspect: { num: 2, den: 1 }, rotation: 270 }, [360, 1280]],
    ["with even sides", { width: 321, height: 241 }, [322, 242]],
    ["no smaller than encoders take it", { width: 1, height: 1 }, [16, 16]],
    ["no larger than 8K", { width: 16_384, height: 4096 }, [8192, 2048]],
  ] satisfies [string, Partial<ProbedVideo>, number[]][])("is encoded %s", (_, video, [width, height]) => {
    expect(decide(madeProbe(video), "encode").video).toMatchObject({ kind: "encode", width, height });
  });

  test("is deinterlaced and mapped to standard range, with a word about it", () => {
    const decision = decide(madeProbe({ interlaced: true, hdr: true }), "auto");
    expect(decision.video).toMatchObject({ deinterlace: true, toneMap: true });
    expect(decision.warnings).toEqual([
      "High dynamic range was mapped to standard range.",
      "Interlaced pictures were deinterlaced.",
    ]);
  });

  test("is black for a source of sound alone, whose sound is copied like any other", () => {
    const copied = decide(madeProbe(null), "auto");
    expect(copied).toMatchObject({ video: { kind: "blank" }, audio: { kind: "copy" }, mode: "encode" });
    const encoded = decide(madeProbe(null, { codec: "mp3" }), "auto");
    expect(encoded).toMatchObject({ video: { kind: "blank" }, audio: { kind: "encode" } });
    expect(encoded.reason).toBe(
      "encoded: there is none, a black picture stands in; audio encoded (mp3, not aac)",
    );
  });

  test("or sound is what a source must have", () => {
    const refuses = (probe: ReturnType<typeof madeProbe>) =>
      expect(() => decide(probe, "auto")).toThrow(
        expect.objectContaining({ code: "source_without_video", message: expect.any(String) }),
      );
    refuses(madeProbe(null, null));
    expect(() => decide(madeProbe(null), "copy")).toThrow(
      expect.objectContaining({ code: "source_not_copyable" }),
    );
  });
});

describe("audio", () => {
  test.each([
    [{ codec: "opus" }, "opus, not aac"],
    [{ profile: "HE-AAC" }, "AAC HE-AAC, not LC"],
    [{ sampleRate: 96_000 }, "96000 Hz"],
    [{ channels: 6 }, "6 channels"],
  ] satisfies [Partial<ProbedAudio>, string][])("%j is encoded", (audio, why) => {
    for (const mode of ["auto", "copy"] as const) {
      const decision = decide(madeProbe({}, audio), mode);
      expect(decision.mode).toBe("copy");
      expect(decision.audio).toEqual({ kind: "encode" });
      expect(decision.reason).toMatch(`audio encoded (${why})`);
    }
  });

  test.each([{ sampleRate: 44_100 }, { channels: 1 }] satisfies Partial<ProbedAudio>[])(
    "%j is copied",
    (audio) => {
      expect(decide(madeProbe({}, audio), "auto").audio).toEqual({ kind: "copy" });
    },
  );

  test("is encoded once copying it has failed", () => {
    const decision = decide(madeProbe(), "copy", { audio: "it has gaps" });
    expect(decision.audio).toEqual({ kind: "encode" });
    expect(decision.reason).toMatch(/audio encoded \(it has gaps\)$/);
  });

  test("need not be there", () => {
    expect(decide(madeProbe({}, null), "auto")).toMatchObject({ audio: { kind: "none" } });
  });
});

test("what is left out is said", () => {
  const probe = madeProbe({}, {}, { leftOut: ["2nd audio track (aac, 2 channels)", "attached picture"] });
  expect(decide(probe, "auto").warnings).toEqual([
    "Left out: 2nd audio track (aac, 2 channels).",
    "Left out: attached picture.",
  ]);
});

test.each([
  [1, 16],
  [17, 18],
  [89, 90],
  [213.3, 214],
  [214.9, 214],
])("the even length nearest to %d is %d", (length, wanted) => expect(even(length)).toBe(wanted));
