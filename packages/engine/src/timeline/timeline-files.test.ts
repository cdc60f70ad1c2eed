import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sharedMedia } from "../../../../tests/kit/media.ts";
import type { ClipInput } from "../api/timeline.ts";
import type { TimelineImport } from "../api/timeline-files.ts";
import { makeVersion } from "../testing/made-library.ts";
import { createTimelineFiles } from "./timeline-files.ts";

const FILM = { num: 24, den: 1 };
const NTSC = { num: 30_000, den: 1001 };
const versions = new Map([
  ["vid_film", makeVersion({ n: 1, frameRate: FILM, gops: Array<number>(100).fill(24) })],
  ["vid_news", makeVersion({ n: 2, frameRate: NTSC })],
]);
const files = createTimelineFiles({
  videos: async () => [
    { id: "vid_film", name: "Film.mov" },
    { id: "vid_news", name: "news.mp4" },
  ],
  versionsOf: async (ids) => new Map([...versions].filter(([id]) => ids.includes(id))),
  streamUrl: ({ id }) => `http://localhost:8720/u/anyone/${id}/s/x.m3u8`,
});

const folder = sharedMedia("timeline") ?? "";
const read = (name: string): string => readFileSync(`${folder}/${name}`, "utf8");

/** All media is the film. */
function load(name: string, options: Partial<TimelineImport> = {}) {
  const text = read(name);
  const format = name.endsWith(".edl") ? "edl" : "otio";
  return files.import({ format, text, frameRate: 24, media: filmFor(text), ...options });
}

/** Every name in a file, for the film; its first frame is at the media's own start. */
function filmFor(text: string): Record<string, string> {
  const names = text.matchAll(/"(?:name|target_url)":\s*"([^"]+)"|(?:FILE|NAME):\s*(.*?)\s*$|^\d+\s+(\S+)/gm);
  return Object.fromEntries(
    Array.from(names, ([, json, note, reel]) => [json ?? note ?? reel ?? "", "vid_film"]),
  );
}

/** Seconds of clips in frames of film. */
const frames = (clips: readonly ClipInput[]): string[] =>
  clips.map(({ start, end }) =>
    [start, end]
      .map((time) => {
        const [num = "", den = "1"] = String(time).split("/");
        return (Number(num) * 24) / Number(den);
      })
      .join("-"),
  );

describe("a timeline as OpenTimelineIO", () => {
  it("comes back with the same frames", async () => {
    const clips: ClipInput[] = [
      { video: "vid_news", start: { frame: 7 }, end: { frame: 200 } },
      { video: "vid_film", start: 1.5, end: "49/24" },
      { video: "vid_news", start: "1001/30000", end: { frame: 2 } },
    ];
    const text = await files.export({ timeline: { clips, subtitles: [{ language: "en" }] }, name: "mine" });
    const { timeline, name, warnings, further } = await files.import({ format: "otio", text });
    expect(name).toBe("mine");
    expect(warnings).toEqual([]);
    expect(further).toEqual({ subtitles: [{ language: "en" }] });
    expect(timeline.clips).toEqual([
      { video: "vid_news", start: "7007/30000", end: "1001/150" },
      { video: "vid_film", start: "3/2", end: "49/24" },
      { video: "vid_news", start: "1001/30000", end: "1001/15000" },
    ]);
  });

  it("finds videos by their names where others wrote it", async () => {
    const text = (await files.export({ timeline: { clips: [{ video: "vid_film", start: 0, end: 1 }] } }))
      .replace('"video": "vid_film"', '"color": "red"')
      .replace(/"target_url": "[^"]+"/, '"target_url": "file:///Volumes/rushes/FILM.mov"');
    expect((await files.import({ format: "otio", text })).timeline.clips[0]?.video).toBe("vid_film");
  });
});

