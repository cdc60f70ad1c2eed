import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { embedderContract } from "../../seams/embedder.contract.ts";
import { FakeEndpoint } from "../../testing/fake-endpoint.ts";
import type { ModelEndpointOptions } from "../http/model-endpoint.ts";
import { createHttpEmbedder } from "./http-embedder.ts";

interface EmbeddingRequest {
  readonly model: string;
  readonly input: readonly string[];
}

/** Spreads letters over 16 dimensions, and says no to empty texts as OpenAI's endpoint does. */
const endpoint = new FakeEndpoint<EmbeddingRequest>(({ body: { input } }) =>
  input.includes("")
    ? { status: 400, body: { error: "empty input" } }
    : { body: { data: embeddings(input) } },
);

function embeddings(input: readonly string[], dimensions = 16): unknown[] {
  const data = input.map((text, index) => {
    const embedding = Array(dimensions).fill(0.1);
    for (const [i, char] of [...text].entries()) embedding[(char.codePointAt(0)! * 7 + i) % dimensions] += 1;
    return { object: "embedding", index, embedding };
  });
  return data.reverse();
}

beforeAll(() => endpoint.listen());
afterAll(() => endpoint.close());

function create(options: Partial<ModelEndpointOptions> = {}) {
  return createHttpEmbedder({ url: endpoint.url, model: "made-16", firstPauseMs: 1, ...options });
}

embedderContract("http", async () => create());

describe("the embedder over HTTP", () => {
  beforeEach(() => endpoint.reset());
  afterEach(() => endpoint.reset());

  test("sends the key, the model and batches, to the base or the whole address", async () => {
    await create({ apiKey: "secret" }).embed(Array.from({ length: 130 }, (_, i) => `text ${i}`));
    expect(endpoint.asked.map(({ body }) => body.input.length)).toEqual([64, 64, 2]);
    expect(endpoint.asked[0]).toMatchObject({
      url: "/v1/embeddings",
      authorization: "Bearer secret",
      body: { model: "made-16" },
    });
    await create({ url: `${endpoint.url}/embeddings` }).embed(["a"]);
    expect(endpoint.asked.at(-1)).toMatchObject({ url: "/v1/embeddings", authorization: undefined });
  });

  test("asks once for a query that comes again", async () => {
    const embedder = create();
    await embedder.embed(["goals"]);
    await embedder.embed(["goals"]);
    expect(endpoint.asked).toHaveLength(1);
  });

  test("learns the dimensions from the first answer and holds every later one to them", async () => {
    const embedder = create();
    expect(embedder.dimensions).toBe(0);
    await embedder.embed(["a"]);
    expect(embedder.dimensions).toBe(16);
    endpoint.answer = ({ body }) => ({ body: { data: embeddings(body.input, 8) } });
    await expect(embedder.embed(["b"])).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("gives 8 dimensions, and gave 16 before"),
    });
    expect(embedder.dimensions).toBe(16);
  });

  test.each([429, 500, 503])("tries again where the endpoint answers %i", async (status) => {
    endpoint.answer = (_, count) => (count < 3 ? { status, body: "busy" } : undefined);
    expect(await create().embed(["a"])).toHaveLength(1);
    expect(endpoint.asked).toHaveLength(3);
  });

  test("gives up after a few times, and says what the endpoint said", async () => {
    endpoint.answer = () => ({ status: 503, body: "the model is loading" });
    await expect(create().embed(["a"])).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringMatching(/status 503: the model is loading .*4 times/),
    });
    expect(endpoint.asked).toHaveLength(4);
  });

  test("waits as long as Retry-After asks", async () => {
    endpoint.answer = (_, count) =>
      count === 1 ? { status: 429, headers: { "retry-after": "1" } } : undefined;
    const started = performance.now();
    await create().embed(["a"]);
    expect(performance.now() - started).toBeGreaterThan(950);
  });

  test.each([400, 401, 404])("does not repeat what was answered with %i", async (status) => {
    endpoint.answer = () => ({ status, body: { error: "no such model" } });
    await expect(create().embed(["a"])).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("no such model"),
    });
    expect(endpoint.asked).toHaveLength(1);
  });

  const item = (index: number) => ({ index, embedding: [1, 2] });
  test.each([
    ["no JSON", "<html>"],
    ["another shape", { embeddings: [] }],
    ["too few", { data: [item(0)] }],
    ["too many", { data: [item(0), item(1), item(2)] }],
    ["one twice", { data: [item(1), item(1)] }],
    ["a gap", { data: [item(0), item(2)] }],
    ["zeros", { data: [item(0), { index: 1, embedding: [0, 0] }] }],
    ["an empty vector", { data: [item(0), { index: 1, embedding: [] }] }],
    ["mixed lengths", { data: [item(0), { index: 1, embedding: [1] }] }],
    ["numbers beyond counting", '{"data":[{"embedding":[1e200]},{"embedding":[1]}]}'],
  ])("refuses an answer with %s", async (_, body) => {
    endpoint.answer = () => ({ body });
    await expect(create().embed(["a", "b"])).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("does not wait for ever", async () => {
    const held = Promise.withResolvers<void>();
    endpoint.hold = held.promise;
    const started = performance.now();
    await expect(create({ timeoutMs: 50 }).embed(["a"])).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("did not answer within 0.05 s"),
    });
    expect(performance.now() - started).toBeLessThan(20_000);
    held.resolve();
  });

  test("says that nobody is there, and that a URL is none", async () => {
    const other = new FakeEndpoint(() => ({}));
    await other.listen();
    const { url } = other;
    await other.close();
    await expect(create({ url }).embed(["a"])).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("cannot be reached"),
    });
    for (const bad of ["", "localhost:1234", "file:///etc/passwd"]) {
      expect(() => create({ url: bad })).toThrow("is no http(s) URL");
    }
  });
});
