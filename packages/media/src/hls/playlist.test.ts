import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { lintMultivariant } from "./lint-multivariant.ts";
import { type MediaPlaylist, targetDurationOf, writeMediaPlaylist } from "./media-playlist.ts";
import { parseMediaPlaylist } from "./media-playlist-parser.ts";
import {
  type MultivariantPlaylist,
  type Rendition,
  writeMultivariantPlaylist,
} from "./multivariant-playlist.ts";
import { parseMultivariantPlaylist } from "./multivariant-playlist-parser.ts";

const second = FLICKS_PER_SECOND;

const twoClips: MediaPlaylist = {
  version: 7,
  targetDuration: 6,
  independentSegments: true,
  playlistType: "VOD",
  mediaSequence: 0,
  endList: true,
  start: 70_560,
  dateRanges: [
    {
      id: "clip-1",
      class: "org.cutstream.clip",
      startDate: 0,
      duration: second / 2,
      attributes: { "X-N": 1 },
    },
  ],
  segments: [
    { uri: "a/0.m4s", duration: 29_429_400 * 12, discontinuity: false, map: "a/i.mp4", programDateTime: 0 },
    { uri: "a/1.m4s", duration: 6 * second, discontinuity: false, map: "a/i.mp4" },
    { uri: "a/9.m4s", duration: 6 * second, discontinuity: true, map: "a/i.mp4" },
    { uri: "b/0.m4s", duration: 6 * second, discontinuity: true, map: "b/i.mp4" },
  ],
};

const twoClipsText = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:6
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-START:TIME-OFFSET=0.000100,PRECISE=YES
#EXT-X-DATERANGE:ID="clip-1",CLASS="org.cutstream.clip",START-DATE="1970-01-01T00:00:00.000Z",DURATION=0.500000,X-N=1
#EXT-X-MAP:URI="a/i.mp4"
#EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:00:00.000Z
#EXTINF:0.500500,
a/0.m4s
#EXTINF:6.000000,
a/1.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="a/i.mp4"
#EXTINF:6.000000,
a/9.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="b/i.mp4"
#EXTINF:6.000000,
b/0.m4s
#EXT-X-ENDLIST
`;

describe("media playlist", () => {
  it("writes the map where it changes and after every discontinuity", () => {
    expect(writeMediaPlaylist(twoClips)).toBe(twoClipsText);
  });

  it("reads it back", () => {
    expect(parseMediaPlaylist(twoClipsText)).toEqual(twoClips);
  });

  it("reads CRLF, comments, titles, unknown tags and a map in force", () => {
    const text = [
      "#EXTM3U",
      "# a comment",
      "#EXT-X-TARGETDURATION:10",
      '#EXT-X-UNKNOWN:A="1"',
      "#EXT-X-KEY:METHOD=NONE",
      '#EXT-X-MAP:URI="i.mp4",X-NEW=1',
      "#EXTINF:9.5,Some title, with a comma",
      "0.m4s",
      "",
      "#EXTINF:10",
      "1.m4s",
    ].join("\r\n");
    const playlist = parseMediaPlaylist(text);
    expect(playlist).toMatchObject({
      version: 1,
      endList: false,
      mediaSequence: 0,
      independentSegments: false,
    });
    expect(playlist).not.toHaveProperty("playlistType");
    expect(playlist.segments).toEqual([
      { uri: "0.m4s", duration: 9.5 * second, discontinuity: false, map: "i.mp4" },
      { uri: "1.m4s", duration: 10 * second, discontinuity: false, map: "i.mp4" },
    ]);
  });

  const head = "#EXTM3U\n#EXT-X-TARGETDURATION:6\n";
  it.each([
    ["", 0],
    ["\uFEFF#EXTM3U\n", 0],
    ["#EXTM3U8\n", 0],
    ["#EXTM3U\n", 8],
    ["#EXTM3U\n#EXT-X-TARGETDURATION:6.5\n", 8],
    [`${head}a.ts\n`, head.length],
    [`${head}#EXTINF:six,\na.ts\n`, head.length],
    [`${head}#EXTINF:6,\n`, head.length + 11],
    [`${head}#EXTINF:6,\n#EXT-X-BYTERANGE:1@0\na\n`, head.length + 11],
    [`${head}#EXT-X-KEY:METHOD=AES-128,URI="k"\n`, head.length],
    [`${head}#EXT-X-MAP:URI=i.mp4\n`, head.length],
    [`${head}#EXT-X-MAP:URI="i.mp4",BYTERANGE="9@0"\n`, head.length],
    [`${head}#EXT-X-PLAYLIST-TYPE:LIVE\n`, head.length],
    [`${head}#EXT-X-PROGRAM-DATE-TIME:soon\n`, head.length],
    [`${head}#EXT-X-DATERANGE:ID="x"\n`, head.length],
    [`${head}#EXT-X-STREAM-INF:BANDWIDTH=1\n`, head.length],
    [`${head}#EXTINF:6,\na\u0007.ts\n`, head.length + 12],
  ])("refuses %j and says where", (text, offset) => {
    expect(() => parseMediaPlaylist(text)).toThrow(
      expect.objectContaining({ name: "MediaFormatError", offset }),
    );
  });

  it.each<Partial<MediaPlaylist>>([
    { segments: [{ uri: "a\n#EXT-X-ENDLIST", duration: second, discontinuity: false }] },
    { segments: [{ uri: "a", duration: second, discontinuity: false, map: 'i"' }] },
    { segments: [{ uri: "a", duration: 0.5, discontinuity: false }] },
    { segments: [{ uri: "a", duration: 1, discontinuity: false, programDateTime: Number.NaN }] },
    {
      segments: [
        { uri: "a", duration: second, discontinuity: false, map: "i" },
        { uri: "b", duration: second, discontinuity: true },
      ],
    },
    { targetDuration: 5.5 },
    { mediaSequence: -1 },
    { dateRanges: [{ id: 'x"', startDate: 0 }] },
    { dateRanges: [{ id: "x", startDate: 0, attributes: { "X-A": "\n" } }] },
    { dateRanges: [{ id: "x", startDate: 0, attributes: { "X-A,B": "1" } }] },
    { dateRanges: [{ id: "x", startDate: 0, attributes: { ID: "y" } }] },
    { dateRanges: [{ id: "x", startDate: 0, attributes: { "X-A": 1e300 } }] },
  ])("does not write %j", (change) => {
    expect(() => writeMediaPlaylist({ ...twoClips, ...change })).toThrow(MediaFormatError);
  });

  it("needs the target duration that the rounded EXTINF asks for", () => {
    expect(targetDurationOf([{ duration: 6.006 * second }, { duration: second }])).toBe(6);
    expect(targetDurationOf([{ duration: 6.5 * second }])).toBe(7);
    expect(targetDurationOf([{ duration: 0.1 * second }])).toBe(1);
    expect(targetDurationOf([])).toBe(1);
  });
});

