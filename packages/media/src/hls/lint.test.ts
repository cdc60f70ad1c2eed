import { describe, expect, it } from "vitest";
import { FLICKS_PER_SECOND } from "../time.ts";
import { lintMediaPlaylist } from "./lint-media-playlist.ts";
import { lintMultivariant } from "./lint-multivariant.ts";
import type { MediaPlaylist, PlaylistSegment } from "./media-playlist.ts";
import type { MultivariantPlaylist, Rendition, Variant } from "./multivariant-playlist.ts";

const second = FLICKS_PER_SECOND;
const audioFrame = (1024 * second) / 44_100;

const segment = (change: Partial<PlaylistSegment> = {}): PlaylistSegment => ({
  uri: "a.m4s",
  duration: 6 * second,
  discontinuity: false,
  map: "i.mp4",
  ...change,
});

const good: MediaPlaylist = {
  version: 7,
  targetDuration: 6,
  independentSegments: true,
  playlistType: "VOD",
  mediaSequence: 0,
  endList: true,
  segments: [segment(), segment(), segment({ discontinuity: true, map: "j.mp4" }), segment({ map: "j.mp4" })],
};

const withSegment = (at: number, change: Partial<PlaylistSegment>): Partial<MediaPlaylist> => ({
  segments: good.segments.map((own, i) => (i === at ? { ...own, ...change } : own)),
});

const withoutMaps = (uri: string, change: Partial<PlaylistSegment> = {}): Partial<MediaPlaylist> => ({
  segments: good.segments.map(({ map: _, ...own }) => ({ ...own, uri, ...change })),
});

describe("lint of a media playlist", () => {
  it("finds nothing in a good one", () => {
    expect(lintMediaPlaylist(good)).toEqual([]);
    expect(lintMediaPlaylist({ ...good, ...withoutMaps("a.ts"), version: 3 })).toEqual([]);
    const inherits = { ...good, independentSegments: false };
    expect(lintMediaPlaylist(inherits, { independentSegments: true })).toEqual([]);
  });

  it("takes an EXTINF that rounds down to the target duration", () => {
    expect(lintMediaPlaylist({ ...good, ...withSegment(1, { duration: (13 * second) / 2 - 706 }) })).toEqual(
      [],
    );
  });

  const day = { id: "x", startDate: 0 };
  it.each<[string, string, string, Partial<MediaPlaylist>]>([
    ["a map below version 6", "RFC 8216 §7", "error", { version: 5 }],
    [
      "decimal EXTINF below version 3",
      "RFC 8216 §7",
      "error",
      { ...withoutMaps("a.ts", { duration: 5.5 * second }), version: 2 },
    ],
    [
      "a segment longer than the target",
      "RFC 8216 §4.3.3.1",
      "error",
      withSegment(1, { duration: 6.5 * second }),
    ],
    ["a target of no whole seconds", "RFC 8216 §4.3.3.1", "error", { targetDuration: 6.006 }],
    ["a long target", "Apple 7.5", "warning", { targetDuration: 10 }],
    ["VOD that does not end", "RFC 8216 §4.3.3.4", "error", { endList: false }],
    ["an end without VOD", "Apple 8.6", "error", { playlistType: "EVENT" }],
    ["no independent segments", "Apple 9.11", "warning", { independentSegments: false }],
    ["an empty segment", "RFC 8216 §4.3.2.1", "error", withSegment(1, { duration: 0 })],
    ["a duration that is none", "RFC 8216 §4.3.2.1", "error", withSegment(1, { duration: Number.NaN })],
    ["fMP4 without a map", "RFC 8216 §3.3", "error", withoutMapAt0()],
    ["another map in mid-stream", "RFC 8216 §4.3.2.3", "warning", withSegment(1, { map: "k.mp4" })],
    ["a discontinuity at the start", "RFC 8216 §4.3.2.3", "warning", withSegment(0, { discontinuity: true })],
    ["a line break in a URI", "RFC 8216 §4.1", "error", withSegment(1, { uri: "a\n.m4s" })],
    ["a map that is no URI", "RFC 8216 §4.1", "error", { segments: [segment({ map: 'i".mp4' })] }],
    ["an absolute URI", "relative URI", "warning", withSegment(1, { uri: "https://cdn.example/a.m4s" })],
    ["a URI that names a host", "relative URI", "warning", withSegment(1, { uri: "//cdn.example/a.m4s" })],
    ["a date range without a date", "RFC 8216 §4.3.2.7", "error", { dateRanges: [day] }],
    [
      "two date ranges with one name",
      "RFC 8216 §4.3.2.7",
      "error",
      { ...withSegment(0, { programDateTime: 0 }), dateRanges: [day, { ...day, startDate: 1 }] },
    ],
    [
      "one date range that contradicts itself",
      "RFC 8216 §4.3.2.7",
      "error",
      {
        ...withSegment(0, { programDateTime: 0 }),
        dateRanges: [
          { ...day, attributes: { "X-A": "1" } },
          { ...day, attributes: { "X-A": "3" } },
        ],
      },
    ],
    [
      "a date range of no duration that could be",
      "RFC 8216 §4.3.2.7",
      "error",
      { ...withSegment(0, { programDateTime: 0 }), dateRanges: [{ ...day, duration: -1 }] },
    ],
  ])("finds %s", (_, rule, severity, change) => {
    const findings = lintMediaPlaylist({ ...good, ...change });
    expect([...new Set(findings.map((finding) => `${finding.severity} ${finding.rule}`))]).toEqual([
      `${severity} ${rule}`,
    ]);
  });

  function withoutMapAt0(): Partial<MediaPlaylist> {
    return { segments: [{ uri: "a.m4s?x=1", duration: second, discontinuity: false }] };
  }
});

