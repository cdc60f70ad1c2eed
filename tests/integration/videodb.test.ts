import { join } from "node:path";
import {
  AudioAsset,
  Clip,
  type Collection,
  type Connection,
  connect,
  EditorImageAsset,
  EditorTextAsset,
  EditorTimeline,
  EditorVideoAsset,
  ImageAsset,
  TextAsset,
  Timeline,
  Track,
  type Video,
  VideoAsset,
} from "videodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Ears, openEars } from "../kit/ears.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { decodeWhole } from "../kit/stream-facts.ts";

const MEDIA = join(import.meta.dirname, "../../examples/media");

const SPEECH = `1
00:00:01,000 --> 00:00:03,000
Here is the product demo.

2
00:00:06,000 --> 00:00:08,500
The best moment of the whole film.
`;

let ears: Ears;
let server: TestServer;
let conn: Connection;
let coll: Collection;
let film: Video;

beforeAll(async () => {
  ears = await openEars([
    { word: "Ask", start: 0.5, end: 1 },
    { word: "not", start: 1.2, end: 2 },
  ]);
  const { transcriber } = ears;
  server = await startTestServer({ allowPrivateSources: true, models: { transcriber } });
  conn = connect("any", `${server.url}/videodb`);
  coll = await conn.getCollection();
  film = (await coll.uploadFile({ filePath: join(MEDIA, "sintel_excerpt.mp4"), name: "Sintel" })) as Video;
  const id = film.id.slice(2);
  await server.client.indexes.import(id, "speech", { format: "srt", data: SPEECH, language: "en" });
});
afterAll(async () => {
  await server?.close();
  await ears?.close();
});

