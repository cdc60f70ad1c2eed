import { expect, test } from "vitest";
import { HeadReader } from "./http-head.ts";

const ANSWER = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy";

test("a head is read wherever it is broken off, and what follows it is left", () => {
  for (let at = 0; at <= ANSWER.length; at++) {
    const reader = new HeadReader();
    const pieces = [ANSWER.slice(0, at), ANSWER.slice(at)].map((text) => Buffer.from(text, "latin1"));
    const read = pieces.map((piece) => reader.read(piece)).find((found) => found !== undefined);
    expect(read?.head).toMatchObject({ status: 503, length: 4 });
    expect(read?.head.number("retry-after")).toBe(7);
    expect("busy".startsWith(String(read?.rest))).toBe(true);
  }
});

test("the next answer is read from its own beginning, and one without a length says so", () => {
  const reader = new HeadReader();
  reader.read(Buffer.from(ANSWER));
  reader.reset();
  const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const read = reader.read(Buffer.from(chunked));
  expect(read?.head).toMatchObject({ status: 200, length: undefined });
  expect(read?.rest.length).toBe(0);
});
