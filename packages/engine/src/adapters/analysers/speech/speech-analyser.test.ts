import { FLICKS_PER_SECOND } from "@cutstream/media";
import { describe, expect, test } from "vitest";
import { CutstreamError } from "../../../errors.ts";
import type { Sidecar } from "../../../library/sidecars.ts";
import type { Moment } from "../../../moments/moment.ts";
import type { Material } from "../../../seams/analyser.ts";
import type { EmbeddedSubtitles } from "../../../seams/transcoder.ts";
import type { TranscribedSegment, Transcriber } from "../../../seams/transcriber.ts";
import { type MaterialRecipe, makeContext, makeMaterial } from "../../../testing/made-material.ts";
import { collect, makeSound, type Stretch } from "./sound.fixtures.ts";
import { createSpeechAnalyser, type SpeechAnalyserOptions } from "./speech-analyser.ts";

const S = FLICKS_PER_SECOND;

const track = (cues: string, more: Partial<EmbeddedSubtitles> = {}): EmbeddedSubtitles => ({
  ...{ language: "en", title: null, forced: false, vtt: `WEBVTT\n\n${cues}` },
  ...more,
});
const sidecar = (text: string, more: Partial<Sidecar> = {}): Sidecar => ({
  ...{ name: "film.srt", language: null, forced: false, format: "srt", content: { text } },
  ...more,
});
const ENGLISH = "00:01.000 --> 00:02.500\n<v Ann>Hello\nthere\n\n00:03.000 --> 00:04.000\nBye\n";
const GERMAN =
  "00:01.000 --> 00:02.500\nIch weiß nicht, was soll es bedeuten,\n\n00:03.000 --> 00:04.000\ndass ich so traurig bin.\n";

/** A transcriber that hears one word a second, and how often and what it was asked. */
function makeTranscriber(fault?: CutstreamError) {
  const asked: { seconds: number; language: string | null }[] = [];
  const transcriber: Transcriber = {
    identify: async () => {
      if (fault) throw fault;
      return { model: "made-up", version: "7", settings: { loud: true } };
    },
    async *transcribe(sound, { language }) {
      const seconds = (await collect(sound)).length / 16_000;
      asked.push({ seconds, language });
      for (let second = 0; second + 1 < seconds; second++) yield wordAt(second);
    },
  };
  return { transcriber, asked };
}

const wordAt = (start: number): TranscribedSegment => ({
  ...{ start, end: start + 0.9, text: `word ${start}.`, language: "en", confidence: 0.25 },
  words: [
    { start, end: start + 0.4, text: "word", confidence: 0.12345 },
    { start: start + 0.5, end: start + 0.9, text: `${start}.`, confidence: 0.5 },
  ],
});

const sound = (...stretches: Stretch[]): Partial<MaterialRecipe> => ({
  seconds: stretches.reduce((sum, { seconds }) => sum + seconds, 0),
  sound: () => makeSound(stretches),
});

async function run(recipe: MaterialRecipe | Material, options: SpeechAnalyserOptions) {
  const context = makeContext();
  const material = "video" in recipe ? recipe : makeMaterial(recipe);
  const batches = await Array.fromAsync(createSpeechAnalyser(options).analyse(material, context));
  return { moments: batches.flat(), batches, context };
}

const nobody: SpeechAnalyserOptions = { transcriber: null };

