import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { timelineInput } from "../../../../server/src/schemas/stream.ts";
import { EMPTY } from "./arrangement.ts";
import { arrangementOf, clipOf, operations, SOURCES, TEXT } from "./arrangement-arbitraries.contract.ts";
import { addClips, trimOut } from "./clips.ts";
import { errorPlace } from "./error-place.ts";
import { addOverlay } from "./overlays.ts";
import { toTimeline } from "./to-timeline.ts";

const [film, , ntsc] = SOURCES as [(typeof SOURCES)[0], (typeof SOURCES)[0], (typeof SOURCES)[0]];
const two = addClips(EMPTY, [clipOf(film, 10, 60), clipOf(ntsc, 100, 400)]);
const [first, second] = two.clips.map(({ key }) => key) as [string, string];

const captions = { style: "caption", shown: false, file: null, translate: false } as const;
const dressed = {
  ...[
    { ...TEXT, span: { on: "clip", clip: second, from: 130, to: 160 }, opacity: 85, fadeIn: 300 } as const,
    { ...TEXT, span: { on: "timeline", start: 1500, end: null }, anchor: "top-left", width: 40 } as const,
    { ...TEXT, span: { on: "clip", clip: first, from: 50, to: 60 } } as const,
  ].reduce(addOverlay, two),
  captions: [
    { ...captions, key: "k50", language: "en", shown: true },
    {
      ...captions,
      ...({ key: "k51", language: "es", style: "words", translate: true } as const),
      file: { name: "a.vtt", text: "WEBVTT" },
    } as const,
  ],
  reframe: { aspect: "9:16", fit: "crop", mode: "smart", anchor: "left", background: "blur" } as const,
  music: {
    ...({ video: "vid_m", title: "m", mode: "mix", loop: true, start: 500, end: null } as const),
    ...{ gain: -6, duck: 12, fadeIn: 0, fadeOut: 1500 },
  },
  serial: 60,
};

describe("a timeline for the server", () => {
  it("says all that was arranged, in exact times, and nothing that is so by default", () => {
    expect(toTimeline(dressed)).toEqual({
      clips: [
        { video: "vid_film", start: { frame: 10 }, end: { frame: 60 } },
        { video: "vid_ntsc", start: { frame: 100 }, end: { frame: 400 } },
      ],
      overlays: [
        {
          ...{ kind: "text", text: "Half time", position: "bottom" },
          ...{ clip: 1, start: "1001/1000", end: "1001/500", opacity: 0.85, fade: { in: 0.3 } },
        },
        { kind: "text", text: "Half time", position: "top-left", size: 0.4, start: 1.5 },
        { kind: "text", text: "Half time", position: "bottom", clip: 0, start: "1001/600" },
      ],
      subtitles: [
        { language: "en", default: true },
        { language: "es", source: { timeline: { text: "WEBVTT" } }, translate: true, style: "words" },
      ],
      reframe: { aspect: "9:16", mode: "smart", anchor: "left" },
      music: {
        ...{ video: "vid_m", start: 0.5, loop: true, mode: "mix", gain: -6, fade: { out: 1.5 }, duck: 12 },
      },
    });
  });

  it("is one that the server's schema takes, whatever was arranged", () => {
    timelineInput.parse(toTimeline(dressed));
    fc.assert(fc.property(operations, (all) => void timelineInput.parse(toTimeline(arrangementOf(all)))));
  });

  it("leaves out what is trimmed away, and errors still find their overlay", () => {
    const trimmed = trimOut(dressed, first, -15);
    expect(toTimeline(trimmed).overlays).toHaveLength(2);
    const [onClip] = dressed.overlays;
    expect(errorPlace("timeline.overlays[0].fade", trimmed)).toEqual({
      ...{ panel: "overlays", key: onClip?.key, field: "fade" },
    });
  });
});

describe("an error's path", () => {
  it("leads to what it names", () => {
    const place = (path: string) => errorPlace(path, dressed);
    expect(place("timeline.clips[1].start")).toEqual({ panel: "clip", key: second, field: "start" });
    expect(place("timeline.clips[7]")).toEqual({ panel: "clip", key: null, field: null });
    expect(place("timeline.subtitles[1].language")).toMatchObject({ panel: "captions", key: "k51" });
    expect(place("timeline.reframe.aspect")).toEqual({ panel: "reframe", key: null, field: "aspect" });
    expect(place("timeline.music")).toEqual({ panel: "music", key: null, field: null });
    expect(place("ttl")).toEqual({ panel: "publish", key: null, field: "ttl" });
    expect(place("timeline.tracks")).toBeUndefined();
    expect(errorPlace(undefined, dressed)).toBeUndefined();
  });
});