const variant: Variant = {
  uri: "v.m3u8",
  bandwidth: 2_000_000,
  averageBandwidth: 1_000_000,
  codecs: ["avc1.64001f", "mp4a.40.2"],
  resolution: { width: 1280, height: 720 },
  frameRate: 25,
  audioGroup: "a",
};
const audio: Rendition = {
  type: "AUDIO",
  groupId: "a",
  name: "English",
  default: true,
  autoselect: true,
  channels: 2,
  uri: "a.m3u8",
};
const text: Rendition = {
  type: "SUBTITLES",
  groupId: "s",
  name: "English",
  default: false,
  autoselect: true,
  uri: "s.m3u8",
};
const top: MultivariantPlaylist = {
  version: 7,
  independentSegments: true,
  renditions: [audio],
  variants: [variant],
};

const without = <T extends object, K extends keyof T>(value: T, key: K): Omit<T, K> => {
  const { [key]: _, ...rest } = value;
  return rest;
};

function lint(change: Partial<MultivariantPlaylist>, media: Record<string, MediaPlaylist> = {}): string[] {
  const all = new Map(Object.entries({ "v.m3u8": good, "a.m3u8": good, "s.m3u8": good, ...media }));
  return [
    ...new Set(
      lintMultivariant({ ...top, ...change }, all).map((finding) => `${finding.severity} ${finding.rule}`),
    ),
  ];
}

