import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createS3Client } from "./client.ts";
import { openS3BlobStore } from "./s3-blob-store.ts";

const LIST = `<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>`;
const PART = 16 * 2 ** 20;

let server: Server;
let endpoint: string;
let asked: string[];
let answer: (request: IncomingMessage, response: ServerResponse, body: Buffer) => void;

beforeEach(async () => {
  asked = [];
  answer = (_, response) => response.end(LIST);
  server = createServer(async (request, response) => {
    const chunks = await Array.fromAsync(request).catch(() => undefined);
    // Who hung up in the middle asked for nothing.
    if (!chunks) return;
    const query = new URL(request.url ?? "", endpoint).searchParams;
    asked.push(`${request.method} ${query.get("partNumber") ?? ""}`.trim());
    answer(request, response, Buffer.concat(chunks));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const credentials = { accessKeyId: "a", secretAccessKey: "s" };

async function open(): Promise<BlobStore> {
  const client = createS3Client({}, { AWS_ENDPOINT_URL_S3: endpoint }, { credentials, maxAttempts: 2 });
  const store = await openS3BlobStore("s3://films/here", client);
  asked = [];
  return store;
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.statusCode = status;
  response.end(`<Error><Code>${code}</Code><Message>No.</Message></Error>`);
}

/** Answers a GET of `whole` as S3 does, or its first bytes alone, and then breaks off. */
function sendRange(whole: Buffer, request: IncomingMessage, response: ServerResponse, breakAfter?: number) {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "") ?? [];
  const [start, end] = [Number(from ?? 0), Number(to ?? whole.length - 1) + 1];
  response.writeHead(from === undefined ? 200 : 206, {
    "content-length": end - start,
    ...(from !== undefined && { "content-range": `bytes ${start}-${end - 1}/${whole.length}` }),
  });
  if (breakAfter === undefined) response.end(whole.subarray(start, end));
  else
    response.write(whole.subarray(start, start + breakAfter), () => setTimeout(() => response.destroy(), 10));
}

describe("blobs on S3 that fails", () => {
  it.each([
    [404, "NoSuchBucket", /films\/here at 127.*create it/],
    [403, "AccessDenied", /s3:ListBucket/],
    [403, "InvalidAccessKeyId", /AWS_ACCESS_KEY_ID/],
    [403, "SignatureDoesNotMatch", /AWS_SECRET_ACCESS_KEY/],
    [400, "Odd", /: No\.$/],
  ])("says at the start what %s %s means", async (status, code, message) => {
    answer = (_, response) => refuse(response, status, code);
    await expect(open()).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringMatching(message),
    });
    expect(asked).toHaveLength(1);
  });

  it("says where nobody answers", async () => {
    const store = await open();
    server.closeAllConnections();
    server.close();
    await expect(store.size("a")).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringMatching(/refuses the connection.*AWS_ENDPOINT_URL_S3/),
    });
  });

  it("tries again what may pass, and no more often than it says", async () => {
    const store = await open();
    answer = (_, response) => (asked.length === 1 ? refuse(response, 503, "SlowDown") : response.end());
    await store.put("a", Buffer.from("bytes"));
    expect(asked).toEqual(["PUT", "PUT"]);
    answer = (_, response) => refuse(response, 503, "SlowDown");
    await expect(store.put("a", Buffer.from("bytes"))).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("store blob a"),
    });
    expect(asked).toHaveLength(4);
  });

  it("says that it is full", async () => {
    const store = await open();
    answer = (_, response) => refuse(response, 403, "QuotaExceeded");
    await expect(store.put("a", Buffer.from("b"))).rejects.toMatchObject({ code: "storage_full" });
  });

  it("keeps nothing in its errors that is no text", async () => {
    const store = await open();
    answer = (_, response) => refuse(response, 400, "Odd");
    const { cause } = await store.size("a").catch((error) => error);
    expect(Object.keys(cause).sort()).toEqual(["name", "status"]);
  });

  it("goes on where a body broke off, and gives up where no byte comes any more", async () => {
    const store = await open();
    const whole = randomBytes(10_000);
    answer = (request, response) => sendRange(whole, request, response, asked.length < 4 ? 3000 : undefined);
    expect(whole.equals(await store.read("a"))).toBe(true);
    expect(asked).toHaveLength(4);
    asked = [];
    const middle = await store.read("a", { start: 100, end: 9000 });
    expect(whole.subarray(100, 9000).equals(middle)).toBe(true);
    asked = [];
    answer = (request, response) => sendRange(whole, request, response, asked.length === 1 ? 3000 : 0);
    await expect(store.read("a")).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("read blob a"),
    });
    expect(asked).toHaveLength(4);
  });

  it("hangs up on a stream that is not read", async () => {
    const store = await open();
    const hungUp = new Promise((resolve) => {
      answer = (_, response) => {
        response.writeHead(200, { "content-length": 50_000_000 });
        response.write(randomBytes(100_000));
        response.on("close", resolve);
      };
    });
    const { body } = await store.stream("a");
    body.destroy();
    await hungUp;
  });

  it("refuses what is not the range that was asked for", async () => {
    const store = await open();
    answer = (_, response) => response.end(randomBytes(10));
    await expect(store.read("a", { start: 2, end: 4 })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("of 2 bytes it sent 10"),
    });
  });

  describe("in the middle of several parts", () => {
    const UPLOAD = `<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>`;
    const DONE = `<CompleteMultipartUploadResult><ETag>"e"</ETag></CompleteMultipartUploadResult>`;
    const answerParts = (part: (number: number, response: ServerResponse) => void) => {
      answer = (request, response) => {
        const query = new URL(request.url ?? "", endpoint).searchParams;
        const number = Number(query.get("partNumber") ?? 0);
        if (request.method === "DELETE") response.writeHead(204).end();
        else if (number > 0) part(number, response);
        else response.end(query.has("uploads") ? UPLOAD : DONE);
      };
    };
    const accept = (response: ServerResponse) => response.setHeader("etag", '"e"').end();
    /** A part that was on its way when its upload was given up may be seen after that: another socket brings it. */
    const askedOfWhole = () => asked.filter((one) => !one.startsWith("PUT"));

    it("is whole once all parts are", async () => {
      const store = await open();
      answerParts((_, response) => accept(response));
      await store.put("a", Buffer.alloc(2 * PART + 1));
      expect(asked.filter((one) => one.startsWith("PUT")).sort()).toEqual(["PUT 1", "PUT 2", "PUT 3"]);
      expect([asked.at(0), asked.at(-1)]).toEqual(["POST", "POST"]);
    });

    it("stops reading where a part fails, even of a source that hangs, and throws away what it has", async () => {
      const store = await open();
      answerParts((number, response) => (number === 2 ? refuse(response, 400, "Odd") : accept(response)));
      const source = (async function* () {
        for (let part = 0; part < 3; part++) yield Buffer.alloc(PART);
        await new Promise(() => {});
      })();
      await expect(store.put("a", source)).rejects.toMatchObject({ code: "storage_failed" });
      expect(askedOfWhole()).toEqual(["POST", "DELETE"]);
    });

    it("throws away what it has when it is told to stop", async () => {
      const store = await open();
      const abort = new AbortController();
      answerParts((number, response) => (number === 1 ? accept(response) : abort.abort()));
      await expect(store.put("a", Buffer.alloc(3 * PART), abort.signal)).rejects.toMatchObject({
        code: "cancelled",
      });
      expect(askedOfWhole()).toEqual(["POST", "DELETE"]);
    });
  });
});
