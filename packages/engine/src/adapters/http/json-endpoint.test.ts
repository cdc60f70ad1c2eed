import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { postJson } from "./json-endpoint.ts";

it("goes nowhere that an endpoint sends it, with a request that is not meant for there", async () => {
  const asked: string[] = [];
  const server = createServer((request, answer) => {
    asked.push(request.url ?? "");
    answer.writeHead(307, { location: "/inner" }).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  await expect(postJson({ url, code: "model_unavailable" }, {})).rejects.toMatchObject({
    code: "model_unavailable",
    message: expect.stringContaining("/v1 answers with status 307"),
  });
  expect(asked).toEqual(["/v1"]);
  server.closeAllConnections();
  server.close();
});

it("counts an answer as it unpacks, and takes no bomb", async () => {
  const bomb = gzipSync(Buffer.alloc(65 * 2 ** 20, 0x20), { level: 1 });
  const server = createServer((_, answer) => {
    answer.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" }).end(bomb);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
  await expect(postJson({ url, code: "model_unavailable" }, {})).rejects.toMatchObject({
    code: "model_unavailable",
    message: expect.stringMatching(/answers with more than 67108864 bytes/),
  });
  server.closeAllConnections();
  server.close();
});
