import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { UploadFiles } from "./upload-files.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-upload-files-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("makes no folder behind the back of who opens it", async () => {
  const directory = join(folder, "none");
  new UploadFiles({ directory });
  await sleep(50);
  expect(existsSync(directory)).toBe(false);
});