const multivariant: MultivariantPlaylist = {
  version: 7,
  independentSegments: true,
  renditions: [
    {
      type: "AUDIO",
      groupId: "a",
      name: "Füße, 日本語",
      language: "de",
      default: true,
      autoselect: true,
      channels: 2,
      uri: "a.m3u8",
    },
    {
      type: "SUBTITLES",
      groupId: "s",
      name: "English",
      default: false,
      autoselect: true,
      forced: false,
      characteristics: ["public.accessibility.describes-music-and-sound"],
      uri: "s.m3u8",
    },
  ],
  variants: [
    {
      uri: "v.m3u8",
      bandwidth: 1_500_000,
      averageBandwidth: 1_000_000,
      codecs: ["avc1.64001f", "mp4a.40.2"],
      resolution: { width: 1280, height: 720 },
      frameRate: 29.97,
      audioGroup: "a",
      subtitlesGroup: "s",
    },
  ],
};

const multivariantText = `#EXTM3U
#EXT-X-VERSION:7
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Füße, 日本語",LANGUAGE="de",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a.m3u8"
#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",NAME="English",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,CHARACTERISTICS="public.accessibility.describes-music-and-sound",URI="s.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1500000,AVERAGE-BANDWIDTH=1000000,CODECS="avc1.64001f,mp4a.40.2",RESOLUTION=1280x720,FRAME-RATE=29.970,AUDIO="a",SUBTITLES="s"
v.m3u8
`;

describe("multivariant playlist", () => {
  it("writes every attribute", () => {
    expect(writeMultivariantPlaylist(multivariant)).toBe(multivariantText);
  });

  it("reads it back", () => {
    expect(parseMultivariantPlaylist(multivariantText)).toEqual(multivariant);
  });

  it("rounds the frame rate to three decimals", () => {
    const [variant] = multivariant.variants;
    const text = writeMultivariantPlaylist({
      ...multivariant,
      variants: [{ ...variant!, frameRate: 24_000 / 1001 }],
    });
    expect(text).toContain("FRAME-RATE=23.976,");
  });

  it("ignores renditions of other types, unknown tags and attributes", () => {
    const text = `#EXTM3U
#EXT-X-MEDIA:TYPE=CLOSED-CAPTIONS,GROUP-ID="c",NAME="CC",INSTREAM-ID="CC1"
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",CHANNELS="6/JOC"
#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"
#EXT-X-STREAM-INF:BANDWIDTH=1,SCORE=2.0
v.m3u8
`;
    expect(parseMultivariantPlaylist(text)).toEqual({
      version: 1,
      independentSegments: false,
      renditions: [
        { type: "AUDIO", groupId: "a", name: "x", default: false, autoselect: false, channels: 6 },
      ],
      variants: [{ uri: "v.m3u8", bandwidth: 1 }],
    });
  });

  it.each(['x"y', "x\ny", "x\r", "x\u0000", "x\u0085", "\ud800"])("does not write the name %j", (name) => {
    const [rendition] = multivariant.renditions;
    for (const change of [
      { name },
      { groupId: name },
      { language: name },
      { uri: name },
    ] as Partial<Rendition>[]) {
      const renditions = [{ ...rendition!, ...change }];
      expect(() => writeMultivariantPlaylist({ ...multivariant, renditions })).toThrow(MediaFormatError);
    }
    const [variant] = multivariant.variants;
    for (const change of [
      { audioGroup: name },
      { subtitlesGroup: name },
      { codecs: [name] },
      { uri: name },
    ]) {
      const variants = [{ ...variant!, ...change }];
      expect(() => writeMultivariantPlaylist({ ...multivariant, variants })).toThrow(MediaFormatError);
    }
  });

  it.each([
    '#EXT-X-STREAM-INF:CODECS="x"\nv\n',
    "#EXT-X-STREAM-INF:BANDWIDTH=-1\nv\n",
    "#EXT-X-STREAM-INF:BANDWIDTH=1,RESOLUTION=1280\nv\n",
    "#EXT-X-STREAM-INF:BANDWIDTH=1,FRAME-RATE=x\nv\n",
    "#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO=a\nv\n",
    "#EXT-X-STREAM-INF:BANDWIDTH=1\n",
    '#EXT-X-MEDIA:GROUP-ID="a",NAME="x"\n',
    '#EXT-X-MEDIA:TYPE=AUDIO,NAME="x"\n',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",DEFAULT=TRUE\n',
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="x",CHANNELS="two"\n',
    "#EXTINF:1,\nv\n",
    "v.m3u8\n",
  ])("refuses %j", (body) => {
    expect(() => parseMultivariantPlaylist(`#EXTM3U\n${body}`)).toThrow(MediaFormatError);
  });
});

