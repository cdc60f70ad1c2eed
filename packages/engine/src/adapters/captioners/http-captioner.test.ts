import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { FakeEndpoint } from "../../testing/fake-endpoint.ts";
import { createHttpCaptioner } from "./http-captioner.ts";
import { encodePng } from "./png.ts";

interface ChatRequest {
  readonly model: string;
  readonly messages: readonly {
    readonly role: string;
    readonly content: readonly { readonly type: string; readonly image_url?: { readonly url: string } }[];
  }[];
}

const says = (content: unknown) => ({ body: { choices: [{ message: { role: "assistant", content } }] } });
const endpoint = new FakeEndpoint<ChatRequest>(() => says("A dog runs\nover a meadow. "));
beforeAll(() => endpoint.listen());
afterAll(() => endpoint.close());
beforeEach(() => endpoint.reset());

const create = () =>
  createHttpCaptioner({ url: endpoint.url, model: "looker", apiKey: "secret", firstPauseMs: 1 });
const { signal } = new AbortController();
const picture = (width: number, height: number) => {
  return { width, height, data: Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7) % 256) };
};

/** Width, height and rows of a PNG, parsed by the book. */
function parsePng(file: Buffer): { width: number; height: number; rows: Buffer } {
  expect(file.subarray(0, 8).toString("latin1")).toBe("\x89PNG\r\n\x1a\n");
  const chunks = new Map<string, Buffer>();
  for (let at = 8; at < file.length; at += file.readUInt32BE(at) + 12) {
    const data = file.subarray(at + 8, at + 8 + file.readUInt32BE(at));
    chunks.set(file.toString("latin1", at + 4, at + 8), data);
  }
  expect([...chunks.keys()]).toEqual(["IHDR", "IDAT", "IEND"]);
  const header = chunks.get("IHDR")!;
  return {
    width: header.readUInt32BE(0),
    height: header.readUInt32BE(4),
    rows: inflateSync(chunks.get("IDAT")!),
  };
}

describe("the captioner over HTTP", () => {
  test("sends the pictures, small enough, and gives what is said in one line", async () => {
    expect(await create().caption([picture(960, 544), picture(32, 16)], signal)).toBe(
      "A dog runs over a meadow.",
    );
    const [asked] = endpoint.asked;
    expect(asked).toMatchObject({
      url: "/v1/chat/completions",
      authorization: "Bearer secret",
      body: { model: "looker", messages: [{ role: "user" }] },
    });
    const [prompt, ...images] = asked!.body.messages[0]!.content;
    expect(prompt).toMatchObject({ type: "text" });
    const [large, small] = images.map(({ image_url }) => {
      const [start, base64] = image_url!.url.split(",");
      expect(start).toBe("data:image/png;base64");
      return parsePng(Buffer.from(base64!, "base64"));
    });
    expect(large).toMatchObject({ width: 640, height: 363 });
    expect(small).toMatchObject({ width: 32, height: 16 });
  });

  test.each([
    ["nothing", says("  ")],
    ["no choices", { body: { choices: [] } }],
    ["no text", says(null)],
    ["an error", { status: 404, body: { error: "no such model" } }],
  ])("says that the model is unavailable where it says %s", async (_, answer) => {
    endpoint.answer = () => answer;
    await expect(create().caption([picture(8, 8)], signal)).rejects.toMatchObject({
      code: "model_unavailable",
    });
  });

  test("keeps a talkative model short", async () => {
    endpoint.answer = () => says("word ".repeat(10_000));
    expect((await create().caption([picture(8, 8)], signal)).length).toBeLessThanOrEqual(600);
  });

  test("stops when told to", async () => {
    const stop = new AbortController();
    const held = Promise.withResolvers<void>();
    endpoint.hold = held.promise;
    const caption = create().caption([picture(8, 8)], stop.signal);
    stop.abort();
    await expect(caption).rejects.toMatchObject({ code: "cancelled" });
    held.resolve();
  });
});

describe("encodePng", () => {
  test("keeps every pixel", async () => {
    const made = picture(5, 3);
    const { width, height, rows } = parsePng(await encodePng(made));
    expect([width, height]).toEqual([5, 3]);
    for (let y = 0; y < 3; y++) {
      expect(rows[y * 16]).toBe(0);
      expect([...rows.subarray(y * 16 + 1, (y + 1) * 16)]).toEqual([
        ...made.data.subarray(y * 15, (y + 1) * 15),
      ]);
    }
  });
});
