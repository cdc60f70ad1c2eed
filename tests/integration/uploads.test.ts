import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createReadStream, openAsBlob } from "node:fs";
import { appendFile, copyFile, mkdtemp, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect, type Ingested } from "../../packages/client/src/index.ts";
import { startBreakingProxy } from "../kit/breaking-proxy.ts";
import { type CodedSource, makeCodedSource } from "../kit/coded-source.ts";
import { compareToPlan } from "../kit/compare.ts";
import { decodeFrames } from "../kit/decode.ts";
import { continuous } from "../kit/played.ts";
import { fetchWhole, startTestServer, type TestServer } from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

const MEBIBYTE = 1 << 20;
const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");

let folder: string;
/** Two seconds of coded frames, with a megabyte or two of filling behind them: large enough to break in the middle. */
let source: CodedSource;
let size: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "uploads-"));
  source = await makeCodedSource({ path: join(folder, "s.mp4"), sourceId: 3, frameRate: "25", seconds: 2 });
  size = await fill(source.path, 2 * MEBIBYTE);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Appends a `free` box (ISO/IEC 14496-12, 8.1.2) of random bytes to a file. @returns how long it is then. */
async function fill(path: string, bytes: number): Promise<number> {
  const header = Buffer.from("....free");
  header.writeUInt32BE(bytes);
  await appendFile(path, header);
  const noise = randomBytes(MEBIBYTE);
  const file = await open(path, "a");
  try {
    for (let left = bytes - header.length; left > 0; left -= noise.length)
      await file.write(noise, 0, Math.min(left, noise.length));
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** Waits for a video, fetches all of its stream, and reads every picture. */
async function expectPlayable(client: Cutstream, { video }: Ingested): Promise<void> {
  const { streamUrl } = await client.videos.waitUntilReady(video.id);
  expect(await fetchWhole(streamUrl!)).toBeGreaterThan(2);
  const { sourceId, frameCount } = source;
  const frames = Array.from({ length: frameCount }, (_, frame) => ({ source: sourceId, frame }));
  expect(compareToPlan(await decodeFrames(continuous(streamUrl!)), frames)).toMatchObject({
    wrong: [],
    missing: [],
    repeats: 0,
    unreadable: 0,
  });
}

/** Sends a file as a form does. */
async function sendForm(url: string, path: string, fields: Readonly<Record<string, string>> = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", await openAsBlob(path), "goal.mp4");
  return fetch(`${url}/v1/videos`, { method: "POST", body: form });
}

/** Files that wait to be taken in, and those of jobs at work. */
async function waiting(dataDir: string): Promise<string[]> {
  const lists = await Promise.all(
    ["uploads", "staging"].map((name) =>
      readdir(join(dataDir, name), { recursive: true, withFileTypes: true }).catch(() => []),
    ),
  );
  return lists
    .flat()
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);
}

/** Serves a file at any path, and counts who asks. */
async function startFileServer(path: string): Promise<{ url: string; requests: string[]; server: Server }> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? "");
    response.setHeader("content-length", size);
    createReadStream(path).pipe(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return { url: `http://127.0.0.1:${address.port}`, requests, server };
}

describe("uploads", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer();
  });
  afterAll(() => server?.close());

  it("come in as a form", async () => {
    const answer = await sendForm(server.url, source.path, { name: "Goal" });
    expect(answer.status).toBe(202);
    const ingested = (await answer.json()) as Ingested;
    expect(ingested.video.name).toBe("Goal");
    await expectPlayable(server.client, ingested);
    expect(await waiting(join(server.folder, "data"))).toEqual([]);
  });

  it.each([
    ["a blob", async () => openAsBlob(source.path)],
    ["a stream", async () => (await openAsBlob(source.path)).stream()],
  ])("go on where the connection broke: %s", async (_, file) => {
    const proxy = await startBreakingProxy(server.url, Math.round(size * 0.6));
    try {
      const client = connect({ url: proxy.url });
      const progress: number[] = [];
      const ingested = await client.videos.upload(await file(), {
        fileName: "goal.mp4",
        chunkBytes: MEBIBYTE,
        onProgress: (sent) => progress.push(sent),
      });
      // what had arrived was not sent again: some of it was under way when it broke
      expect(proxy.sent.before).toBeGreaterThan(size * 0.6);
      expect(proxy.sent.after).toBeGreaterThan(size * 0.3);
      expect(proxy.sent.after).toBeLessThan(size * 0.8);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(progress.at(-1)).toBe(size);
      await expectPlayable(server.client, ingested);
      expect(await waiting(join(server.folder, "data"))).toEqual([]);
    } finally {
      await proxy.close();
    }
  });
});