const uriPart = fc.stringMatching(/^[a-z0-9_-]{1,12}$/);
/** Whole fives of microseconds, so that text carries them exactly. */
const duration = fc.integer({ min: 200, max: 1_299_999 }).map((fives) => fives * 3528);
const clip = fc.record({ source: uriPart, durations: fc.array(duration, { minLength: 1, maxLength: 8 }) });
const label = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 20 })
  .filter((text) => !/["\p{Cc}]/u.test(text) && text.isWellFormed());

function mediaPlaylistOf(clips: { source: string; durations: number[] }[], kind: string): MediaPlaylist {
  const segments = clips.flatMap(({ source, durations }, c) =>
    durations.map((flicks, i) => ({
      uri: `../m/${source}/${kind}/${c}-${i}.m4s?t=${i}`,
      duration: flicks,
      discontinuity: c > 0 && i === 0,
      map: `../m/${source}/${kind}/init.mp4`,
      ...(c === 0 && i === 0 && { programDateTime: 1_700_000_000_000 }),
    })),
  );
  return {
    version: 7,
    targetDuration: targetDurationOf(segments),
    independentSegments: true,
    playlistType: "VOD",
    mediaSequence: 0,
    endList: true,
    dateRanges: clips.map((_, c) => ({ id: `c${c}`, startDate: 1_700_000_000_000 + c, duration: c * 3528 })),
    segments,
  };
}

describe("what the writers write", () => {
  const presentation = fc.record({
    clips: fc.array(clip, { minLength: 1, maxLength: 8 }),
    names: fc.uniqueArray(label, { minLength: 1, maxLength: 4 }),
    bandwidths: fc.uniqueArray(fc.integer({ min: 100_000, max: 20_000_000 }), { minLength: 1, maxLength: 4 }),
  });

  it("reads back equal and breaks no rule", () => {
    fc.assert(
      fc.property(presentation, ({ clips, names, bandwidths }) => {
        const top: MultivariantPlaylist = {
          version: 7,
          independentSegments: true,
          renditions: names.map((name, i) => ({
            type: "AUDIO",
            groupId: "audio",
            name,
            default: i === 0,
            autoselect: true,
            channels: 2,
            uri: `a${i}/index.m3u8`,
          })),
          variants: bandwidths.map((bandwidth, i) => ({
            uri: `v${i}/index.m3u8`,
            bandwidth,
            averageBandwidth: bandwidth - i,
            codecs: ["avc1.64001f", "mp4a.40.2"],
            resolution: { width: 640 + i, height: 360 },
            frameRate: 25,
            audioGroup: "audio",
          })),
        };
        const readTop = parseMultivariantPlaylist(writeMultivariantPlaylist(top));
        expect(readTop).toEqual(top);
        const media = new Map<string, MediaPlaylist>();
        for (const { uri } of [...top.variants, ...top.renditions]) {
          const playlist = mediaPlaylistOf(clips, uri!.slice(0, 2));
          const read = parseMediaPlaylist(writeMediaPlaylist(playlist));
          expect(read).toEqual(playlist);
          media.set(uri!, read);
        }
        expect(lintMultivariant(readTop, media)).toEqual([]);
      }),
    );
  });

  it("is the same text when read and written again, whatever the flicks", () => {
    const flicks = fc.integer({ min: 1, max: 20 * second });
    fc.assert(
      fc.property(fc.array(flicks, { minLength: 1 }), (durations) => {
        const text = writeMediaPlaylist(mediaPlaylistOf([{ source: "s", durations }], "v"));
        expect(writeMediaPlaylist(parseMediaPlaylist(text))).toBe(text);
      }),
    );
  });
});
