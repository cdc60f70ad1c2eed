import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PictureRequest } from "../../packages/engine/src/seams/transcoder.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { decodeFrames } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { transcoders } from "../kit/transcoders.ts";

let folder: string;
/** A GOP of 75 frames that carry numbers, 320 x 180. */
let coded: Uint8Array;
/** One frame of pure BT.709 red, tagged as such. */
let red: Uint8Array;

const FRAGMENTED = ["-an", "-f", "mp4", "-movflags", "+empty_moov+default_base_moof", "pipe:1"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ffmpeg-picture-"));
  const path = join(folder, "coded.mp4");
  await makeCodedSource({
    path,
    sourceId: 5,
    frameRate: "30",
    seconds: 2.5,
    gopSeconds: 2.5,
    audio: null,
  });
  coded = await encode(["-i", path, "-c", "copy"]);
  const colour = "color=red:s=64x36:r=25:d=0.04,scale=out_color_matrix=bt709,format=yuv420p";
  const tags = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];
  red = await encode(["-f", "lavfi", "-i", colour, "-c:v", "libx264", "-crf", "10", ...tags]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function encode(args: readonly string[]): Promise<Uint8Array> {
  return (await runProgram(FFMPEG, ["-v", "error", ...args, ...FRAGMENTED])).stdout;
}

describe.each(transcoders())("a picture with $name", ({ transcoder }) => {
  const picture = (change: Partial<PictureRequest> = {}) =>
    transcoder.picture({ media: coded, first: 0, width: 320, ...change });
  const store = async (bytes: Uint8Array): Promise<string> => {
    const path = join(folder, "picture.jpg");
    await writeFile(path, bytes);
    return path;
  };

  it.each([0, 1, 2, 3, 37, 74])("shows exactly frame %i", async (first) => {
    const frames = await decodeFrames(await store(await picture({ first })));
    expect(frames.map(({ code }) => code)).toEqual([{ source: 5, frame: first }]);
  });

  it.each([
    [160, "160x90"],
    [320, "320x180"],
    [640, "320x180"],
  ])("of at most %i pixels across is %s", async (width, size) => {
    const path = await store(await picture({ width }));
    const { stderr } = await runProgram(FFMPEG, ["-hide_banner", "-i", path], { exitCode: 1 });
    expect(stderr).toMatch(new RegExp(`mjpeg .*yuvj420p.* ${size}`));
  });

  it("has the colours that readers of JPEG expect, whatever those of the video", async () => {
    const path = await store(await picture({ media: red, width: 64 }));
    const raw = ["-vf", "format=rgb24", "-f", "rawvideo", "pipe:1"];
    const { stdout } = await runProgram(FFMPEG, ["-v", "error", "-i", path, ...raw]);
    const [r = 0, g = 0, b = 0] = stdout.subarray(3 * 64 * 18 + 90);
    expect(r).toBeGreaterThan(245);
    expect(Math.max(g, b)).toBeLessThan(12);
  });

  it("cannot be taken of a frame that is not there, of no media, or once it is told to stop", async () => {
    await expect(picture({ first: 75 })).rejects.toMatchObject({ code: "encoder_failed" });
    await expect(picture({ media: new Uint8Array(5000) })).rejects.toMatchObject({
      code: "encoder_failed",
    });
    await expect(picture({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "cancelled" });
  });
});
