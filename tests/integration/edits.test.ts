import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { continuous, expectPlays } from "../kit/played.ts";
import {
  type CodedCut,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Timelines of editing systems, from the file to the frames that are shown. */
let server: TestServer;
let film: IngestedSource;
let news: IngestedSource;

beforeAll(async () => {
  server = await startTestServer();
  film = await ingestCoded(server, { sourceId: 1, frameRate: "24", seconds: 6 });
  news = await ingestCoded(server, { sourceId: 2, frameRate: "30000/1001", seconds: 6, gopSeconds: 1 });
});
afterAll(() => server?.close());

const cut = (source: IngestedSource, from: number, to: number): CodedCut => ({ source, from, to });

describe("an EDL", () => {
  it("plays its events, whose timecodes start at the reel's", async () => {
    const edl = [
      "TITLE: A FILM",
      "FCM: NON-DROP FRAME",
      "001  A001     V     C        01:00:01:05 01:00:02:10 01:00:00:00 01:00:01:05",
      "* FROM CLIP NAME: first",
      "002  A001     V     C        01:00:04:00 01:00:05:23 01:00:01:05 01:00:03:04",
      "003  A001     A     C        01:00:04:00 01:00:05:23 01:00:01:05 01:00:03:04",
    ].join("\n");
    const media = { A001: { video: film.video.id, startTimecode: "01:00:00:00" } };
    const { timeline, name, warnings } = await server.client.timelines.fromEDL(edl, 24, { media });
    expect(name).toBe("A FILM");
    expect(warnings).toEqual(["1 event of sound is left out: every clip keeps its own."]);
    const { url, plan } = await timeline.stream();
    for (const { startErrorFrames, endErrorFrames } of plan.clips)
      expect([startErrorFrames, endErrorFrames]).toEqual([0, 0]);
    await expectPlays(continuous(url), [cut(film, 29, 58), cut(film, 96, 143)], "edl");
  });
});

describe("an OpenTimelineIO file", () => {
  it("is written of a timeline, and plays the same frames when it is read", async () => {
    const timeline = server.client
      .timeline()
      .add(news.video, { start: { frame: 17 }, end: { frame: 60 } })
      .add(film.video, { start: { frame: 3 }, end: { frame: 30 } })
      .overlay({ text: "Hello", position: "top" });
    const text = await timeline.toOTIO({ name: "mine" });
    await writeFile(join(server.folder, "mine.otio"), text);
    const read = await server.client.timelines.fromOTIO(text);
    expect(read).toMatchObject({ name: "mine", warnings: [] });
    expect(read.timeline.overlays).toEqual(timeline.overlays);
    const { url } = await read.timeline.stream();
    await expectPlays(continuous(url), [cut(news, 17, 60), cut(film, 3, 30)], "otio");
  });

  it("that names a video nobody has is refused", async () => {
    const text = (await server.client.timeline().add(film.video, { start: 0, end: 1 }).toOTIO())
      .replaceAll(film.video.id, "gone")
      .replaceAll(film.video.name, "gone.mov");
    await expect(server.client.timelines.fromOTIO(text)).rejects.toMatchObject({ code: "video_not_found" });
  });
});

describe("tracks", () => {
  const publish = async (timeline: object) => {
    const response = await fetch(`${server.url}/v1/streams`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ timeline }),
    });
    return {
      status: response.status,
      body: (await response.json()) as { url: string; error?: { code: string } },
    };
  };
  const lower = { clips: [{ video: "", at: 0, start: { frame: 0 }, end: { frame: 72 } }] };
  const upper = { clips: [{ video: "", at: 1, start: { frame: 30 }, end: { frame: 60 } }] };

  it("show what lies on top", async () => {
    const tracks = [
      { clips: [{ ...lower.clips[0], video: film.video.id }] },
      { clips: [{ ...upper.clips[0], video: news.video.id }] },
    ];
    const { status, body } = await publish({ clips: [], tracks, covering: "upper" });
    expect(status).toBe(201);
    // 30 frames of 1001/30000 s end 0.024 frames of film after frame 48
    await expectPlays(
      continuous(body.url),
      [cut(film, 0, 24), cut(news, 30, 60), cut(film, 48, 72)],
      "tracks",
    );
    expect((await publish({ clips: [], tracks })).body.error?.code).toBe("clips_overlap");
  });

  it("must be without gaps, or have a filler", async () => {
    const tracks = [{ clips: [{ video: film.video.id, at: "1/2", start: 0, end: 1 }] }];
    expect((await publish({ clips: [], tracks })).body.error?.code).toBe("timeline_gap");
    const filler = { video: news.video.id, start: 0, end: { frame: 6 } };
    const { body } = await publish({ clips: [], tracks, filler });
    // 15 frames of news in half a second: six, six, and three
    const fill = [cut(news, 0, 6), cut(news, 0, 6), cut(news, 0, 3)];
    await expectPlays(continuous(body.url), [...fill, cut(film, 0, 24)], "filled");
  });
});
