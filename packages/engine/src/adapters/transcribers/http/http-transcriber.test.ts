import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ModelEndpointOptions } from "../../http/model-endpoint.ts";
import { createHttpTranscriber } from "./http-transcriber.ts";

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly form: FormData;
  readonly wav: Uint8Array;
}
type Reply = { status?: number; body: unknown };

const HELLO = {
  ...{ task: "transcribe", language: "english", duration: 2, text: " Hello there. How are you?" },
  segments: [
    { start: 0, end: 1, text: " Hello there.", avg_logprob: -0.2, no_speech_prob: 0.01 },
    { start: 1.1, end: 2, text: " How are you?", avg_logprob: -0.4, no_speech_prob: 0.01 },
    { start: 2, end: 2.5, text: " Thanks for watching!", avg_logprob: -1.4, no_speech_prob: 0.9 },
  ],
  words: [
    { word: "Hello", start: 0, end: 0.4 },
    { word: "there", start: 0.5, end: 1 },
    { word: "How", start: 1.1, end: 1.3 },
    { word: "are", start: 1.3, end: 1.5 },
    { word: "you", start: 1.5, end: 2 },
  ],
};

let asked: Asked[] = [];
let reply: (count: number) => Reply = () => ({ body: HELLO });

const server = createServer(async (request, response) => {
  const form = await formOf(request);
  const wav = new Uint8Array(await (form.get("file") as File).arrayBuffer());
  asked.push({ url: request.url, authorization: request.headers.authorization, form, wav });
  const { status = 200, body } = reply(asked.length);
  response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
});

async function formOf(request: IncomingMessage): Promise<FormData> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const type = request.headers["content-type"] ?? "";
  return new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData();
}

beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
afterAll(() => {
  server.closeAllConnections();
  return new Promise((done) => server.close(done));
});
afterEach(() => {
  asked = [];
  reply = () => ({ body: HELLO });
});

const make = (more: Partial<ModelEndpointOptions> = {}) =>
  createHttpTranscriber({
    ...{
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
      model: "whisper-1",
      firstPauseMs: 1,
    },
    ...more,
  });

async function hear(
  seconds: number,
  { language = null as string | null, transcriber = make(), signal = new AbortController().signal } = {},
) {
  const sound = async function* () {
    for (let second = 0; second < seconds; second++) yield new Float32Array(16_000).fill(0.25);
  };
  return Array.fromAsync(transcriber.transcribe(sound(), { signal, language }));
}

describe("createHttpTranscriber", () => {
  test("asks for words and segments of a WAV file", async () => {
    await hear(2, { language: "en-GB", transcriber: make({ apiKey: "secret" }) });
    expect(asked).toHaveLength(1);
    const [{ url, authorization, form, wav }] = asked as [Asked];
    expect([url, authorization]).toEqual(["/v1/audio/transcriptions", "Bearer secret"]);
    expect(form.get("model")).toBe("whisper-1");
    expect(form.get("response_format")).toBe("verbose_json");
    expect(form.get("language")).toBe("en");
    expect(form.getAll("timestamp_granularities[]")).toEqual(["word", "segment"]);
    expect(form.get("file")).toMatchObject({ name: "speech.wav", type: "audio/wav" });
    expect(wav).toHaveLength(44 + 64_000);
    expect(new TextDecoder().decode(wav.subarray(0, 16))).toMatch(/^RIFF....WAVEfmt $/s);
    const view = new DataView(wav.buffer);
    expect([view.getUint32(24, true), view.getUint32(40, true), view.getInt16(44, true)]).toEqual([
      16_000, 64_000, 8192,
    ]);
  });

  test("gives segments with their words and punctuation, and leaves out what was made up", async () => {
    expect(await hear(2)).toEqual([
      {
        ...{ start: 0, end: 1, text: "Hello there.", language: "en", confidence: Math.exp(-0.2) },
        words: [
          { start: 0, end: 0.4, text: "Hello" },
          { start: 0.5, end: 1, text: "there." },
        ],
      },
      {
        ...{ start: 1.1, end: 2, text: "How are you?", language: "en", confidence: Math.exp(-0.4) },
        words: [
          { start: 1.1, end: 1.3, text: "How" },
          { start: 1.3, end: 1.5, text: "are" },
          { start: 1.5, end: 2, text: "you?" },
        ],
      },
    ]);
    expect(asked[0]?.form.has("language")).toBe(false);
  });

  test("long sound is sent in parts that follow one another, at their times", async () => {
    const segments = await hear(150);
    expect(asked.length).toBeGreaterThanOrEqual(3);
    const seconds = asked.map(({ wav }) => (wav.length - 44) / 32_000);
    expect(Math.max(...seconds)).toBeLessThanOrEqual(60);
    expect(seconds.reduce((sum, part) => sum + part)).toBeCloseTo(150, 3);
    expect(segments[2]?.start).toBeCloseTo(seconds[0] ?? 0, 3);
    expect(segments[2]?.words[1]?.start).toBeCloseTo((seconds[0] ?? 0) + 0.5, 3);
  });

  test("takes words inside segments, answers without segments, and words that are not in the text", async () => {
    const inside = [{ word: " Hi", start: 0, end: 0.5, probability: 0.9 }];
    reply = () => ({ body: { text: "Hi", segments: [{ start: 0, end: 1, text: " Hi", words: inside }] } });
    expect(await hear(2)).toEqual([
      {
        ...{ start: 0, end: 1, text: "Hi", language: null, confidence: null },
        words: [{ start: 0, end: 0.5, text: "Hi", confidence: 0.9 }],
      },
    ]);
    reply = () => ({ body: { text: "Just text." } });
    expect(await hear(2)).toEqual([
      { start: 0, end: 2, text: "Just text.", language: null, confidence: null, words: [] },
    ]);
    const words = [
      { word: "twenty", start: 0, end: 0.5 },
      { word: "five", start: 0.5, end: 1 },
    ];
    reply = () => ({ body: { text: "25.", words } });
    expect((await hear(2))[0]?.words.map(({ text }) => text)).toEqual(["twenty", "five"]);
    reply = () => ({ body: { text: " " } });
    expect(await hear(2)).toEqual([]);
  });

  test("asks again where the endpoint is busy, and gives up where it refuses", async () => {
    reply = (count) => (count === 1 ? { status: 503, body: "loading" } : { body: HELLO });
    expect(await hear(1)).toHaveLength(2);
    reply = () => ({ status: 401, body: "no such key" });
    await expect(hear(1)).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringMatching(/audio\/transcriptions answers with status 401: no such key/),
    });
    reply = () => ({ body: { words: 3 } });
    await expect(hear(1)).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringMatching(/no verbose_json/),
    });
  });

  test("is cancelled", async () => {
    const signal = AbortSignal.abort();
    await expect(hear(1, { signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  test("refuses a URL that is none", () => {
    expect(() => make({ url: "whisper" })).toThrow(expect.objectContaining({ code: "model_unavailable" }));
  });
});
