import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type Cue,
  FLICKS_PER_SECOND,
  parseMediaPlaylist,
  parseMultivariantPlaylist,
  parseWebVtt,
} from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Stream, SubtitleInput, Video } from "../../packages/client/src/index.ts";
import { createApertiumTranslator } from "../../packages/engine/src/adapters/translators/apertium-translator.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { sharedMedia } from "../kit/media.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

let server: TestServer;
let film: IngestedSource;

const SRT = `1
00:00:01,000 --> 00:00:02,500
The house is white.

2
00:00:03,000 --> 00:00:05,000
My dog is black.
`;

beforeAll(async () => {
  server = await startTestServer();
  film = await ingestCoded(server, { sourceId: 3, frameRate: "30000/1001", seconds: 6, gopSeconds: 2 });
  await server.client.indexes.import(film.video.id, "speech", { format: "srt", data: SRT, language: "en" });
});
afterAll(() => server.close());

interface Rendition {
  readonly name: string;
  readonly language: string | undefined;
  /** Cues of each segment. */
  readonly cues: readonly (readonly Cue[])[];
  readonly texts: readonly string[];
  readonly durations: readonly number[];
}

/** Reads all of a stream's subtitles, as a player would. */
async function renditionsOf({ url }: Pick<Stream, "url">): Promise<Rendition[]> {
  const get = async (address: string): Promise<Response> => {
    const response = await fetch(address);
    expect(response.status).toBe(200);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    return response;
  };
  const { renditions } = parseMultivariantPlaylist(await (await get(url)).text());
  const found: Rendition[] = [];
  for (const { type, name, language, uri = "" } of renditions) {
    if (type !== "SUBTITLES") continue;
    const at = new URL(uri, url).href;
    const { segments } = parseMediaPlaylist(await (await get(at)).text());
    const texts: string[] = [];
    for (const segment of segments) {
      const response = await get(new URL(segment.uri, at).href);
      expect(response.headers.get("content-type")).toMatch(/^text\/vtt/);
      expect(response.headers.get("cache-control")).toContain("immutable");
      texts.push(await response.text());
    }
    const durations = segments.map(({ duration }) => duration);
    found.push({ name, language, texts, durations, cues: texts.map(parseWebVtt) });
  }
  return found;
}

const seconds = (flicks: number): number => flicks / FLICKS_PER_SECOND;

