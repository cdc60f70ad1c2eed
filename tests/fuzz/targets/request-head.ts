import assert from "node:assert/strict";
import { CutstreamError } from "@cutstream/engine";
import { readRequestHead } from "../../../packages/server/src/wire/request-head.ts";
import { textMutator } from "../mutate-text.ts";
import { type Target, textSeeds } from "../target.ts";

/** Fields by which a head would say that something follows it. */
const BODY = /^(?:content-length|transfer-encoding|expect|upgrade):/im;

/**
 * Heads of requests (RFC 9112 §3, §5): one that is read ends with its bytes, has a line for each field and nothing that
 * a body could follow, and is read as the same when it is written plainly.
 */
export const requestHead: Target = {
  name: "request-head",
  seeds: () =>
    textSeeds(
      "GET /m/v/1.m4s HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n",
      'GET /u/ann/s/k1.x/r/v0.m3u8?form=continuous HTTP/1.1\r\nHost: a:80\r\nConnection: keep-alive\r\nAccept-Encoding: gzip, br\r\nIf-None-Match: W/"a", "b"\r\nUser-Agent: A/1.0 (b; c)\r\n\r\n',
    ),
  mutate: textMutator([
    ..."GET HEAD HTTP/1.1 HTTP/1.0 Host: Range: Content-Length: Transfer-Encoding: chunked close upgrade".split(
      " ",
    ),
    ...["\r\n", "\r\n\r\n", "\r\n ", " :", "__proto__: a", "Set-Cookie: a", "http://a/"],
  ]),
  check(input) {
    const head = readRequestHead(input);
    if (!head) throw new CutstreamError("invalid_request", "The head is left to Node's parser.");
    const text = Buffer.from(input).toString("latin1");
    const lines = text.split("\r\n");
    const fields = Object.entries(head.headers);
    assert.deepEqual(lines.slice(-2), ["", ""]);
    assert.equal(lines.length - 3, fields.length);
    assert(!/[^\t -~]/.test(lines.join("")) && !BODY.test(lines.slice(1).join("\n")));
    const written = [`GET ${head.url} HTTP/1.1`, ...fields.map(([name, value]) => `${name}: ${value}`)];
    assert.deepEqual(readRequestHead(Buffer.from(`${written.join("\r\n")}\r\n\r\n`, "latin1")), head);
  },
};
