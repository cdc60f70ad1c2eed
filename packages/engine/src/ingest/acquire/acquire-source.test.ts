import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { acquireSource } from "./acquire-source.ts";

const BYTES = randomBytes(3_500_000);
const SHA256 = createHash("sha256").update(BYTES).digest("hex");
const LIMITS = { maxBytes: 10_000_000, timeout: 20, allowPrivate: true };

let root: string;
let folder: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "acquire-"));
  folder = join(root, "staging", "job");
});
afterEach(() => rm(root, { recursive: true, force: true }));

const staged = () => readdir(folder).catch(() => []);

describe("acquireSource from a path", () => {
  it("copies, hashes and tells how far it is", async () => {
    const path = join(root, "-film.mp4");
    await writeFile(path, BYTES);
    const shares: number[] = [];
    const onProgress = (share: number) => shares.push(share);
    const found = await acquireSource({ kind: "path", path }, { folder, limits: LIMITS, onProgress });
    expect(found).toEqual({
      path: join(folder, "source"),
      sha256: SHA256,
      size: BYTES.length,
      fileName: "-film.mp4",
    });
    expect(BYTES.equals(await readFile(found.path))).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(shares.length).toBeGreaterThan(2);
    expect([...shares].sort((a, b) => a - b)).toEqual(shares);
    // The copy does not follow what happens to the original.
    await truncate(path, 5);
    expect((await readFile(found.path)).length).toBe(BYTES.length);
  });

  it("takes an empty file for what it is", async () => {
    const path = join(root, "empty.mp4");
    await writeFile(path, "");
    const found = await acquireSource({ kind: "path", path }, { folder, limits: LIMITS });
    expect(found).toMatchObject({ size: 0, sha256: createHash("sha256").digest("hex") });
  });

  it("refuses what is no readable regular file", async () => {
    const acquire = (path: string) => acquireSource({ kind: "path", path }, { folder, limits: LIMITS });
    await expect(acquire(join(root, "none.mp4"))).rejects.toMatchObject({ code: "source_not_found" });
    await expect(acquire(root)).rejects.toMatchObject({ code: "source_not_found" });
    const pipe = join(root, "pipe");
    execFileSync("mkfifo", [pipe]);
    await expect(acquire(pipe)).rejects.toThrow("no regular file");
    expect(await staged()).toEqual([]);
  });

  it("refuses a file that is too large, and stops when told to, leaving nothing", async () => {
    const path = join(root, "film.mp4");
    await writeFile(path, BYTES);
    const limits = { ...LIMITS, maxBytes: BYTES.length - 1 };
    await expect(acquireSource({ kind: "path", path }, { folder, limits })).rejects.toMatchObject({
      code: "source_too_large",
    });
    const stop = new AbortController();
    const options = { folder, limits: LIMITS, signal: stop.signal, onProgress: () => stop.abort() };
    await expect(acquireSource({ kind: "path", path }, options)).rejects.toMatchObject({ code: "cancelled" });
    expect(await staged()).toEqual([]);
  });
});

describe("acquireSource from an upload", () => {
  it("moves the file, and finds it again after an interruption", async () => {
    const path = join(root, "upload-1");
    await writeFile(path, BYTES);
    await chmod(path, 0o400);
    const source = { kind: "upload", path, fileName: "Holiday.mov" } as const;
    const expected = {
      path: join(folder, "source"),
      sha256: SHA256,
      size: BYTES.length,
      fileName: "Holiday.mov",
    };
    expect(await acquireSource(source, { folder, limits: LIMITS })).toEqual(expected);
    expect(await readdir(root)).toEqual(["staging"]);
    expect(await acquireSource(source, { folder, limits: LIMITS })).toEqual(expected);
  });

  it("keeps the upload when it is cancelled, and says so where there is none", async () => {
    const path = join(root, "upload-2");
    const source = { kind: "upload", path, fileName: "a.mp4" } as const;
    await expect(acquireSource(source, { folder, limits: LIMITS })).rejects.toMatchObject({
      code: "source_not_found",
    });
    await writeFile(path, BYTES);
    const signal = AbortSignal.abort();
    await expect(acquireSource(source, { folder, limits: LIMITS, signal })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect(await acquireSource(source, { folder, limits: LIMITS })).toMatchObject({ sha256: SHA256 });
  });
});
