import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { translatorContract } from "../../seams/translator.contract.ts";
import { FakeEndpoint } from "../../testing/fake-endpoint.ts";
import { createHttpChatModel } from "../chat/http-chat-model.ts";
import { createChatTranslator } from "./chat-translator.ts";

interface ChatBody {
  readonly messages: readonly [{ readonly content: string }, { readonly content: string }];
}

const completion = (answer: unknown) => ({
  body: { choices: [{ message: { content: JSON.stringify(answer) } }] },
});
const endpoint = new FakeEndpoint<ChatBody>(({ body }) => {
  const texts: string[] = JSON.parse(body.messages[1].content);
  return completion({ translations: texts.map((text) => (text === "" ? "" : `es ${text}`)) });
});
const create = () =>
  createChatTranslator(createHttpChatModel({ url: endpoint.url, model: "polyglot", firstPauseMs: 1 }));

beforeAll(() => endpoint.listen());
afterAll(() => endpoint.close());
beforeEach(() => endpoint.reset());

translatorContract("chat model", create);

describe("a chat model that translates", () => {
  const pair = { from: "en", to: "pt-BR" };

  it("is asked in batches, with the languages", async () => {
    await create().translate(Array(90).fill("text"), pair);
    expect(endpoint.asked.map(({ body }) => JSON.parse(body.messages[1].content).length)).toEqual([
      40, 40, 10,
    ]);
    expect(endpoint.asked[0]?.body.messages[0].content).toMatch(/\ben\b.*\bpt-BR\b/);
  });

  it.each([
    ["too few", () => completion({ translations: ["only one"] })],
    ["something else", () => completion({ words: [] })],
    ["an error", () => ({ status: 500, body: "out of memory" })],
    ["a refusal", () => ({ status: 401, body: "no key" })],
  ])("that gives %s is unavailable", async (_, answer) => {
    endpoint.answer = answer;
    const translating = create().translate(["one", "two"], pair);
    await expect(translating).rejects.toMatchObject({ code: "translator_unavailable" });
  });
});
