import { once } from "node:events";
import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { createHttpChatModel } from "./http-chat-model.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** An endpoint that says this, and keeps what it was asked. */
async function endpointThatSays(status: number, body: unknown) {
  const asked: { url: string | undefined; authorization: string | undefined; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    const { authorization } = request.headers;
    asked.push({ url: request.url, authorization, body: await json(request) });
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  const address = server.address();
  return { asked, url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1` };
}

const request = { instructions: "Plan.", message: "highlights", schema: { type: "object" } };
const says = (content: string) => ({ choices: [{ index: 0, message: { role: "assistant", content } }] });

describe("a language model over HTTP", () => {
  it("is asked once, held to the schema, and answers with JSON", async () => {
    const { url, asked } = await endpointThatSays(200, says('{"queries": []}'));
    const chat = createHttpChatModel({ url, model: "toy", apiKey: "secret" });
    expect(await chat.answer(request)).toEqual({ queries: [] });
    expect(asked).toEqual([
      {
        url: "/v1/chat/completions",
        authorization: "Bearer secret",
        body: {
          ...{ model: "toy", temperature: 0 },
          messages: [
            { role: "system", content: "Plan." },
            { role: "user", content: "highlights" },
          ],
          response_format: {
            type: "json_schema",
            json_schema: { name: "answer", strict: true, schema: { type: "object" } },
          },
        },
      },
    ]);
  });

  it.each([
    ["talks", 200, says("Sure! {"), /no JSON/],
    ["refuses to speak", 200, { choices: [{ message: { content: null } }] }, /no message/],
    ["has no choice", 200, { choices: [] }, /no message/],
    ["does not know schemas", 400, { error: "response_format" }, /status 400: .*response_format/],
    ["is no endpoint", 200, "<html>", /no JSON/],
  ])("that %s is an error that says so", async (_what, status, body, message) => {
    const { url } = await endpointThatSays(status, body);
    const chat = createHttpChatModel({ url, model: "toy" });
    await expect(chat.answer(request)).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringMatching(message),
    });
  });

  it("that is not there is an error too, before long", async () => {
    const chat = createHttpChatModel({ url: "http://127.0.0.1:9/v1", model: "toy", firstPauseMs: 1 });
    await expect(chat.answer(request)).rejects.toMatchObject({ code: "model_unavailable" });
    expect(() => createHttpChatModel({ url: "ftp://x", model: "toy" })).toThrow(/no http/);
  });
});
