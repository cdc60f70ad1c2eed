import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sharedMedia } from "../../../../tests/kit/media.ts";
import { decodeText } from "../text.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseEdl } from "./edl.ts";
import { parseFcpxml } from "./fcpxml.ts";
import { parseOtio } from "./otio.ts";
import { formatTimecode } from "./timecode.ts";

const folder = sharedMedia("timeline") ?? "";
const files = (extension: string) =>
  (folder === "" ? [] : readdirSync(folder)).filter((name) => name.endsWith(extension));
const read = (name: string): string => decodeText(readFileSync(`${folder}/${name}`));
const FILM = { num: 24, den: 1 };
const PAL = { num: 25, den: 1 };

describe.skipIf(folder === "")("lists of other programs", () => {
  test("each EDL is as long in the record as its events say", () => {
    for (const name of files(".edl")) {
      const { events } = parseEdl(read(name), name === "timecode_mismatch.edl" ? PAL : FILM);
      const lines = read(name)
        .split(/\r?\n/)
        .filter((line) => /^\d+\s/.test(line));
      expect(events, name).toHaveLength(lines.length);
      events.forEach(({ recordIn, recordOut, line }, n) => {
        const rate = name === "timecode_mismatch.edl" ? PAL : FILM;
        const written = `${formatTimecode(recordIn, rate)} ${formatTimecode(recordOut, rate)}`;
        expect(lines[n], `${name}:${line}`).toContain(written);
      });
    }
  });

  test("clip names and locators of screening_example.edl", () => {
    const { title, events } = parseEdl(read("screening_example.edl"), FILM);
    expect(title).toBe("Example_Screening.01");
    expect(events.map(({ clipName }) => clipName)).toEqual(
      [
        "501 (LAY3)",
        "502A (LAY3)",
        "503A (LAY1)",
        "504C (LAY1)",
        "504B (LAY1)",
        "507C (LAY2)",
        "508 (LAY2)",
        "510 (LAY1)",
        "510B (LAY1)",
      ].map((name) => `ZZ100_${name}`),
    );
    expect(events[3]?.markers).toEqual([
      { frame: 86_438, frames: 1, colour: "red", text: "ANIM FIX NEEDED" },
      { frame: 86_462, frames: 1, colour: "pink", text: "ANIM FIX NEEDED" },
    ]);
    expect(events[6]?.markers).toEqual([{ frame: 86_773, frames: 1, colour: "green", text: "" }]);
  });

  test("markers of Final Cut are where its other document of the same project has them", () => {
    const [project] = parseFcpxml(read("fcpx_project.fcpxml")).sequences;
    const [first, second] = parseFcpxml(read("fcpx_library.fcpxml")).sequences;
    const shown = (sequence: typeof project) =>
      sequence?.markers.map(({ text, start }) => [text, start / FLICKS_PER_SECOND]);
    expect(shown(project)).toHaveLength(8);
    expect(shown(project)?.slice(0, 2)).toEqual([
      ["Marker 1", 6],
      ["Marker 5", 22],
    ]);
    expect(shown(first)).toEqual(shown(project));
    expect(shown(second)).toEqual(shown(project));
    expect(project?.clips[0]).toMatchObject({ name: "IMG_0715", start: 0, inTransition: true });
  });

  test("OTIO says the same of that list", () => {
    const { clips } = parseOtio(read("screening_example.otio"));
    const { events } = parseEdl(read("screening_example.edl"), FILM);
    const frames = (flicks: number) => (flicks / FLICKS_PER_SECOND) * 24;
    expect(clips.map(({ source }) => [frames(source.start), frames(source.end)])).toEqual(
      events.map(({ sourceIn, sourceOut }) => [sourceIn, sourceOut]),
    );
    expect(
      clips.flatMap(({ markers }) => markers.map(({ start, colour }) => [frames(start), colour])),
    ).toEqual(events.flatMap(({ markers }) => markers.map(({ frame, colour }) => [frame, colour])));
  });

  test("clips of simple_cut.otio follow one another", () => {
    const { clips } = parseOtio(read("simple_cut.otio"));
    const frames = (flicks = 0) => (flicks / FLICKS_PER_SECOND) * 24;
    expect(
      clips.map(({ name, source, record }) => [
        ...[name, frames(source.start), frames(source.end)],
        ...[frames(record?.start), frames(record?.end)],
      ]),
    ).toEqual([
      ["Clip-001", 3, 6, 0, 3],
      ["Clip-002", 2, 8, 3, 9],
      ["Clip-003", 0, 4, 9, 13],
      ["Clip-004", 100, 106, 13, 19],
    ]);
  });

  test("markers of premiere_example.otio", () => {
    const { markers } = parseOtio(read("premiere_example.otio"));
    const frames = markers.map(({ start, name, colour }) => [
      Math.round((start / FLICKS_PER_SECOND) * 30),
      name,
      colour,
    ]);
    expect(frames).toEqual([
      [113, "My MArker 1", "red"],
      [492, "dsf", "red"],
      [298, "", "red"],
    ]);
  });

  test("every OTIO file is read but the one that holds no timeline", () => {
    const refused = new Map<string, string>();
    for (const name of files(".otio")) {
      try {
        parseOtio(read(name));
      } catch (error) {
        refused.set(name, (error as Error).message);
      }
    }
    expect([...refused]).toEqual([
      ["srt_example.otio", expect.stringContaining("Line 1: the file is no Timeline")],
    ]);
  });
});
