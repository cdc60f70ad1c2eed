import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseOtio } from "./otio.ts";
import { readRationalTime } from "./otio-time.ts";

const S = FLICKS_PER_SECOND;
const time = (value: number, rate = 24) => ({ OTIO_SCHEMA: "RationalTime.1", value, rate });
const range = (start: number, duration: number, rate = 24) => ({
  OTIO_SCHEMA: "TimeRange.1",
  start_time: time(start, rate),
  duration: time(duration, rate),
});
const clip = (name: string, source: object | null, more: object = {}) => ({
  OTIO_SCHEMA: "Clip.2",
  name,
  source_range: source,
  ...more,
});
const track = (children: object[], more: object = {}) => ({
  ...{ OTIO_SCHEMA: "Track.1", name: "V1", kind: "Video", children },
  ...more,
});
const stack = (children: object[], more: object = {}) => ({ OTIO_SCHEMA: "Stack.1", children, ...more });
const timeline = (tracks: object) => ({ OTIO_SCHEMA: "Timeline.1", name: "cut", tracks });
const gap = (frames: number) => ({ OTIO_SCHEMA: "Gap.1", source_range: range(0, frames) });
const marker = (name: string, at: object, color: unknown = "RED") => ({
  ...{ OTIO_SCHEMA: "Marker.2", name, color, marked_range: at },
});
const parse = (value: object) => parseOtio(JSON.stringify(value, undefined, 1));
const seconds = (at: { start: number; end: number } | null | undefined) => at && [at.start / S, at.end / S];

describe("parseOtio", () => {
  test("clips have their place in the media and in the timeline", () => {
    const media = {
      active_media_reference_key: "hi",
      media_references: {
        lo: { OTIO_SCHEMA: "MissingReference.1" },
        hi: {
          ...{ OTIO_SCHEMA: "ExternalReference.1", target_url: "file:///a.mov" },
          available_range: range(24 * 3600, 240),
        },
      },
    };
    const { name, clips } = parse(
      timeline(
        stack([
          track([
            gap(24),
            clip("a", range(24 * 3600 + 24, 48), media),
            { OTIO_SCHEMA: "Transition.1" },
            clip("b", range(0, 24)),
          ]),
          track([clip("sound", null, { media_reference: { available_range: range(0, 480) } })], {
            kind: "Audio",
            name: "A1",
          }),
        ]),
      ),
    );
    expect(name).toBe("cut");
    expect(clips.map(({ name, source, record }) => [name, seconds(source), seconds(record)])).toEqual([
      ["a", [3601, 3603], [1, 3]],
      ["b", [0, 1], [3, 4]],
      ["sound", [0, 20], [0, 20]],
    ]);
    expect(seconds(clips[0]?.media)).toEqual([3600, 3610]);
    expect(clips[0]).toMatchObject({
      mediaUrl: "file:///a.mov",
      track: { name: "V1", kind: "Video" },
      enabled: true,
    });
    expect(clips[2]?.track).toEqual({ name: "A1", kind: "Audio", number: 1 });
  });

  test("what a composition trims away is not in the timeline", () => {
    const inner = stack(
      [track([clip("a", range(0, 48)), clip("b", range(0, 48)), clip("c", range(0, 48))])],
      {
        source_range: range(24, 48),
      },
    );
    const { clips } = parse(timeline(stack([track([gap(240), inner, clip("d", range(0, 24))])])));
    expect(clips.map(({ name, record }) => [name, seconds(record)])).toEqual([
      ["a", [10, 11]],
      ["b", [11, 12]],
      ["c", null],
      ["d", [12, 13]],
    ]);
  });

  test("markers of clips count in their media, others in the timeline", () => {
    const { clips, markers } = parse(
      timeline(
        stack(
          [
            track([gap(24), clip("a", range(48, 48), { markers: [marker("in a", range(60, 0))] })], {
              markers: [marker("on the track", range(36, 12), { OTIO_SCHEMA: "Color.1", name: "BLUE" })],
            }),
          ],
          { markers: [marker("on all", range(24, 24), null)] },
        ),
      ),
    );
    expect(clips[0]?.markers.map(({ name, colour, ...at }) => [name, colour, seconds(at)])).toEqual([
      ["in a", "red", [2.5, 2.5]],
    ]);
    expect(markers.map(({ name, colour, ...at }) => [name, colour, seconds(at)])).toEqual([
      ["on all", null, [1, 2]],
      ["on the track", "blue", [1.5, 2]],
    ]);
  });

  test("reads strings of any length", () => {
    const name = `${"a".repeat(1_000_000)}${'"'.repeat(4_000_000)}`;
    const text = JSON.stringify(clip(name, range(0, 24), { metadata: 0 })).replace(
      '"metadata":0',
      '"metadata":NaN',
    );
    expect(parseOtio(text).clips[0]?.name).toHaveLength(5_000_000);
  });

  test("reads a lone clip, a collection, and numbers that are none, as OTIO writes them", () => {
    expect(parse(clip("a", range(0, 24))).clips).toHaveLength(1);
    const text = JSON.stringify({
      OTIO_SCHEMA: "SerializableCollection.1",
      children: [clip('NaN "Infinity', range(0, 24), { metadata: { x: 1 } })],
    }).replace('{"x":1}', '{"x":NaN,"y":[-Infinity,Infinity]}');
    expect(parseOtio(text).clips.map(({ name }) => name)).toEqual(['NaN "Infinity']);
  });

  test.each<[string, string, number]>([
    ["no JSON", "TITLE: x", 1],
    ["JSON that ends early", '{\n"OTIO_SCHEMA": "Timeline.1",', 2],
    ["other JSON", "[\n1]", 1],
    ["another schema", JSON.stringify({ OTIO_SCHEMA: "Subtitles.1" }), 1],
    ["a range without a rate", JSON.stringify(track([clip("a", range(0, 24, 0))]), undefined, 1), 9],
    ["a length below zero", JSON.stringify(track([clip("a", range(0, -24))]), undefined, 1), 9],
    ["a clip without any range", JSON.stringify(track([gap(1), clip("a", null)]), undefined, 1), 22],
    ["a marker that is none", JSON.stringify(track([], { markers: [{}] }), undefined, 1), 7],
  ])("refuses %s with the line", (_, text, line) => {
    expect(() => parseOtio(text)).toThrow(MediaFormatError);
    expect(() => parseOtio(text)).toThrow(expect.objectContaining({ offset: line }));
  });

  test("refuses what is nested without end", () => {
    const nested = (depth: number): object => (depth === 0 ? gap(1) : stack([nested(depth - 1)]));
    expect(parse(nested(60)).clips).toEqual([]);
    expect(() => parse(nested(70))).toThrow(/nested more than 64 deep/);
  });
});

test.each([
  [48, 24, 2 * S],
  [3000, 29.97, 100.1 * S],
  [24_000, 23.976, 1001 * S],
  [24_000, 23.98, 1001 * S],
  [48_000, 48_000, S],
  [12.5, 25, S / 2],
])("%f at a rate of %f is %i flicks", (value, rate, flicks) =>
  expect(readRationalTime({ value, rate })).toBe(flicks),
);
