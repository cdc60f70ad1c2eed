import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { locateTools } from "./locate.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "locate-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(path: string, mode = 0o755): Promise<string> {
  const whole = join(folder, path);
  await mkdir(join(whole, ".."), { recursive: true });
  await writeFile(whole, "#!/bin/sh\n");
  await chmod(whole, mode);
  return whole;
}

describe.skipIf(process.platform === "win32")("locateTools", () => {
  it("takes what is configured before the environment, and that before PATH", async () => {
    const configured = await program("configured/ffmpeg");
    const named = await program("named/my-ffmpeg");
    const probe = await program("named/my-ffprobe");
    const onPath = [await program("bin/ffmpeg"), await program("bin/ffprobe")];
    const PATH = ["", join(folder, "none"), join(folder, "bin")].join(delimiter);
    expect(await locateTools({}, { PATH })).toEqual({ ffmpeg: onPath[0], ffprobe: onPath[1] });
    const env = { PATH, FFMPEG_PATH: named, FFPROBE_PATH: probe };
    expect(await locateTools({}, env)).toEqual({ ffmpeg: named, ffprobe: probe });
    expect(await locateTools({ ffmpegPath: configured }, env)).toEqual({
      ffmpeg: configured,
      ffprobe: probe,
    });
    expect(await locateTools({ ffmpegPath: configured }, { PATH })).toEqual({
      ffmpeg: configured,
      ffprobe: onPath[1],
    });
  });

  it("takes the ffprobe that came with ffmpeg", async () => {
    const ffmpeg = await program("suite/ffmpeg");
    const ffprobe = await program("suite/ffprobe");
    await program("bin/ffprobe");
    expect(await locateTools({ ffmpegPath: ffmpeg }, { PATH: join(folder, "bin") })).toEqual({
      ffmpeg,
      ffprobe,
    });
  });

  it("does not search on when a path that somebody set is wrong", async () => {
    const plain = await program("plain/ffmpeg", 0o644);
    await program("bin/ffmpeg");
    const env = { PATH: join(folder, "bin") };
    for (const ffmpegPath of [plain, join(folder, "plain"), join(folder, "none")]) {
      await expect(locateTools({ ffmpegPath }, env)).rejects.toMatchObject({
        code: "encoder_missing",
        message: expect.stringContaining(ffmpegPath),
      });
    }
    await expect(locateTools({}, { ...env, FFMPEG_PATH: plain })).rejects.toThrow("FFMPEG_PATH");
  });

  it("passes over what is no program on PATH", async () => {
    await program("first/ffmpeg", 0o644);
    await mkdir(join(folder, "second/ffmpeg"), { recursive: true });
    const found = await program("third/ffmpeg");
    await program("third/ffprobe");
    const PATH = ["first", "second", "third"].map((name) => join(folder, name)).join(delimiter);
    expect((await locateTools({}, { PATH })).ffmpeg).toBe(found);
  });
});
