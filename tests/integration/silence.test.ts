import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentFrame, writeAdtsHeader } from "@cutstream/media";
import { afterAll, beforeAll, expect, it } from "vitest";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "silence-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it.each([
  [1, 48_000],
  [2, 48_000],
  [1, 16_000],
  [2, 44_100],
] as const)("ffmpeg decodes silent frames of %i channels at %i Hz to zeros", async (channels, sampleRate) => {
  const frame = silentFrame(channels);
  const header = writeAdtsHeader({ objectType: 2, sampleRate, channelConfig: channels }, frame.length);
  const path = join(folder, `${channels}-${sampleRate}.aac`);
  await writeFile(path, Buffer.concat(Array.from({ length: 50 }, () => [header, frame]).flat()));
  const args = ["-v", "error", "-xerror", "-err_detect", "explode", "-i", path, "-f", "f32le", "-"];
  const { stdout, stderr } = await runProgram(FFMPEG, args);
  expect(stderr).toBe("");
  expect(stdout.length).toBe(50 * 1024 * channels * 4);
  expect(stdout.every((byte) => byte === 0 || byte === 0x80)).toBe(true);
});
