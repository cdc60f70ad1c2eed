import { once } from "node:events";
import { mkdir, mkdtemp, open, readdir, readlink, rm, utimes, writeFile } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { blobStoreContract } from "../../seams/blob-store.contract.ts";
import { startWriter } from "../writer-process.fixtures.ts";
import { openDiskBlobStore } from "./disk-blob-store.ts";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "cutstream-blobs-"));
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(root, { recursive: true, force: true });
});

blobStoreContract("disk", async () => ({
  store: await openDiskBlobStore(path.join(root, "made", "by", "opening")),
  close: async () => undefined,
}));

/** Names of unfinished files, whoever owns them. */
async function unfinished(): Promise<string[]> {
  const entries = await readdir(path.join(root, "~tmp"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

/** Makes a folder of unfinished files as an owner of that name would. */
async function leave(owner: string, age = 0): Promise<string> {
  const folder = path.join(root, "~tmp", owner);
  const file = path.join(folder, "half");
  await mkdir(folder, { recursive: true });
  await writeFile(file, "half a blob");
  const then = new Date(Date.now() - age);
  await utimes(file, then, then);
  await utimes(folder, then, then);
  return file;
}

const DAY = 24 * 3_600_000;

describe("disk blob store", () => {
  test("keeps every acknowledged blob of a process that was killed, and no halves", {
    timeout: 60_000,
  }, async () => {
    const writer = startWriter(path.join(import.meta.dirname, "crash-writer.fixture.ts"), root);
    await writer.acknowledged(30);
    // Opened while the other lives: nothing that it writes may be taken away.
    const beside = await openDiskBlobStore(root);
    await writer.acknowledged(30);
    const acknowledged = await writer.kill();
    expect(acknowledged.length).toBeGreaterThanOrEqual(60);

    const store = await openDiskBlobStore(root);
    expect(await unfinished()).toEqual([]);
    expect(await readdir(path.join(root, "~tmp"))).not.toContainEqual(
      expect.stringContaining(`.${writer.pid}.`),
    );
    for await (const key of store.list("")) {
      const one = Buffer.alloc(10_000, `${path.basename(key)}.`);
      expect(Buffer.from(await store.read(key)).equals(Buffer.concat([one, one, one, one])), key).toBe(true);
    }
    for (const key of acknowledged) expect(await beside.size(key), key).toBe(40_000);
  });

  test("removes what ended processes left, and nothing of those that may live", async () => {
    const lives = [
      await leave(`${hostname()}.${process.ppid}.1`),
      await leave("another.host.1.1"),
      await leave("another.host.2.2", DAY / 2),
      await leave(`${hostname()}.${process.pid}.${Math.floor(Date.now() - process.uptime() * 1000)}`),
    ];
    // An earlier process with our pid, as in a container that was started again.
    await leave(`${hostname()}.${process.pid}.1`);
    await leave(`${hostname()}.4194999.1`);
    await leave("another.host.3.3", 2 * DAY);
    await leave("nonsense", 2 * DAY);
    await openDiskBlobStore(root);
    const left = (await readdir(path.join(root, "~tmp"))).sort();
    expect(left).toEqual(lives.map((file) => path.basename(path.dirname(file))).sort());
  });

  test("says that the disk is full, removes the half and goes on", async () => {
    const store = await openDiskBlobStore(root);
    const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    const handles = await handlePrototype();
    const write = vi.spyOn(handles, "writeFile");
    let ended = false;
    const source = (async function* () {
      try {
        yield new Uint8Array(1000);
        write.mockRejectedValueOnce(full);
        yield new Uint8Array(1000);
      } finally {
        ended = true;
      }
    })();
    await expect(store.put("key", source)).rejects.toMatchObject({
      code: "storage_full",
      details: { cause: full },
    });
    expect(write).toHaveBeenCalledTimes(2);
    expect(ended).toBe(true);
    expect(await store.size("key")).toBeUndefined();
    expect(await unfinished()).toEqual([]);
    await store.put("key", new Uint8Array(5));
    expect(await store.size("key")).toBe(5);
  });

  test("a blob is on stable storage before it has its name, and its name before it is acknowledged", async () => {
    const store = await openDiskBlobStore(root);
    const present: (number | undefined)[] = [];
    const handles = await handlePrototype();
    const sync = handles.sync;
    vi.spyOn(handles, "sync").mockImplementation(async function (this: unknown) {
      present.push(await store.size("a/b/key"));
      await sync.call(this as never);
    });
    await store.put("a/b/key", new Uint8Array(7));
    // The file; the entries of the folders `a` and `b`; the entry of the file.
    expect(present).toEqual([undefined, undefined, undefined, 7]);
    present.length = 0;
    await store.put("a/b/other", new Uint8Array(7));
    expect(present).toHaveLength(2);
  });

  test("a blob that cannot be synced is not acknowledged", async () => {
    const store = await openDiskBlobStore(root);
    const broken = Object.assign(new Error("EIO: i/o error, fsync"), { code: "EIO" });
    vi.spyOn(await handlePrototype(), "sync").mockRejectedValue(broken);
    await expect(store.put("key", new Uint8Array(5))).rejects.toMatchObject({
      code: "storage_failed",
      details: { cause: broken },
    });
    expect(await unfinished()).toEqual([]);
  });

  test("aborting leaves no unfinished file", async () => {
    const store = await openDiskBlobStore(root);
    const abort = new AbortController();
    const source = (async function* () {
      yield new Uint8Array(1000);
      expect(await unfinished()).toHaveLength(1);
      abort.abort();
      yield new Uint8Array(1000);
    })();
    await expect(store.put("key", source, abort.signal)).rejects.toMatchObject({ code: "cancelled" });
    expect(await unfinished()).toEqual([]);
  });

  test("puts and deletions at a time end in one or the other", async () => {
    const store = await openDiskBlobStore(root);
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        ...Array.from({ length: 5 }, (_, index) => store.put(`v/a/${index}`, new Uint8Array(10))),
        store.deletePrefix("v/"),
      ]);
      for await (const key of store.list("")) expect(await store.size(key)).toBe(10);
    }
    expect(await unfinished()).toEqual([]);
  });

  test("opening takes nothing from a process that writes meanwhile", async () => {
    const writer = startWriter(path.join(import.meta.dirname, "crash-writer.fixture.ts"), root);
    await writer.acknowledged(1);
    const until = performance.now() + 400;
    while (performance.now() < until)
      await Promise.all(Array.from({ length: 20 }, () => openDiskBlobStore(root)));
    // A writer that lost an unfinished file ends by itself.
    await writer.acknowledged(5);
    await writer.kill();
  });

  test("a folder that someone took away is made again", async () => {
    const store = await openDiskBlobStore(root);
    await store.put("v/a/x", new Uint8Array(1));
    await rm(path.join(root, "v"), { recursive: true });
    await rm(path.join(root, "~tmp"), { recursive: true });
    await store.put("v/a/y", new Uint8Array(2));
    expect(await store.size("v/a/y")).toBe(2);
  });

  test("deleting leaves no empty folders behind", async () => {
    const store = await openDiskBlobStore(root);
    await store.put("v/a/x", new Uint8Array(1));
    await store.put("v/b/x", new Uint8Array(1));
    await store.deletePrefix("v/a/");
    expect(await readdir(path.join(root, "v"))).toEqual(["b"]);
    await store.deletePrefix("v/b/x");
    expect(await readdir(root)).toEqual(["~tmp"]);
  });

  test("gives programs a path, and takes none outside its folder", async () => {
    const store = await openDiskBlobStore(root);
    await store.put("a/b.mp4", new Uint8Array([1, 2, 3]));
    const handle = await open(store.localPath("a/b.mp4") ?? "", "r");
    expect((await handle.readFile()).length).toBe(3);
    await handle.close();
  });

  test.runIf(process.platform === "linux")(
    "closes its files, whether a stream is read to its end or left",
    async () => {
      const store = await openDiskBlobStore(root);
      await store.put("key", new Uint8Array(5_000_000));
      const before = await openFiles();
      for (let index = 0; index < 20; index++) {
        const { body } = await store.stream("key");
        if (index % 2) body.resume();
        else body.destroy();
        await once(body, "close");
        await store.read("key", { start: index, end: 1000 });
        await store.read("key", { start: index, end: 6_000_000 }).catch(() => undefined);
        await store.stream("key", { start: 4, end: 4 });
      }
      expect(await openFiles()).toBe(before);
    },
  );

  test("a root that cannot be made is storage that failed", async () => {
    const file = path.join(root, "file");
    await writeFile(file, "");
    await expect(openDiskBlobStore(path.join(file, "below"))).rejects.toMatchObject({
      code: "storage_failed",
    });
  });
});

async function handlePrototype() {
  const handle = await open(path.join(root, "~tmp"), "r");
  await handle.close();
  return Object.getPrototypeOf(handle) as typeof handle;
}

/** Files of this store that this process has open. */
async function openFiles(): Promise<number> {
  const all = await readdir("/proc/self/fd");
  const targets = await Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => "")));
  return targets.filter((target) => target.startsWith(root)).length;
}