describe("subtitles", () => {
  test("are a moment each, with speaker and language", async () => {
    const { moments, context } = await run({ subtitles: [track(ENGLISH)] }, nobody);
    expect(moments).toEqual([
      {
        ...{ start: S, end: 2.5 * S, text: "Hello there", language: "en", labels: ["speech"] },
        ...{ metadata: { source: "subtitles", speaker: "Ann" }, detail: { words: [] } },
      },
      {
        ...{ start: 3 * S, end: 4 * S, text: "Bye", language: "en", labels: ["speech"] },
        ...{ metadata: { source: "subtitles" }, detail: { words: [] } },
      },
    ]);
    expect(context.warnings).toEqual([]);
  });

  test("come before what is heard", async () => {
    const { transcriber, asked } = makeTranscriber();
    const recipe = { subtitles: [track(ENGLISH)], ...sound({ seconds: 9, level: -20, kind: "speech" }) };
    expect((await run(recipe, { transcriber })).moments).toHaveLength(2);
    expect(asked).toEqual([]);
  });

  test("without a tag are in the language that they are written in", async () => {
    const { moments } = await run({ subtitles: [track(GERMAN, { language: null })] }, nobody);
    expect(moments.map(({ language }) => language)).toEqual(["de", "de"]);
    const short = await run(
      { subtitles: [track("00:01.000 --> 00:02.000\n42", { language: null })] },
      nobody,
    );
    expect(short.moments[0]?.language).toBeNull();
  });

  test("of several tracks the first that is not forced, or that of the language asked for", async () => {
    const subtitles = [
      track("00:01.000 --> 00:02.000\nforced", { forced: true }),
      track(ENGLISH),
      track(GERMAN, { language: "de-AT", title: "Untertitel" }),
    ];
    const { moments, context } = await run({ subtitles }, nobody);
    expect(moments[0]?.text).toBe("Hello there");
    expect(context.warnings).toEqual(["One of 2 subtitle tracks was read: en."]);
    const german = await run({ subtitles }, { transcriber: null, language: "de" });
    expect(german.moments[0]).toMatchObject({
      language: "de-AT",
      text: "Ich weiß nicht, was soll es bedeuten,",
    });
    expect(german.context.warnings).toEqual(["One of 2 subtitle tracks was read: de-AT, Untertitel."]);
    const french = await run({ subtitles }, { transcriber: null, language: "fr" });
    expect(french.moments[0]?.text).toBe("Hello there");
  });

  test("that cannot be read give way to the next, and say so", async () => {
    const { moments, context } = await run({ subtitles: [track("Hello\nyou"), track(ENGLISH)] }, nobody);
    expect(moments).toHaveLength(2);
    expect(context.warnings[0]).toMatch(/^The subtitle track en cannot be read: Line 3: expected times/);
  });

  test("beside the video come before those inside it, whatever their format", async () => {
    const files: Sidecar[] = [
      sidecar("1\n00:00:01,000 --> 00:00:02,000\nof SRT\n"),
      sidecar("WEBVTT\nLanguage: en-GB\n\n00:01.000 --> 00:02.000\nof WebVTT\n", { format: "vtt" }),
      sidecar('<tt xml:lang="fr"><body><p begin="1s" end="2s">of TTML</p></body></tt>', { format: "ttml" }),
      sidecar("[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,of ASS\n", { format: "ass" }),
    ];
    for (const [n, file] of files.entries()) {
      const { moments } = await run({ sidecars: [file], subtitles: [track(ENGLISH)] }, nobody);
      expect(moments).toMatchObject([
        { start: S, end: 2 * S, text: `of ${["SRT", "WebVTT", "TTML", "ASS"][n]}` },
      ]);
      expect(moments[0]?.language).toBe([null, "en-GB", "fr", null][n]);
    }
  });

  test("beside the video in another language than is spoken come after those inside it that are in it", async () => {
    const cue = (text: string) => `1\n00:00:01,000 --> 00:00:02,000\n${text}\n`;
    const german = sidecar(cue("Guten Tag"), { name: "film.de.srt", language: "de" });
    const plain = sidecar(cue("Who knows"));
    const signs = sidecar(cue("EXIT"), { name: "film.en.forced.srt", language: "en", forced: true });
    const said = async (sidecars: Sidecar[], language: string) =>
      (await run({ sidecars, subtitles: [track(ENGLISH)] }, { transcriber: null, language })).moments[0]
        ?.text;
    expect(await said([german], "en")).toBe("Hello there");
    expect(await said([german, signs], "de")).toBe("Guten Tag");
    expect(await said([signs, german, plain], "en")).toBe("Who knows");
    expect(await said([german], "fr")).toBe("Guten Tag");
  });

  test("beside the video that cannot be read are named, with the line, and give way", async () => {
    const sidecars = [
      sidecar("", { content: { problem: "Line 3 is no UTF-8 text" } }),
      sidecar("1\n00:00:01,000 -> 00:00:02,000\nHello\n", { name: "film.en.srt" }),
    ];
    const { moments, context } = await run({ sidecars, subtitles: [track(ENGLISH)] }, nobody);
    expect(moments).toHaveLength(2);
    expect(context.warnings).toEqual([
      "The subtitles film.srt cannot be read: Line 3 is no UTF-8 text.",
      expect.stringMatching(/^The subtitles film\.en\.srt cannot be read: Line 2: expected times/),
      "One of 3 subtitle tracks was read: en.",
    ]);
  });

  test("end with the video", async () => {
    const cues =
      "00:01.000 --> 00:05.000\nlong\n\n00:03.000 --> 00:03.500\n\n\n00:04.000 --> 00:06.000\nlate\n";
    const { moments, context } = await run({ seconds: 4, subtitles: [track(cues)] }, nobody);
    expect(moments.map(({ end, text }) => [end, text])).toEqual([[4 * S, "long"]]);
    expect(context.warnings).toEqual(["1 of 3 subtitles lie behind the video's end and were left out."]);
  });

  test("come in batches", async () => {
    const cues = Array.from({ length: 1200 }, (_, n) => {
      const at = (ms: number) =>
        `00:${String(Math.floor(ms / 1000)).padStart(2, "0")}.${String(ms % 1000).padStart(3, "0")}`;
      return `${at(n * 8)} --> ${at(n * 8 + 8)}\nn${n}`;
    });
    const { batches, moments } = await run({ subtitles: [track(cues.join("\n\n"))] }, nobody);
    expect(batches.map(({ length }) => length)).toEqual([500, 500, 200]);
    expect(moments[1199]?.text).toBe("n1199");
  });
});

