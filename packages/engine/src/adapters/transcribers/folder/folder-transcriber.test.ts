import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingPackage } from "../../packages.ts";
import { createFolderTranscriber } from "./folder-transcriber.ts";
import { findModel } from "./model-folder.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "cutstream-models-"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function makeFolder(name: string, files: readonly string[], tokens = "a 0\nb 1\n"): Promise<string> {
  const folder = join(root, name);
  await mkdir(folder, { recursive: true });
  for (const file of files)
    await writeFile(join(folder, file), file.endsWith("tokens.txt") ? tokens : "not a model");
  return folder;
}

const TRANSDUCER = [
  "encoder-epoch-99-avg-1.onnx",
  "decoder-epoch-99-avg-1.onnx",
  "joiner-epoch-99-avg-1.onnx",
  "tokens.txt",
];

describe("findModel", () => {
  test.each<[string, string, string[], string | undefined]>([
    [
      "whisper",
      "sherpa-onnx-whisper-tiny.en",
      ["tiny.en-encoder.onnx", "tiny.en-encoder.int8.onnx", "tiny.en-decoder.onnx", "tiny.en-tokens.txt"],
      undefined,
    ],
    ["transducer", "sherpa-onnx-zipformer-small-en-2023-06-26", TRANSDUCER, undefined],
    [
      "sense-voice",
      "sherpa-onnx-sense-voice-zh-en",
      ["model.int8.onnx", "model.onnx", "tokens.txt"],
      undefined,
    ],
    ["sense-voice", "mine", ["model.onnx", "tokens.txt"], "<unk> 0\n<|zh|> 1\n<|HAPPY|> 2\n"],
    ["zipformer-ctc", "sherpa-onnx-zipformer-ctc-zh", ["model.onnx", "tokens.txt"], undefined],
  ])("finds %s in %s", async (kind, name, files, tokens) => {
    const model = await findModel(await makeFolder(name, files, tokens));
    expect(model.kind).toBe(kind);
    for (const file of Object.values(model.files)) expect(file.startsWith(join(root, name))).toBe(true);
  });

  test("takes the smaller of two precisions", async () => {
    const { files } = await findModel(
      await makeFolder("two", [
        "base-encoder.onnx",
        "base-encoder.int8.onnx",
        "base-decoder.onnx",
        "base-tokens.txt",
      ]),
    );
    expect(files).toEqual({
      encoder: join(root, "two", "base-encoder.int8.onnx"),
      decoder: join(root, "two", "base-decoder.onnx"),
    });
  });

  test.each<[string, string, string[]]>([
    ["has no tokens.txt", "empty", []],
    ["holds no Whisper, transducer", "other", ["model.onnx", "tokens.txt"]],
    ["holds no Whisper, transducer", "half", ["encoder.onnx", "tokens.txt"]],
    ["holds a streaming model", "sherpa-onnx-streaming-zipformer-en", TRANSDUCER],
  ])("%s: refused", async (message, name, files) => {
    const folder = await makeFolder(name, files);
    await expect(findModel(folder)).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining(`${folder} ${message}`),
    });
  });

  test("a folder that is not there is refused", async () => {
    const folder = join(root, "nowhere");
    await expect(findModel(folder)).rejects.toMatchObject({
      code: "model_unavailable",
      message: `The transcriber's folder ${folder} cannot be read.`,
    });
  });
});

describe("createFolderTranscriber", () => {
  const module = new URL("./fake-sherpa.fixture.ts", import.meta.url).href;

  async function hear(
    folder: string,
    seconds: number,
    { signal = new AbortController().signal, fake = true } = {},
  ) {
    const sound = async function* () {
      for (let second = 0; second < seconds; second++) yield new Float32Array(16_000).fill(0.25);
    };
    const transcriber = createFolderTranscriber(fake ? { folder, module } : { folder });
    return Array.fromAsync(transcriber.transcribe(sound(), { signal, language: "en-GB" }));
  }

  test("hears in parts, words made of tokens at their times", async () => {
    const segments = await hear(await makeFolder("good", TRANSDUCER), 40);
    const words = segments.flatMap((segment) => segment.words);
    expect(segments.length).toBeGreaterThan(1);
    expect(segments[0]).toMatchObject({ start: 0, language: "en", confidence: null });
    expect(words[0]).toEqual({ start: 0, end: 1, text: "word0" });
    expect(words[1]).toEqual({ start: 1, end: 2, text: "word1" });
    expect(segments[1]?.start).toBeGreaterThan(16);
    expect(segments[1]?.words[1]?.start).toBeCloseTo((segments[1]?.start ?? 0) + 1);
  });

  test("tells who it is", async () => {
    const folder = await makeFolder("good", TRANSDUCER);
    expect(await createFolderTranscriber({ folder, module }).identify()).toMatchObject({
      model: "transducer",
      settings: { folder },
    });
    await expect(
      createFolderTranscriber({ folder: join(root, "nowhere"), module }).identify(),
    ).rejects.toMatchObject({
      code: "model_unavailable",
    });
  });

  test.each([
    ["throws", "model_unavailable", "Please check your config!"],
    ["aborts", "model_unavailable", "Ort::Exception"],
    ["rubbish", "analyser_failed", "no result"],
  ])("a model that %s fails alone", async (name, code, message) => {
    await expect(hear(await makeFolder(name, TRANSDUCER), 2)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  test("is cancelled", async () => {
    const folder = await makeFolder("good", TRANSDUCER);
    await expect(hear(folder, 2, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  test.skipIf(missingPackage(["sherpa-onnx-node"]) !== undefined)(
    "the real module ends only its own process where the model is none",
    async () => {
      await expect(hear(await makeFolder("random", TRANSDUCER), 2, { fake: false })).rejects.toMatchObject({
        code: "model_unavailable",
        message: expect.stringContaining("Protobuf parsing failed"),
      });
    },
  );
});
