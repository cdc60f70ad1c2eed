import { FLICKS_PER_SECOND } from "@cutstream/media";
import { describe, expect, test } from "vitest";
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
