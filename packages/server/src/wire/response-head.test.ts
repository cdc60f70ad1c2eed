import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ResponseHead, writeResponseHead } from "./response-head.ts";

/** A head as Node's client reads it. */
async function readByNode(head: string): Promise<IncomingMessage> {
  const server = createServer((socket) => socket.once("data", () => socket.end(head, "latin1")));
  await once(server.listen(0, "127.0.0.1"), "listening");
  try {
    const { port } = server.address() as AddressInfo;
    const [response] = await once(request({ host: "127.0.0.1", port }).end(), "response");
    response.resume();
    return response as IncomingMessage;
  } finally {
    server.close();
  }
}

const HEAD: ResponseHead = { status: 200, headers: { etag: '"a"', "content-length": 0 }, keepAlive: 72 };

describe("the head of a response", () => {
  it("comes to a client as it was meant", async () => {
    const name = fc.stringMatching(/^x-[a-z][a-z-]{0,8}[a-z]$/);
    const value = fc.stringMatching(/^[!-~]([ -~]{0,12}[!-~])?$/);
    const heads = fc.record({
      status: fc.constantFrom(200, 206, 404, 416, 503),
      headers: fc.dictionary(name, fc.oneof(value, fc.nat()), { maxKeys: 5 }),
      keepAlive: fc.constantFrom(undefined, 5, 72),
    });
    await fc.assert(
      fc.asyncProperty(heads, async (head) => {
        const headers = { ...head.headers, "content-length": 0 };
        const { statusCode, headers: read } = await readByNode(writeResponseHead({ ...head, headers }));
        expect(statusCode).toBe(head.status);
        for (const [name, value] of Object.entries(headers)) expect(read[name]).toBe(String(value));
        expect(read.connection).toBe(head.keepAlive === undefined ? "close" : "keep-alive");
        expect(Math.abs(Date.parse(read.date ?? "") - Date.now())).toBeLessThan(60_000);
      }),
      { numRuns: 30 },
    );
  });

  it.each(["a\r\nset-cookie: b", "a\nb", "a\rb", "a\u0000b", "snow \u2603"])(
    "is not written with %j",
    (value) => {
      expect(() => writeResponseHead({ ...HEAD, headers: { etag: value } })).toThrow(RangeError);
    },
  );
});
