import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, symlink } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireSource } from "./acquire-source.ts";
import { type DownloadOptions, download } from "./download.ts";

const BYTES = randomBytes(1_000_000);
const SHA256 = createHash("sha256").update(BYTES).digest("hex");

let folder: string;
let server: Server;
let origin: string;
let requests: IncomingMessage[];
/** Bytes of the file that the download has. */
let received: number;
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "download-"));
  requests = [];
  received = 0;
  server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true, force: true });
});

const fetchIt = (change: Partial<DownloadOptions> & { url?: string } = {}) => {
  const { url = `${origin}/a/film.mp4`, ...options } = change;
  const defaults = { maxBytes: 5_000_000, timeout: 20, allowed: () => true, firstPauseMs: 10 };
  const onProgress = (share: number): void => {
    received = Math.round(share * BYTES.length);
  };
  return download(url, join(folder, "source"), { ...defaults, onProgress, ...options });
};

/** Answers ranges as a static server does; a request for which `until` tells an end breaks off there, once that is here. */
function serveFile(until: (request: number) => number | undefined, headers: Record<string, string> = {}) {
  answer = (request, response) => {
    const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
    const partial =
      start > 0 ? { "content-range": `bytes ${start}-${BYTES.length - 1}/${BYTES.length}` } : {};
    response.writeHead(start > 0 ? 206 : 200, {
      "content-length": BYTES.length - start,
      ...partial,
      ...headers,
    });
    const end = until(requests.length);
    if (end === undefined) {
      response.end(BYTES.subarray(start));
      return;
    }
    response.write(BYTES.subarray(start, end));
    const look = setInterval(() => {
      if (received < end && !request.socket.destroyed) return;
      clearInterval(look);
      (request.socket as Socket).destroy();
    }, 5);
  };
}

describe("download", () => {
  it("fetches, hashes, names the file and tells how far it is", async () => {
    serveFile(() => undefined, { "content-disposition": 'attachment; filename="holiday.mp4"' });
    const shares: number[] = [];
    const found = await fetchIt({ onProgress: (share) => shares.push(share) });
    expect(found).toEqual({ sha256: SHA256, size: BYTES.length, fileName: "holiday.mp4" });
    expect(BYTES.equals(await readFile(join(folder, "source")))).toBe(true);
    expect(shares.at(-1)).toBe(1);
  });

  it("takes a body of unknown length", async () => {
    answer = (_, response) => response.end(BYTES);
    expect(await fetchIt()).toMatchObject({ sha256: SHA256, fileName: "film.mp4" });
  });

  it("resumes a transfer that breaks off, if the file is still the same", async () => {
    serveFile((request) => (request < 3 ? request * 300_000 : undefined), { etag: '"v1"' });
    expect(await fetchIt()).toMatchObject({ sha256: SHA256 });
    expect(requests.map((request) => request.headers.range)).toEqual([
      undefined,
      "bytes=300000-",
      "bytes=600000-",
    ]);
    expect(requests[1]?.headers["if-range"]).toBe('"v1"');
  });

  it("starts over where the server cannot resume, or has another file by now", async () => {
    answer = (request, response) => {
      response.writeHead(200, { "content-length": BYTES.length });
      if (requests.length > 1) response.end(BYTES);
      else response.write(randomBytes(200_000), () => setTimeout(() => request.socket.destroy(), 20));
    };
    expect(await fetchIt()).toMatchObject({ sha256: SHA256, size: BYTES.length });
  });

  it("refuses to sew together parts that do not fit", async () => {
    answer = (request, response) => {
      const first = requests.length === 1;
      response.writeHead(first ? 200 : 206, {
        "content-length": first ? BYTES.length : 10,
        ...(first ? {} : { "content-range": "bytes 0-9/1000000" }),
      });
      response.write(BYTES.subarray(0, first ? 1000 : 10), () =>
        setTimeout(() => request.socket.destroy(), 20),
      );
    };
    await expect(fetchIt()).rejects.toThrow("another part of the file");
  });

  it("gives up on a transfer that breaks off again and again, a lying length among them", async () => {
    answer = (_, response) => {
      // Says a byte more than there is, whatever it is asked for.
      response.socket?.end(`HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n${"x".repeat(1000)}`);
    };
    await expect(fetchIt()).rejects.toMatchObject({ code: "source_unreachable" });
    expect(requests).toHaveLength(6);
  });

  it("stops at the size limit, announced or not", async () => {
    serveFile(() => undefined);
    await expect(fetchIt({ maxBytes: 999_999 })).rejects.toMatchObject({ code: "source_too_large" });
    let sent = 0;
    answer = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write(BYTES)) sent += BYTES.length;
      };
      response.on("drain", more);
      more();
    };
    await expect(fetchIt()).rejects.toThrow("at most 5000000 are taken");
    expect(sent).toBeLessThan(50_000_000);
  });

  it("stops at the time limit", async () => {
    answer = (_, response) => {
      const timer = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(timer));
    };
    const start = performance.now();
    await expect(fetchIt({ timeout: 0.5 })).rejects.toThrow("not here within 0.5 seconds");
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it("stops when it is told to", async () => {
    const stop = new AbortController();
    answer = (_, response) => {
      response.write("x");
      setTimeout(() => stop.abort(), 50);
    };
    await expect(fetchIt({ signal: stop.signal })).rejects.toMatchObject({ code: "cancelled" });
  });

  it.each([404, 403, 500, 204, 304])("says that the server answers with %i", async (status) => {
    answer = (_, response) => response.writeHead(status).end();
    await expect(fetchIt()).rejects.toMatchObject({
      code: "source_unreachable",
      message: expect.stringContaining(`status ${status}`),
    });
  });

  it("says that nobody answers", async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
    await expect(fetchIt()).rejects.toThrow("refuses the connection");
    await expect(fetchIt({ url: "http://no-such-name.invalid/" })).rejects.toMatchObject({
      code: "source_unreachable",
    });
  });

  it("refuses a compressed answer, whose bytes would not be the file's", async () => {
    answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("x");
    await expect(fetchIt()).rejects.toThrow("compressed");
  });
});