describe("subtitles of a published timeline", () => {
  const clips = (video: Pick<Video, "id">) => [
    { video: video.id, start: 1.2, end: 2.2 },
    { video: video.id, start: 4, end: 6 },
  ];

  test("are what is said in the clips, over HTTP, in both forms", async () => {
    const stream = await server.client
      .timeline(clips(film.video))
      .subtitle({ language: "en", default: true })
      .stream();
    for (const url of [stream.url, `${stream.url}?form=continuous`]) {
      const [english, ...none] = await renditionsOf({ url });
      expect(none).toEqual([]);
      expect(english).toMatchObject({ name: "English", language: "en" });
      const cues = english?.cues.flat() ?? [];
      expect(cues.map(({ text }) => text)).toEqual(["The house is white.", "My dog is black."]);
      const [first, second] = cues;
      const join = (stream.plan.clips[0]?.end ?? 0) - (stream.plan.clips[0]?.start ?? 0);
      expect(seconds(first?.start ?? 0)).toBe(0);
      expect(seconds(first?.end ?? 0)).toBeCloseTo(join, 3);
      expect(seconds(second?.start ?? 0)).toBeCloseTo(join, 3);
      expect(seconds(second?.end ?? 0)).toBeCloseTo(join + 5 - (stream.plan.clips[1]?.start ?? 0), 2);
    }
  });

  test("are translated by apertium, once", async (context) => {
    const pair = { from: "en", to: "es" };
    if ((await createApertiumTranslator().identify(pair)) === null) {
      skipAloud(context, "apertium with apertium-eng-spa is not installed");
    }
    const timeline = server.client
      .timeline(clips(film.video))
      .subtitle({ language: "en" })
      .subtitle({ language: "es", translate: true });
    const [, spanish] = await renditionsOf(await timeline.stream());
    const text = spanish?.cues.flat().map((cue) => cue.text) ?? [];
    expect(spanish).toMatchObject({ name: "Español", language: "es" });
    expect(text[0]).toMatch(/casa.*blanca/i);
    expect(text[1]).toMatch(/perro.*negro/i);
    const started = performance.now();
    await timeline.stream();
    console.log(`published again with a translation in ${(performance.now() - started).toFixed(0)} ms`);
  });

  test("in a language that nothing can translate into are refused, with what to do", async () => {
    const timeline = server.client.timeline(clips(film.video)).subtitle({ language: "ja", translate: true });
    for (const ask of [() => timeline.plan(), () => timeline.stream()]) {
      await expect(ask()).rejects.toMatchObject({
        code: "translator_unavailable",
        remedy: expect.stringContaining("apertium"),
      });
    }
  });

  test.each<[string, SubtitleInput, string]>([
    ["no language", { language: "klingonese" }, "invalid_request"],
    ["no index", { language: "en", source: { index: "events" } }, "no_subtitles"],
    [
      "a text that is none",
      { language: "en", source: { timeline: { text: "Hello" } } },
      "subtitles_unreadable",
    ],
  ])("are refused with %s", async (_, subtitles, code) => {
    const timeline = server.client.timeline(clips(film.video)).subtitle(subtitles);
    await expect(timeline.stream()).rejects.toMatchObject({ code });
  });

  test("are listed by ffmpeg with their language, beside a stream that plays", async () => {
    const { url } = await server.client.timeline(clips(film.video)).subtitle({ language: "en" }).stream();
    const { stderr } = await runProgram(FFMPEG, [
      ...["-hide_banner", "-strict", "experimental", "-i", url, "-map", "0:v:0", "-f", "null", "-"],
    ]);
    expect(stderr).toMatch(/Subtitle: webvtt/);
  });

  test("go with the last video that has the same media", async () => {
    const texts = async () =>
      (await readdir(join(server.folder, "data/blobs/v"), { recursive: true })).filter((name) =>
        name.includes("/text/"),
      );
    const other = await ingestCoded(server, { sourceId: 5, frameRate: "25", seconds: 3, gopSeconds: 1 });
    const { video } = await server.client.videos.ingest({ path: other.path });
    const twin = await server.client.videos.waitUntilReady(video.id);
    expect(twin.versions).toEqual(other.video.versions);
    const before = await texts();
    const source = { timeline: { text: SRT } };
    const clip = { video: twin.id, start: 0, end: 3 };
    const stream = await server.client.timeline([clip]).subtitle({ language: "en", source }).stream();
    expect((await texts()).length).toBe(before.length + 1);
    await server.client.videos.delete(other.video.id);
    const [english] = await renditionsOf(stream);
    expect(english?.cues.flat().map(({ text }) => text)).toContain("The house is white.");
    await server.client.videos.delete(twin.id);
    expect(await texts()).toEqual(before);
  });
});

describe("subtitles of a real recording", () => {
  test("mark every word that was heard when it is said, moved over the cuts", async (context) => {
    const speech = sharedMedia("speech/jfk.wav");
    if (speech === undefined) return skipAloud(context, "the recording is not on this machine");
    const path = join(server.folder, "jfk.mp4");
    const picture = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=11"];
    const coded = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "50", "-c:a", "aac", "-shortest"];
    await runProgram(FFMPEG, ["-v", "error", ...picture, "-i", speech, ...coded, "-y", path]);
    const { client } = server;
    const { video } = await client.videos.ingest({ path });
    await client.videos.waitUntilReady(video.id);
    const [job] = await client.indexes.analyse(video.id, ["speech"]);
    const heard = await client.jobs.done(job?.id ?? "").then(
      () => client.videos.transcript(video.id),
      () => undefined,
    );
    if (!heard) return skipAloud(context, "nothing on this machine hears");
    const words = heard.sentences.flatMap((sentence) => sentence.words);
    expect(words.length).toBeGreaterThan(5);
    const stream = await client
      .timeline([
        { video: video.id, start: 6, end: 9 },
        { video: video.id, start: 0, end: 4 },
      ])
      .subtitle({ language: "en", style: "words" })
      .stream();
    const [english] = await renditionsOf(stream);
    const placed = stream.plan.clips.map((clip, n, all) => ({
      ...clip,
      at: all.slice(0, n).reduce((sum, { start, end }) => sum + end - start, 0),
    }));
    const marks = (english?.texts ?? []).flatMap((text) =>
      [...text.matchAll(/<(\d\d):(\d\d):(\d\d\.\d{3})>([^<\s]+)/g)].map(([, hours, minutes, rest, word]) => ({
        at: Number(hours) * 3600 + Number(minutes) * 60 + Number(rest),
        word,
      })),
    );
    expect(marks.length).toBeGreaterThan(4);
    for (const { at, word } of marks) {
      const off = placed.flatMap((clip) =>
        words
          .filter((one) => one.word === word)
          .map(({ start }) => Math.abs(clip.at + start - clip.start - at)),
      );
      expect(Math.min(...off)).toBeLessThan(0.002);
    }
  });
});