describe("lint of a presentation", () => {
  it("finds nothing in a good one", () => {
    expect(lint({})).toEqual([]);
    expect(lint({ renditions: [audio, text], variants: [{ ...variant, subtitlesGroup: "s" }] })).toEqual([]);
    const sound = { uri: "v.m3u8", bandwidth: 64_000, averageBandwidth: 64_000, codecs: ["mp4a.40.2"] };
    expect(lint({ renditions: [], variants: [sound] })).toEqual([]);
  });

  it.each<[string, string, Partial<MultivariantPlaylist>]>([
    ["no CODECS", "warning RFC 8216 §4.3.4.2", { variants: [without(variant, "codecs")] }],
    ["no RESOLUTION", "warning RFC 8216 §4.3.4.2", { variants: [without(variant, "resolution")] }],
    ["no FRAME-RATE", "warning RFC 8216 §4.3.4.2", { variants: [without(variant, "frameRate")] }],
    ["no BANDWIDTH", "error RFC 8216 §4.3.4.2", { variants: [{ ...variant, bandwidth: 0 }] }],
    ["no AVERAGE-BANDWIDTH", "error Apple 9.14", { variants: [without(variant, "averageBandwidth")] }],
    [
      "a peak below the average",
      "error RFC 8216 §4.3.4.2",
      { variants: [{ ...variant, averageBandwidth: 2_000_001 }] },
    ],
    [
      "an audio group that is not there",
      "error RFC 8216 §4.3.4.2",
      { variants: [{ ...variant, audioGroup: "b" }] },
    ],
    [
      "an audio group named as subtitles",
      "error RFC 8216 §4.3.4.2",
      { variants: [{ ...variant, subtitlesGroup: "a" }] },
    ],
    [
      "two renditions with one name",
      "error RFC 8216 §4.3.4.1.1",
      { renditions: [audio, { ...audio, default: false }] },
    ],
    ["two defaults", "error RFC 8216 §4.3.4.1.1", { renditions: [audio, { ...audio, name: "Deutsch" }] }],
    [
      "groups that differ",
      "error RFC 8216 §4.3.4.1.1",
      { renditions: [audio, { ...audio, groupId: "b", name: "Deutsch" }] },
    ],
    [
      "a default that is not selected by itself",
      "error RFC 8216 §4.3.4.1",
      { renditions: [{ ...audio, autoselect: false }] },
    ],
    ["forced audio", "error RFC 8216 §4.3.4.1", { renditions: [{ ...audio, forced: true }] }],
    ["subtitles without a URI", "error RFC 8216 §4.3.4.2.1", { renditions: [audio, without(text, "uri")] }],
    ["audio without CHANNELS", "warning RFC 8216 §4.3.4.1", { renditions: [without(audio, "channels")] }],
    ["a playlist that is not there", "error RFC 8216 §4.3.4", { renditions: [{ ...audio, uri: "b.m3u8" }] }],
  ])("finds %s", (_, finding, change) => {
    expect(lint(change)).toEqual([finding]);
  });

  it("finds an absolute playlist", () => {
    const uri = "https://cdn.example/v.m3u8";
    expect(lint({ variants: [{ ...variant, uri }] }, { [uri]: good })).toEqual(["warning relative URI"]);
  });

  it("lets INDEPENDENT-SEGMENTS here hold for all, and asks each playlist without it", () => {
    const media = { "v.m3u8": { ...good, independentSegments: false } };
    expect(lint({}, media)).toEqual([]);
    expect(lint({ independentSegments: false }, media)).toEqual(["warning Apple 9.11"]);
  });

  it("names the playlist that breaks a rule", () => {
    const media = new Map([
      ["v.m3u8", good],
      ["a.m3u8", { ...good, endList: false }],
    ]);
    expect(lintMultivariant(top, media)).toMatchObject([{ rule: "RFC 8216 §4.3.3.4", playlist: "a.m3u8" }]);
  });

  it("wants one target duration in audio and video, not in subtitles", () => {
    const other = { ...good, targetDuration: 7 };
    expect(lint({}, { "a.m3u8": other })).toContain("error Apple 8.2");
    expect(lint({ renditions: [audio, text] }, { "s.m3u8": other })).not.toContain("error Apple 8.2");
  });

  /** Moves the join after the second segment by `flicks`, keeping the total. */
  const moved = (flicks: number): MediaPlaylist => ({
    ...good,
    segments: good.segments.map((own, i) => ({
      ...own,
      duration: own.duration - (i === 1 ? flicks : i === 2 ? -flicks : 0),
    })),
  });

  it("wants the same joins within one audio frame", () => {
    expect(lint({}, { "a.m3u8": moved(audioFrame) })).toEqual([]);
    expect(lint({}, { "a.m3u8": moved(audioFrame + 1) })).toEqual(["error Apple 8.15"]);
    const single = { ...good, segments: good.segments.map(() => segment()) };
    expect(lint({}, { "a.m3u8": single })).toEqual(["error Apple 8.15"]);
    expect(lint({}, { "v.m3u8": single })).toEqual(["error Apple 8.15"]);
  });

  it("wants the same length within one audio frame", () => {
    const shorter = (flicks: number): MediaPlaylist => ({
      ...good,
      ...withSegment(3, { duration: 6 * second - flicks }),
    });
    expect(lint({}, { "a.m3u8": shorter(audioFrame) })).toEqual([]);
    expect(lint({}, { "a.m3u8": shorter(audioFrame + 1) })).toEqual(["error Apple 8.3"]);
  });
});
