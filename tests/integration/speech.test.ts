import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FLICKS_PER_SECOND } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSpeechAnalyser } from "../../packages/engine/src/adapters/analysers/speech/speech-analyser.ts";
import { findProgram } from "../../packages/engine/src/adapters/transcribers/pocketsphinx/find-program.ts";
import { createPocketsphinxTranscriber } from "../../packages/engine/src/adapters/transcribers/pocketsphinx/pocketsphinx-transcriber.ts";
import type { Moment } from "../../packages/engine/src/moments/moment.ts";
import {
  type MaterialRecipe,
  makeContext,
  makeMaterial,
} from "../../packages/engine/src/testing/made-material.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { sharedMedia } from "../kit/media.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

const analyser = createSpeechAnalyser({ transcriber: createPocketsphinxTranscriber() });
const installed = (await findProgram("pocketsphinx_continuous")) !== undefined;

/** Sound of an input of ffmpeg, mono at 16 kHz. */
async function soundOf(...input: string[]): Promise<Float32Array> {
  const args = ["-v", "error", ...input, "-f", "f32le", "-ac", "1", "-ar", "16000", "-"];
  const { stdout } = await runProgram(FFMPEG, args);
  return new Float32Array(new Uint8Array(stdout).buffer);
}

async function hear(recipe: MaterialRecipe, signal?: AbortSignal) {
  const context = makeContext(signal);
  const moments = (await Array.fromAsync(analyser.analyse(makeMaterial(recipe), context))).flat();
  return { moments, context };
}

const wordsOf = (moments: readonly Moment[]) =>
  moments.flatMap(
    ({ detail }) => (detail as { words: { start: number; end: number; text: string }[] }).words,
  );

describe("pocketsphinx hears", () => {
  test("words where they are said, also when the recording is very quiet and starts late", async (context) => {
    const file = sharedMedia("speech/jfk.wav");
    if (!installed) skipAloud(context, "pocketsphinx is not on the PATH");
    if (file === undefined) return skipAloud(context, "the recording is not on this machine");
    const speech = await soundOf("-i", file, "-af", "volume=-40dB,adelay=20000");
    const { moments } = await hear({ seconds: 31, sound: () => [speech] });
    const words = wordsOf(moments);
    // "…what your country can do for you, … what you can do for your country": which of
    // them is understood is the recogniser's affair.
    const said = [
      [25.6, 26.8],
      [29.6, 30.8],
    ];
    const countries = words.filter(({ text }) => text === "country");
    expect(countries.length).toBeGreaterThan(0);
    for (const { start, end } of countries) {
      const [from, to] = [start / FLICKS_PER_SECOND, end / FLICKS_PER_SECOND];
      expect(said.filter(([first = 0, last = 0]) => from > first && to < last)).toHaveLength(1);
    }
    expect(Math.min(...words.map(({ start }) => start)) / FLICKS_PER_SECOND).toBeGreaterThan(19.9);
    for (const { text, language, labels, metadata } of moments) {
      expect([text === "", language, labels]).toEqual([false, "en", ["speech"]]);
      expect(metadata).toMatchObject({ source: "pocketsphinx-en-us", confidence: expect.any(Number) });
    }
  });

  test.each<[string, string[]]>([
    ["digital silence", ["-f", "lavfi", "-t", "20", "-i", "anullsrc=r=16000:cl=mono"]],
    ["the noise of a microphone", ["-f", "lavfi", "-t", "20", "-i", "anoisesrc=r=16000:c=pink:a=0.003"]],
    ["mains hum", ["-f", "lavfi", "-t", "20", "-i", "sine=f=50,volume=-50dB"]],
  ])("no words in %s", async (_, input) => {
    const sound = await soundOf(...input);
    const { moments, context } = await hear({ seconds: 20, sound: () => [sound] });
    expect(moments).toEqual([]);
    expect(context.warnings).toEqual(["Nobody was heard speaking."]);
  });

  test("nothing more once it is cancelled", async (context) => {
    if (!installed) skipAloud(context, "pocketsphinx is not on the PATH");
    const sound = await soundOf(
      "-f",
      "lavfi",
      "-t",
      "60",
      "-i",
      "anoisesrc=r=16000:c=pink,tremolo=f=4:d=0.99",
    );
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 500);
    await expect(hear({ seconds: 60, sound: () => [sound] }, abort.signal)).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("subtitles beside a file", () => {
  const FILM = join(import.meta.dirname, "../../examples/media/sintel_excerpt.mp4");
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server.close());

  /** Ingests the film from a folder of its own, which is gone before it is analysed. */
  async function speechOf(sidecars: Readonly<Record<string, string | Uint8Array>>) {
    const { client } = server;
    const folder = join(server.folder, crypto.randomUUID());
    await mkdir(folder);
    await copyFile(FILM, join(folder, "heat.mp4"));
    for (const [name, text] of Object.entries(sidecars)) await writeFile(join(folder, name), text);
    const { video } = await client.videos.ingest({ path: join(folder, "heat.mp4") });
    const { versions } = await client.videos.waitUntilReady(video.id);
    await rm(folder, { recursive: true });
    const [job] = await client.indexes.analyse(video.id, ["speech"]);
    await client.jobs.done(job?.id ?? "");
    const [index] = await client.indexes.list(video.id);
    return { video: video.id, versions, index };
  }

  test("are what is said in it, and are found", async () => {
    const { video, versions, index } = await speechOf({
      "heat.de.srt": "1\n00:00:01,000 --> 00:00:02,500\nWas führt dich her?\n",
      "heat.vtt": "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Shaman>What brings you to the land?\n",
      "heatwave.srt": "1\n00:00:01,000 --> 00:00:02,000\nof another film\n",
    });
    expect(index).toMatchObject({
      ...{ status: "ready", moments: 1 },
      warnings: ["One of 2 subtitle tracks was read: heat.vtt."],
    });
    expect(await server.client.videos.transcript(video)).toMatchObject({
      ...{ language: "en", text: "What brings you to the land?" },
      sentences: [{ start: 1, end: 2.5 }],
    });
    const [moment] = await server.client.retrieve({ query: "brings", filters: { speaker: "Shaman" } });
    expect(moment).toMatchObject({ video, startFrame: 24, endFrame: 60 });
    // the same film from elsewhere: the same version, and none of these subtitles
    const other = await speechOf({ "heat.srt": "1\n00:00:03,000 --> 00:00:04,000\nAnother text\n" });
    expect(other.versions).toEqual(versions);
    expect((await server.client.videos.transcript(other.video)).text).toBe("Another text");
  });

  test("in a wrong encoding are named with the line; the ingest and the others go on", async () => {
    const { video, index } = await speechOf({
      "heat.srt": Buffer.from("1\n00:00:01,000 --> 00:00:02,500\nD\xe9j\xe0 vu\n", "latin1"),
      "heat.en.srt": Buffer.from("\ufeff1\n00:00:01,000 --> 00:00:02,500\nSeen before\n", "utf16le"),
    });
    expect(index).toMatchObject({
      status: "ready",
      warnings: [
        "The subtitles heat.srt cannot be read: Line 3 is no UTF-8 text.",
        "One of 2 subtitle tracks was read: heat.en.srt.",
      ],
    });
    expect((await server.client.videos.transcript(video)).text).toBe("Seen before");
  });
});
