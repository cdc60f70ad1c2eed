import { describe, expect, test } from "vitest";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseFcpxml } from "./fcpxml.ts";
import { writeFcpxml } from "./fcpxml-writer.ts";

const seconds = (flicks: number | undefined): number => (flicks ?? Number.NaN) / FLICKS_PER_SECOND;

const project = (spine: string, sequence = 'format="r1" tcFormat="NDF"'): string =>
  `<fcpxml version="1.8"><resources>
<format id="r1" frameDuration="1001/30000s"/>
<asset id="r2" name="mega" start="3600s" duration="100s"/></resources>
<library><event><project name="Sizzle"><sequence ${sequence}><spine>
${spine}
</spine></sequence></project></event></library></fcpxml>`;

const markersOf = (spine: string) => {
  const { markers = [] } = parseFcpxml(project(spine)).sequences[0] ?? {};
  return markers.map(({ text, start, end, clipName }) => [text, seconds(start), seconds(end), clipName]);
};

describe("parseFcpxml", () => {
  test("reads a project's rate, clips and where they are", () => {
    const text = project(
      `<gap offset="3600s" duration="2s"/>
<clip name="Heat &amp; | long" offset="3602s" duration="10s" start="77s"/>
<audition><asset-clip ref="r2" name="first" duration="5s" start="3600s"/><clip name="other" duration="9s"/></audition>
<asset-clip ref="r2" name="whole"/>`,
      'format="r1" tcStart="3600s" tcFormat="DF"',
    );
    const [sequence] = parseFcpxml(text).sequences;
    expect(sequence).toMatchObject({ name: "Sizzle", drop: true, line: 4, markers: [] });
    expect((sequence?.frameRate?.num ?? 0) / (sequence?.frameRate?.den ?? 1)).toBe(30_000 / 1001);
    expect(
      sequence?.clips.map(({ name, line, start, end }) => [name, line, seconds(start), seconds(end)]),
    ).toEqual([
      ["Heat & | long", 6, 2, 12],
      ["first", 7, 12, 17],
      ["whole", 8, 17, 117],
    ]);
  });

  test("says which clips a transition touches", () => {
    const text = project(
      `<clip name="a" offset="0s" duration="4s"/><transition offset="3s" duration="2s"/>
<clip name="b" offset="4s" duration="4s"/><clip name="c" offset="8s" duration="4s"/>`,
    );
    const [sequence] = parseFcpxml(text).sequences;
    expect(sequence?.clips.map(({ inTransition }) => inTransition)).toEqual([true, true, false]);
  });

  test("places markers and keywords on the time of the project", () => {
    expect(
      markersOf(`<clip name="a" offset="0s" duration="4s" start="10s">
<marker start="11s" duration="1001/30000s" value="in a"/><keyword start="12s" duration="1s" value="range"/>
<clip name="above" lane="1" offset="12s" duration="1s" start="50s"><chapter-marker start="101/2s" value="on top"/></clip>
<spine lane="1" offset="13s"><clip name="story" duration="1s"><marker start="1/2s" value="aside"/></clip></spine>
</clip>`),
    ).toEqual([
      ["in a", 1, 1 + 1001 / 30_000, "a"],
      ["range", 2, 3, "a"],
      ["on top", 2.5, 2.5, "above"],
      ["aside", 3.5, 3.5, "story"],
    ]);
  });

  test.each([
    [
      '<clip name="a" duration="4s"><timeMap/><marker start="1s"/></clip>',
      /Line 5: <marker> is in a clip that is retimed/,
    ],
    [
      '<asset-clip ref="r2" duration="4s"><marker start="1s"/></asset-clip>',
      /Line 5: <marker> .* where in its media/,
    ],
    ['<clip name="a"/>', /Line 5: <clip> does not say how long it lasts/],
    ['\n<clip duration="4"/>', /Line 6: expected a time such as 1001\/30000s as duration, found "4"/],
    ['<clip duration="1/0s"/>', /found "1\/0s"/],
    ['<clip duration="1/11s"/>', /found "1\/11s"/],
    ["<clip>", /Line \d+: no well-formed XML/],
    ["&bomb;", /Line 5: no well-formed XML/],
  ])("refuses %j by its line", (spine, message) => {
    expect(() => parseFcpxml(project(spine))).toThrow(message);
  });

  test("refuses what is no FCPXML", () => {
    expect(() => parseFcpxml("<xmeml/>")).toThrow(/Line 1: expected <fcpxml>, found <xmeml>/);
    const bare = "<fcpxml><project><sequence/></project></fcpxml>";
    expect(() => parseFcpxml(bare)).toThrow(/Line 1: the sequence has no spine/);
    expect(parseFcpxml("<fcpxml/>").sequences).toEqual([]);
  });
});

test("writeFcpxml writes what parseFcpxml reads, at any rate", () => {
  for (const frameRate of [
    { num: 24_000, den: 1001 },
    { num: 25, den: 1 },
    { num: 60_000, den: 1001 },
  ]) {
    const clips = [
      { name: 'a "quoted" <&> clip', first: 0, end: 80 },
      { name: "b", first: 80, end: 120 },
      { name: "c", first: 121, end: 9_999_999 },
    ];
    const [sequence] = parseFcpxml(writeFcpxml({ name: "mega", frameRate, clips })).sequences;
    const frame = (FLICKS_PER_SECOND * frameRate.den) / frameRate.num;
    expect(
      sequence?.clips.map(({ name, start, end }) => ({ name, first: start / frame, end: end / frame })),
    ).toEqual(clips);
  }
});