describe("sources at private addresses", () => {
  it("are fetched where that is allowed", async () => {
    const files = await startFileServer(source.path);
    const server = await startTestServer({ allowPrivateSources: true });
    try {
      const ingested = await server.client.videos.ingest({ url: `${files.url}/goals/goal.mp4` });
      expect(ingested.video.name).toBe("goal.mp4");
      await expectPlayable(server.client, ingested);
      expect(files.requests).toEqual(["/goals/goal.mp4"]);
      expect(await waiting(join(server.folder, "data"))).toEqual([]);
    } finally {
      await server.close();
      files.server.close();
    }
  });

  it("are not so much as asked otherwise, by number or by name", async () => {
    const files = await startFileServer(source.path);
    const server = await startTestServer();
    try {
      for (const url of [files.url, files.url.replace("127.0.0.1", "localhost")]) {
        const refused = server.client.videos
          .ingest({ url: `${url}/goal.mp4` })
          .then(({ video }) => server.client.videos.waitUntilReady(video.id));
        await expect(refused).rejects.toMatchObject({ code: "source_forbidden" });
      }
      expect(files.requests).toEqual([]);
      expect(await waiting(join(server.folder, "data"))).toEqual([]);
    } finally {
      await server.close();
      files.server.close();
    }
  });
});

describe("files larger than allowed", () => {
  let files: Awaited<ReturnType<typeof startFileServer>>;
  let server: TestServer;
  beforeAll(async () => {
    files = await startFileServer(source.path);
    server = await startTestServer({ allowPrivateSources: true, maxSourceBytes: MEBIBYTE });
  });
  afterAll(async () => {
    await server?.close();
    files?.server.close();
  });

  const tooLarge = { code: "source_too_large" };

  it("are refused however they come, and nothing of them stays", async () => {
    const form = await sendForm(server.url, source.path);
    expect([form.status, (await form.json()).error]).toMatchObject([413, tooLarge]);

    const { videos } = server.client;
    await expect(videos.upload(await openAsBlob(source.path))).rejects.toMatchObject(tooLarge);
    for (const request of [{ url: `${files.url}/goal.mp4` }, { path: source.path }]) {
      const refused = videos.ingest(request).then(({ video }) => videos.waitUntilReady(video.id));
      await expect(refused).rejects.toMatchObject(tooLarge);
    }
    const dataDir = join(server.folder, "data");
    await expect.poll(() => waiting(dataDir)).toEqual([]);
    expect(await readdir(join(dataDir, "blobs/sources")).catch(() => [])).toEqual([]);
  });

  it("are cut off at the limit where their length was not told", async () => {
    const file = (await openAsBlob(source.path)).stream();
    const refused = server.client.videos.upload(file, { chunkBytes: MEBIBYTE / 4 });
    await expect(refused).rejects.toMatchObject(tooLarge);
    // the upload itself waits for its expiry, as any that was begun and not finished
    const folder = join(server.folder, "data/uploads");
    const [id] = (await waiting(join(server.folder, "data"))).filter((name) => !name.endsWith(".json"));
    expect((await stat(join(folder, id!))).size).toBeLessThanOrEqual(MEBIBYTE);
  });
});

/** A server as it is run in earnest: a process of its own. */
async function spawnServer(dataDir: string): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [MAIN, "serve", "--port", "0", "--data", dataDir, "--log-level", "warn", "--no-analyse"],
    {
      stdio: ["ignore", "inherit", "pipe"],
    },
  );
  for await (const line of createInterface({ input: child.stderr! })) {
    const url = /listens on (\S+)/.exec(line)?.[1];
    if (url !== undefined) return { url, child };
  }
  throw new Error("The server ended.");
}

/** A line of `/proc/PID/status`, in bytes. */
async function memoryOf(pid: number, line: "VmRSS" | "VmHWM"): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(new RegExp(`^${line}:\\s+(\\d+) kB`, "m").exec(status)?.[1]) * 1024;
}

describe("a large upload", () => {
  const LARGE = 200 * MEBIBYTE;
  /** What the process may grow by, of which buffers on their way and what is not collected yet are most. */
  const GROWTH = 96 * MEBIBYTE;
  let child: ChildProcess | undefined;

  afterAll(async () => {
    if (!child) return;
    const exit = once(child, "exit");
    child.kill("SIGTERM");
    await exit;
  });

  it("goes to disk as it comes: memory hardly grows", async (context) => {
    if (process.platform !== "linux") skipAloud(context, "what a process needs is read from /proc");
    const path = join(folder, "large.mp4");
    const spawned = await spawnServer(join(folder, "data"));
    child = spawned.child;
    const { pid } = child;
    const client = connect({ url: spawned.url });
    // what any upload needs, however small, is there before memory is measured
    await expectPlayable(client, (await (await sendForm(spawned.url, source.path)).json()) as Ingested);
    await copyFile(source.path, path);
    expect(await fill(path, LARGE - size)).toBe(LARGE);
    const before = await memoryOf(pid!, "VmRSS");
    for (const send of [
      async () => (await (await sendForm(spawned.url, path)).json()) as Ingested,
      async () => client.videos.upload(await openAsBlob(path)),
    ]) {
      const { video } = await send();
      expect((await client.videos.waitUntilReady(video.id)).frameCount).toBe(source.frameCount);
    }
    expect((await memoryOf(pid!, "VmHWM")) - before).toBeLessThan(GROWTH);
    await expect.poll(() => waiting(join(folder, "data"))).toEqual([]);
  });
});