describe("download through redirects", () => {
  const redirectAll = (to: (path: string) => string | undefined) => {
    answer = (request, response) => {
      const location = to(request.url ?? "");
      if (location === undefined) response.end(BYTES);
      else response.writeHead(302, { location }).end("moved");
    };
  };

  it("follows a few, relative ones too", async () => {
    redirectAll((path) => ({ "/a/film.mp4": "../b", "/b": `${origin}/c/real.mp4` })[path]);
    expect(await fetchIt()).toMatchObject({ sha256: SHA256, fileName: "real.mp4" });
  });

  it("gives up on a loop", async () => {
    redirectAll((path) => path);
    await expect(fetchIt()).rejects.toThrow("more than 5 times");
  });

  it("checks every address anew", async () => {
    redirectAll((path) => (path === "/a/film.mp4" ? origin.replace("127.0.0.1", "127.0.0.2") : undefined));
    const allowed = (address: string) => address === "127.0.0.1";
    await expect(fetchIt({ allowed })).rejects.toMatchObject({
      code: "source_forbidden",
      message: expect.stringContaining("127.0.0.2"),
    });
    redirectAll(() => "file:///etc/passwd");
    await expect(fetchIt()).rejects.toMatchObject({ code: "source_forbidden" });
  });

  it("checks what a name is looked up to", async () => {
    serveFile(() => undefined);
    const url = `${origin.replace("127.0.0.1", "localhost")}/film.mp4`;
    await expect(fetchIt({ url, allowed: () => false })).rejects.toMatchObject({ code: "source_forbidden" });
    expect(requests).toHaveLength(0);
    expect(await fetchIt({ url })).toMatchObject({ sha256: SHA256 });
  });
});

describe("acquireSource from a URL", () => {
  const acquire = (allowPrivate: boolean) =>
    acquireSource(
      { kind: "url", url: `${origin}/film.mp4` },
      { folder, limits: { maxBytes: 5_000_000, timeout: 20, allowPrivate } },
    );

  it("refuses private addresses unless they are allowed", async () => {
    serveFile(() => undefined);
    await expect(acquire(false)).rejects.toMatchObject({ code: "source_forbidden" });
    expect(requests).toHaveLength(0);
    expect(await acquire(true)).toMatchObject({ sha256: SHA256, path: join(folder, "source") });
  });

  it("leaves nothing behind when it fails", async () => {
    answer = (_, response) => response.writeHead(200).end(Buffer.alloc(6_000_000));
    await expect(acquire(true)).rejects.toMatchObject({ code: "source_too_large" });
    expect(await readdir(folder)).toEqual([]);
  });

  it.skipIf(process.platform !== "linux")("says that the disk is full where it is", async () => {
    // Answers every write with ENOSPC.
    await symlink("/dev/full", join(folder, "source"));
    serveFile(() => undefined);
    await expect(acquire(true)).rejects.toMatchObject({ code: "storage_full" });
    expect(await readdir(folder)).toEqual([]);
  });
});
