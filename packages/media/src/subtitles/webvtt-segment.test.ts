import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLICKS_PER_SECOND as S } from "../time.ts";
import { parseWebVtt } from "./webvtt.ts";
import { writeWebVttSegment } from "./webvtt-segment.ts";

const map = { local: 6 * S, media: (1000 + 36.5) * S };

describe("a WebVTT segment", () => {
  it("maps its clip's media time to its place on the timeline", () => {
    const cues = [{ start: 6.2 * S, end: 6.8 * S, text: "Tom & Jerry <3", speaker: "Ann" }];
    expect(writeWebVttSegment({ cues, map, settings: "line:80%", words: false })).toBe(
      "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:93285000,LOCAL:00:00:06.000\n\n" +
        "00:00:06.200 --> 00:00:06.800 line:80%\n<v Ann>Tom &amp; Jerry &lt;3\n",
    );
  });

  it("is valid without cues", () => {
    const text = writeWebVttSegment({ cues: [], map, words: false });
    expect(text).toBe("WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:93285000,LOCAL:00:00:06.000\n");
    expect(parseWebVtt(text)).toEqual([]);
  });

  it("marks words by when they are said, within the cue and in order only", () => {
    const said = (start: number, text: string) => ({ start: start * S, text });
    const parts = [said(5, "Go"), said(6.4, " on"), said(6.4, "!"), said(6.5, "\n<b>"), said(9, " out")];
    const cues = [{ start: 6 * S, end: 7 * S, text: "Go on!\n<b> out", parts }];
    expect(writeWebVttSegment({ cues, map, words: true }).split("\n\n")[1]).toBe(
      "00:00:06.000 --> 00:00:07.000\nGo <00:00:06.400>on!\n<00:00:06.500>&lt;b&gt; out\n",
    );
  });

  it("wraps the clock of 33 bits", () => {
    const late = { local: 0, media: (2 ** 33 / 90_000) * S + 90 * 7840 };
    expect(writeWebVttSegment({ cues: [], map: late, words: false })).toContain("MPEGTS:90,");
  });

  it("tells media time of timeline time to a tick of 90 kHz, wherever that falls between milliseconds", () => {
    const time = fc.integer({ min: 0, max: 3600 * S });
    fc.assert(
      fc.property(time, time, (local, media) => {
        const text = writeWebVttSegment({ cues: [], map: { local, media: media + 1000 * S }, words: false });
        const [, mpegts, h, m, s, ms] = /MPEGTS:(\d+),LOCAL:(\d\d):(\d\d):(\d\d)\.(\d{3})/.exec(text) ?? [];
        const written = (Number(h) * 3600 + Number(m) * 60 + Number(s)) * 1000 + Number(ms);
        const difference = Number(mpegts) * 7840 - written * (S / 1000) - (media + 1000 * S - local);
        expect(Math.abs(difference)).toBeLessThanOrEqual(7840 / 2);
      }),
    );
  });

  it("is read back as it was written", () => {
    const cue = fc.record({
      start: fc.integer({ min: 0, max: 10_000 }).map((ms) => (ms * S) / 1000),
      length: fc.integer({ min: 1, max: 5000 }),
      text: fc.string({ unit: "grapheme", minLength: 1 }).map((t) => t.replace(/[\s\p{Cc}]/gu, "_").trim()),
    });
    fc.assert(
      fc.property(fc.array(cue), (made) => {
        const cues = made
          .filter(({ text }) => text !== "")
          .map(({ start, length, text }) => ({ start, end: start + (length * S) / 1000, text }));
        expect(parseWebVtt(writeWebVttSegment({ cues, map, words: false }))).toEqual(cues);
      }),
    );
  });
});