describe.skipIf(folder === "")("files of editing systems", () => {
  it("a cut list plays its clips in order", async () => {
    const { timeline, name } = await load("simple_cut.otio");
    expect(name).toBe("Figure 1 - Simple Cut List");
    expect(frames(timeline.clips)).toEqual(["3-6", "2-8", "0-4", "0-6"]);
  });

  it("tracks are flattened as OpenTimelineIO flattens them", async () => {
    // What OpenTimelineIO's own flattening of the one makes is the other.
    const [tracks, flat] = await Promise.all([
      load("multitrack.otio", { filler: { video: "vid_news", start: 0, end: 1 } }),
      load("preflattened.otio", { filler: { video: "vid_news", start: 0, end: 1 } }),
    ]);
    expect(frames(tracks.timeline.clips)).toEqual(frames(flat.timeline.clips));
    expect(tracks.timeline.clips.length).toBeGreaterThan(2);
  });

  it("gaps are refused, or filled", async () => {
    await expect(load("gaps.otio")).rejects.toMatchObject({ code: "empty_timeline" });
    const filler = { video: "vid_news", start: 0, end: { frame: 10 } };
    const edl = "sample_cdl_edl_with_gaps.edl";
    const names = [...read(edl).matchAll(/VFX_NAME_\d+/g)].map(([name]) => name);
    const media = Object.fromEntries(names.map((name) => [name, "vid_film"]));
    await expect(load(edl, { media })).rejects.toMatchObject({ code: "timeline_gap" });
    const { timeline } = await load(edl, { media, filler });
    expect(timeline.clips[0]?.video).toBe("vid_film");
    const filled = timeline.clips.slice(
      1,
      timeline.clips.findLastIndex(({ video }) => video === "vid_film"),
    );
    expect(filled.filter(({ video }) => video === "vid_news").length).toBeGreaterThan(6);
  });

  it("transitions are cuts, and said to be", async () => {
    const { timeline, warnings } = await load("dissolve_test.edl", {
      media: Object.fromEntries(
        ["clip_A", "clip_B"].map((name) => [name, { video: "vid_film", startTimecode: "01:00:00:00" }]),
      ),
    });
    expect(frames(timeline.clips)).toEqual(["101-110", "200-210", "210-211"]);
    expect(warnings).toEqual(["1 transition is a cut."]);
    expect((await load("transition.otio")).warnings.join()).toMatch(/transitions? (is a cut|are cuts)/);
  });

  it("a change of speed is refused with its line", async () => {
    await expect(load("source_out_timewarp.edl", { frameRate: 24 })).rejects.toMatchObject({
      code: "import_unreadable",
      message: expect.stringMatching(/^Line 3: the event changes the speed/),
    });
  });

  it("times before the media's first frame are refused, with what to give", async () => {
    const media = { clip_A: { video: "vid_film", startTimecode: "02:00:00:00" }, clip_B: "vid_film" };
    await expect(load("dissolve_test.edl", { media })).rejects.toThrow(
      "line 3 starts 3595.792 s before the first frame of vid_film; give its startTimecode.",
    );
    await expect(
      load("dissolve_test.edl", {
        media: { ...media, clip_A: { video: "vid_film", startTimecode: "noon" } },
      }),
    ).rejects.toThrow('startTimecode is "noon"');
  });

  it("what shows nothing, has no rate, or is no such file is refused", async () => {
    await expect(
      load("big_int.otio", { text: '{"OTIO_SCHEMA":"Timeline.1","tracks":{"OTIO_SCHEMA":"Stack.1"}}' }),
    ).rejects.toMatchObject({ code: "empty_timeline" });
    await expect(load("cdl.edl", { frameRate: "fast" })).rejects.toThrow('frameRate is "fast"');
    await expect(load("cdl.edl", { text: "hello" })).rejects.toMatchObject({ code: "import_unreadable" });
    await expect(load("simple_cut.otio", { media: {} })).rejects.toMatchObject({ code: "video_not_found" });
    await expect(
      load("simple_cut.otio", {
        media: Object.fromEntries(
          Object.keys(filmFor(read("simple_cut.otio"))).map((name) => [name, "vid_none"]),
        ),
      }),
    ).rejects.toMatchObject({ code: "video_not_found" });
  });
});
