import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { type AddressInfo, connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRequestHead } from "./request-head.ts";

const head = (...lines: string[]): Buffer => Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
const LINE = "GET /m/v/1.m4s?a=b HTTP/1.1";

describe("the head of a request", () => {
  it("is read where it is whole and plain", () => {
    const bytes = head(LINE, "Host: a", "User-Agent:  A (b; c) d/1.0 ", "Range: bytes=0-1", "Empty:");
    expect(readRequestHead(bytes)).toEqual({
      method: "GET",
      url: "/m/v/1.m4s?a=b",
      headers: { host: "a", "user-agent": "A (b; c) d/1.0", range: "bytes=0-1", empty: "" },
    });
  });

  it.each<[string, Buffer]>([
    ["another method", head("HEAD / HTTP/1.1", "Host: a")],
    ["another version", head("GET / HTTP/1.0", "Host: a")],
    ["no host", head(LINE)],
    ["an empty host", head(LINE, "Host:")],
    ["two hosts", head(LINE, "Host: a", "host: b")],
    ["a whole address", head("GET http://a/ HTTP/1.1", "Host: a")],
    ["a space in the address", head("GET /a b HTTP/1.1", "Host: a")],
    ["a body", head(LINE, "Host: a", "Content-Length: 0")],
    ["a body in chunks", head(LINE, "Host: a", "Transfer-Encoding: chunked")],
    ["a wish to go on otherwise", head(LINE, "Host: a", "Connection: Upgrade", "Upgrade: websocket")],
    ["a wish to end", head(LINE, "Host: a", "Connection: close")],
    ["expectations", head(LINE, "Host: a", "Expect: 100-continue")],
    ["a line that goes on", head(LINE, "Host: a", "Range: bytes=0-1", " ,2-3")],
    ["a space before the colon", head(LINE, "Host: a", "Range : bytes=0-1")],
    ["a line without a colon", head(LINE, "Host: a", "Range")],
    ["a name that is none", head(LINE, "Host: a", "R@nge: bytes=0-1")],
    ["a control character", head(LINE, "Host: a", "Range: bytes\u0000=0-1")],
    ["a lone carriage return", head(LINE, "Host: a", "A: b\rc: d")],
    ["a lone line feed", head(LINE, "Host: a", "A: b\nc: d")],
    ["a letter beyond ASCII", head(LINE, "Host: a", "A: \u00e4")],
    ["half a head", head(LINE, "Host: a").subarray(0, -1)],
    ["no end", Buffer.from(`${LINE}\r\nHost: a\r\n`)],
    ["another request behind it", Buffer.concat([head(LINE, "Host: a"), head(LINE, "Host: a")])],
    ["a line break before it", Buffer.concat([Buffer.from("\r\n"), head(LINE, "Host: a")])],
    ["too much", head(LINE, "Host: a", `A: ${"b".repeat(9000)}`)],
    ["nothing", Buffer.alloc(0)],
  ])("is left to Node's server where there is %s", (_what, bytes) => {
    expect(readRequestHead(bytes)).toBeUndefined();
  });
});

describe("what is read of any bytes", () => {
  let port = 0;
  const server = createServer({ keepAlive: false }, ({ method, url, headers }, response) => {
    response.end(JSON.stringify({ method, url, headers }));
  });
  beforeAll(async () => {
    await once(server.listen(0, "127.0.0.1"), "listening");
    ({ port } = server.address() as AddressInfo);
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  /** How Node's server reads bytes; undefined where it does not see exactly one request in them. */
  const readByNode = async (bytes: Uint8Array) => {
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
    socket.end(bytes);
    const answer = Buffer.concat(await Array.fromAsync(socket as AsyncIterable<Buffer>)).toString();
    if (answer.split("HTTP/1.1 ").length !== 2 || !answer.startsWith("HTTP/1.1 200")) return undefined;
    return JSON.parse(answer.slice(answer.indexOf("{"), answer.lastIndexOf("}") + 1)) as {
      headers: IncomingHttpHeaders;
    };
  };

  const text = (characters: string, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...characters), maxLength });
  const name = fc.oneof(
    fc.constantFrom(
      "Range",
      "Accept-Encoding",
      "Cookie",
      "Set-Cookie",
      "__proto__",
      "constructor",
      "TE",
      "Via",
    ),
    text("aB-_!#$%&'*+.^`|~0:( ", 6),
  );
  const field = fc
    .tuple(name, fc.constantFrom(":", ": ", ":\t ", " :", ""), text('aB9 \t,;="\u0001\u00e4\r\n', 8))
    .map((parts) => parts.join(""));
  /** Mostly well-formed: what is not is mostly left to Node's server by both. */
  const plainField = fc
    .tuple(fc.stringMatching(/^[A-Za-z_-]{1,12}$/), text('aB9 \t,;="', 8))
    .map((parts) => parts.join(": "));
  const often = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 9, arbitrary: usual }, { weight: 1, arbitrary: odd });
  const request = fc
    .tuple(
      often(fc.constant("GET"), fc.constantFrom("HEAD", "get", " GET", "POST")),
      often(text("/aZ9.%?&=~-_", 12), text("/a\u00e9\t #", 4)),
      often(fc.constant("HTTP/1.1"), fc.constantFrom("HTTP/1.0", "HTTP/2.0", "HTTP/1.1 ")),
      fc.array(often(plainField, field), { maxLength: 5 }),
      often(fc.constant("\r\n\r\n"), fc.constantFrom("\n\n", "\r\n\r\nx", "\r\n\n")),
    )
    .map(([method, path, version, fields, end]) =>
      Buffer.from([`${method} /${path} ${version}`, "Host: a", ...fields].join("\r\n") + end, "latin1"),
    );

  it("is what Node's server reads of them", async () => {
    let read = 0;
    await fc.assert(
      fc.asyncProperty(request, async (bytes) => {
        const ours = readRequestHead(bytes);
        if (!ours) return;
        read++;
        const { headers, ...rest } = ours;
        expect(await readByNode(bytes)).toEqual({ ...rest, headers: { ...headers } });
      }),
      { numRuns: 400 },
    );
    expect(read).toBeGreaterThan(100);
  });
});