describe("VideoDB's SDK, as it is", () => {
  test("uploads a file, and lists what there is", async () => {
    expect(film.id).toMatch(/^m-vid_/);
    expect(film).toMatchObject({ collectionId: "c-default", name: "Sintel" });
    expect(Number(film.length)).toBeCloseTo(12, 0);
    expect((await coll.getVideos()).map(({ id }) => id)).toEqual([film.id]);
    const again = await coll.getVideo(film.id);
    expect(again.streamUrl).toBe(film.streamUrl);
    expect(await decodeWhole(again.streamUrl)).toMatchObject({ width: 854, height: 480, hasAudio: true });
    const picture = await fetch(String(await again.generateThumbnail()));
    expect(picture.headers.get("content-type")).toBe("image/jpeg");
  });

  test("searches, and makes streams of what is found", async () => {
    const results = await film.search("product demo");
    expect(results.shots[0]).toMatchObject({ videoId: film.id, text: "Here is the product demo." });
    const stream = (await results.compile()) ?? "";
    expect((await decodeWhole(stream)).frames).toBeGreaterThan(24);
    const shot = await results.shots[0]?.generateStream();
    expect((await decodeWhole(shot ?? "")).frames).toBeGreaterThanOrEqual(47);
    const whole = await coll.search("best moment");
    expect(whole.shots[0]?.text).toContain("best moment");
    expect((await film.search("demo", "keyword")).shots).toHaveLength(1);
  });

  test("cuts ranges exactly, and clamps what goes beyond the end", async () => {
    const url = await film.generateStream([
      [1, 2],
      [11, 99],
    ]);
    const { frames } = await decodeWhole(url);
    expect(frames).toBe(24 + Math.round((Number(film.length) - 11) * 24));
  });

  test("reframes at once", async () => {
    const tall = await film.reframe({ target: "vertical", mode: "simple", start: 2, end: 4 });
    expect(Number(tall?.length)).toBe(2);
    const { width, height, frames } = await decodeWhole(tall?.streamUrl ?? "");
    expect([width / height, frames]).toEqual([expect.closeTo(9 / 16, 1), 48]);
    const url = await tall?.generateStream([[0.5, 1]]);
    expect((await decodeWhole(url ?? "")).frames).toBe(12);
  });

  test("lays images and texts over videos", async () => {
    const picture = await film.generateThumbnail(5);
    if (typeof picture === "string") throw new Error("no image");
    const timeline = new EditorTimeline(conn);
    timeline.resolution = "854x480";
    const below = new Track();
    below.addClip(0, new Clip({ asset: new EditorVideoAsset({ id: film.id, start: 2 }), duration: 2 }));
    const above = new Track();
    const logo = new EditorImageAsset({ id: picture.id });
    above.addClip(0.5, new Clip({ asset: logo, duration: 1, scale: 0.3, position: "top_right" }));
    above.addClip(0, new Clip({ asset: new EditorTextAsset({ text: "Hello" }), duration: 1 }));
    timeline.addTrack(below);
    timeline.addTrack(above);
    const url = await timeline.generateStream();
    expect(await decodeWhole(url ?? "")).toMatchObject({ frames: 48, hasAudio: true });
  });

  test("shows the background where no video is", async () => {
    const timeline = new EditorTimeline(conn);
    timeline.background = "#204080";
    const track = new Track();
    track.addClip(1, new Clip({ asset: new EditorVideoAsset({ id: film.id, start: 2 }), duration: 1 }));
    timeline.addTrack(track);
    expect((await decodeWhole((await timeline.generateStream()) ?? "")).frames).toBeGreaterThan(40);
  });

  test("joins videos on the old timeline", async () => {
    const timeline = new Timeline(conn);
    timeline.addInline(new VideoAsset(film.id, { start: 1, end: 2 }));
    timeline.addInline(new VideoAsset(film.id, { start: 5, end: 6 }));
    expect((await decodeWhole((await timeline.generateStream()) ?? "")).frames).toBe(48);
  });

  test("reads what is said, and shows it under a stream", async () => {
    const transcript = await film.getTranscript(undefined, undefined, "sentence");
    expect(JSON.stringify(transcript)).toContain("Here is the product demo.");
    expect(await film.getTranscriptText()).toContain("product demo");
    const master = await (await fetch((await film.addSubtitle()) ?? "")).text();
    expect(master).toMatch(/TYPE=SUBTITLES.*LANGUAGE="en"/);
  });

  test("finds clips by a prompt, in what is said and in all that is known", async () => {
    const spoken = await film.clip("product demo", "spoken", "basic");
    expect(spoken.shots[0]).toMatchObject({ videoId: film.id, text: "Here is the product demo." });
    const any = await film.clip("3 seconds of the product demo", "multimodal", "basic");
    expect(any.shots.length).toBeGreaterThan(0);
    const seconds = any.shots.reduce((sum, { start, end }) => sum + end - start, 0);
    const { frames } = await decodeWhole((await any.compile()) ?? "");
    expect(Math.abs(frames - 24 * seconds)).toBeLessThanOrEqual(any.shots.length);
  });

  test("indexes what is said, to the end", async () => {
    const filePath = join(server.folder, "speech.mp4");
    const sources = ["color=black:s=160x90:r=25:d=3", "sine=f=440:d=3"].flatMap((one) => [
      "-f",
      "lavfi",
      "-i",
      one,
    ]);
    await runProgram(FFMPEG, ["-v", "error", ...sources, "-c:v", "libx264", "-c:a", "aac", filePath]);
    const spoken = (await coll.uploadFile({ filePath, name: "Speech" })) as Video;
    await spoken.indexSpokenWords();
    expect(await spoken.getTranscriptText()).toBe("Ask not");
    expect((await spoken.search("ask", "keyword")).shots).toMatchObject([
      { videoId: spoken.id, text: "Ask not" },
    ]);
    // It is there: doing it again must be asked for.
    await expect(spoken.indexSpokenWords()).rejects.toThrow();
    await spoken.delete();
  });

  test("keeps scenes that somebody describes, and finds them by their metadata", async () => {
    const cut = await film.extractScenes({ extractionType: "time", extractionConfig: { time: 4 } });
    expect(cut?.scenes.map(({ start, end }) => [start, Math.round(end)])).toEqual([
      [0, 4],
      [4, 8],
      [8, 12],
    ]);
    const [frame] = cut?.scenes[0]?.frames ?? [];
    expect((await fetch(String(frame?.url))).status).toBe(200);
    const scenes = cut?.scenes.slice(0, 2) ?? [];
    for (const [n, scene] of scenes.entries()) {
      scene.description = n === 0 ? "A woman walks through the snow" : "A dragon flies over a city";
      scene.metadata = { place: n === 0 ? "mountain" : "city" };
    }
    const id = await film.indexScenes({ name: "story", scenes });
    expect(id).toMatch(/^[0-9a-f]+$/);
    expect(await film.listSceneIndex()).toMatchObject([{ sceneIndexId: id, name: "story", status: "done" }]);
    expect(await film.getSceneIndex(id ?? "")).toHaveLength(2);
    const found = await film.search("dragon", "semantic", "scene", 5, 0, undefined, [{ place: "city" }]);
    expect(found.shots).toHaveLength(1);
    expect(found.shots[0]).toMatchObject({ sceneIndexId: id, start: 4, metadata: { place: "city" } });
    await expect(film.indexScenes({ name: "story", scenes })).rejects.toThrow();
    await film.deleteSceneIndex(id ?? "");
    expect(await film.listSceneIndex()).toEqual([]);
  });

  test("puts one video into another, also at its beginning", async () => {
    for (const at of [0, 3]) {
      const url = (await film.insertVideo(film, at)) ?? "";
      // ffmpeg loses pictures where a playlist's times go back; this form, and the file, have all of them for it.
      expect((await decodeWhole(`${url}?form=continuous`)).frames).toBe(
        2 * Math.round(Number(film.length) * 24),
      );
    }
  });

  test("lays sound, images and texts over the old timeline", async () => {
    const picture = await film.generateThumbnail(8);
    if (typeof picture === "string") throw new Error("no image");
    const timeline = new Timeline(conn);
    timeline.addInline(new VideoAsset(film.id, { start: 2, end: 4 }));
    timeline.addOverlay(0, new AudioAsset(film.id, { start: 5, end: 7, disableOtherTracks: false }));
    timeline.addOverlay(0.5, new ImageAsset(picture.id, { width: 160, height: 160, duration: 1 }));
    timeline.addOverlay(
      1,
      new TextAsset({ text: "Snow", duration: 0.5, style: { fontsize: 40, fontcolor: "white" } }),
    );
    const url = (await timeline.generateStream()) ?? "";
    expect(await decodeWhole(url)).toMatchObject({ frames: 48, hasAudio: true });
    const file = await decodeWhole(url.replace("m3u8", "mp4"));
    expect(file).toMatchObject({ frames: 48, hasAudio: true });
  });

  test("says aloud what it cannot draw", async () => {
    const timeline = new EditorTimeline(conn);
    const track = new Track();
    const asset = new EditorVideoAsset({ id: film.id, start: 2 });
    track.addClip(0, new Clip({ asset, duration: 1, filter: "greyscale" }));
    timeline.addTrack(track);
    const refused = await timeline.generateStream().then(
      () => null,
      (error: { cause?: { response?: { data?: unknown } } }) => error,
    );
    expect(refused).toBeInstanceOf(Error);
    expect(String(refused)).toContain("501");
  });
});