describe("what is heard", () => {
  test("is a moment for each sentence, with its words, where it was said", async () => {
    const { transcriber, asked } = makeTranscriber();
    const recipe = sound(
      { seconds: 20, level: 0, kind: "silence" },
      { seconds: 3, level: -55, kind: "speech" },
      { seconds: 10, level: 0, kind: "silence" },
    );
    const { moments, context } = await run(recipe, { transcriber, language: "en-GB" });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ language: "en-GB" });
    expect(asked[0]?.seconds).toBeGreaterThan(3);
    expect(asked[0]?.seconds).toBeLessThan(4.5);
    expect(moments.map(({ text }) => text)).toEqual(
      ["word 0.", "word 1.", "word 2."].slice(0, moments.length),
    );
    const [moment] = moments;
    expect(moment).toMatchObject({
      language: "en",
      labels: ["speech"],
      metadata: { source: "made-up", confidence: 0.312 },
    });
    expect((moment?.start ?? 0) / S).toBeGreaterThan(19.3);
    expect((moment?.start ?? 0) / S).toBeLessThanOrEqual(20);
    const { words } = (moment as Moment).detail as {
      words: { start: number; end: number; text: string; confidence: number }[];
    };
    expect(words.map(({ text, confidence }) => [text, confidence])).toEqual([
      ["word", 0.123],
      ["0.", 0.5],
    ]);
    expect(words[0]?.start).toBe(moment?.start);
    expect(words[1]?.end).toBe(moment?.end);
    expect(context.shares.at(-1)).toBeCloseTo(22.5 / 33, 1);
    expect(context.shares.toSorted((a, b) => a - b)).toEqual(context.shares);
  });

  test("is nothing in silence: the transcriber is not even asked", async () => {
    const { transcriber, asked } = makeTranscriber();
    const { moments, context } = await run(sound({ seconds: 30, level: -60, kind: "noise" }), {
      transcriber,
    });
    expect(moments).toEqual([]);
    expect(asked).toEqual([]);
    expect(context.warnings).toEqual(["Nobody was heard speaking."]);
  });

  test("ends with the video", async () => {
    const { transcriber } = makeTranscriber();
    const recipe = { ...sound({ seconds: 5, level: -20, kind: "speech" }), seconds: 2.2 };
    const { moments } = await run(recipe, { transcriber });
    expect(moments.map(({ end }) => end / S)).toEqual([0.9, 1.9, 2.2]);
    expect(moments.at(-1)?.detail).toMatchObject({ words: [{ end: moments.at(-1)?.end }] });
  });

  test("is nothing in a video without sound", async () => {
    const { moments, context } = await run({}, makeTranscriber());
    expect(moments).toEqual([]);
    expect(context.warnings).toEqual(["The video has neither subtitles nor sound."]);
  });

  test("lets go of the sound when the transcriber fails", async () => {
    let released = false;
    const material = makeMaterial({
      sound: function* () {
        try {
          for (;;) yield* makeSound([{ seconds: 1, level: -20, kind: "speech" }]);
        } finally {
          released = true;
        }
      },
    });
    const transcriber: Transcriber = {
      identify: makeTranscriber().transcriber.identify,
      // biome-ignore lint/correctness/useYield: it fails first
      async *transcribe() {
        throw new CutstreamError("analyser_failed", "broken");
      },
    };
    await expect(run(material, { transcriber })).rejects.toMatchObject({ code: "analyser_failed" });
    expect(released).toBe(true);
  });
});

describe("what would do the work", () => {
  const missing = new CutstreamError("analyser_unavailable", "pocketsphinx is not on the PATH");

  test("is the transcriber", async () => {
    const { transcriber } = makeTranscriber();
    expect(await createSpeechAnalyser({ transcriber, language: "en" }).identify()).toEqual({
      ...{ model: "made-up", version: "7", settings: { loud: true, language: "en" } },
    });
  });

  test("is subtitles alone where there is none", async () => {
    const identity = { model: "subtitles", version: "1", settings: { language: null } };
    expect(await createSpeechAnalyser(nobody).identify()).toEqual(identity);
    expect(await createSpeechAnalyser(makeTranscriber(missing)).identify()).toEqual(identity);
  });

  test("says what is missing where a video has no subtitles", async () => {
    const recipe = sound({ seconds: 3, level: -20, kind: "speech" });
    await expect(run(recipe, nobody)).rejects.toMatchObject({ code: "analyser_unavailable" });
    await expect(run(recipe, makeTranscriber(missing))).rejects.toBe(missing);
  });
});
