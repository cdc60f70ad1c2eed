import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AUDIO_CODE_PERIOD, decodeAudioTime, makeCodedSource, readFrameCode } from "../kit/coded-source.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { THUMBNAIL } from "../kit/frame-code.ts";
import { sharedMedia } from "../kit/media.ts";
import { transcoders } from "../kit/transcoders.ts";

let folder: string;
let coded: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ffmpeg-probe-"));
  coded = join(folder, "coded.mp4");
  await makeCodedSource({ path: coded, sourceId: 9, frameRate: "30000/1001", seconds: 4 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function wholeSound(blocks: AsyncIterable<Float32Array>): Promise<Float32Array> {
  return Float32Array.from((await Array.fromAsync(blocks)).flatMap((block) => [...block]));
}

describe.each(transcoders())("probe and decode with $name", ({ transcoder }) => {
  it("describes the build, with a stable id", async () => {
    const info = await transcoder.describe();
    expect(info).toMatchObject({
      hasX264: true,
      hasAac: true,
      build: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(info.version).toContain("ffmpeg version");
    expect(info.filters.has("scale")).toBe(true);
    expect((await transcoder.describe()).build).toBe(info.build);
  });

  it("describes a source", async () => {
    expect(await transcoder.probe(coded)).toMatchObject({
      format: expect.stringContaining("mp4"),
      duration: expect.closeTo(4, 1),
      video: {
        index: 0,
        codec: "h264",
        profile: "High",
        averageRate: { num: 30_000, den: 1001 },
        hiddenPackets: false,
      },
      audio: { index: 1, codec: "aac", profile: "LC", sampleRate: 48_000, channels: 2 },
      leftOut: [],
    });
  });

  it.each([
    ["empty.mp4", ""],
    ["text.mp4", "This is no video.\n".repeat(100)],
    ["playlist.mp4", "#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"],
    ["concat.mp4", "ffconcat version 1.0\nfile coded.mp4\n"],
    ["picture.mp4", "P6 1 1 255 abc"],
  ])("refuses %s, which is no video", async (name, content) => {
    const path = join(folder, name);
    await writeFile(path, content);
    await expect(transcoder.probe(path)).rejects.toMatchObject({
      code: "source_unreadable",
      message: expect.stringContaining(name),
    });
  });

  it("refuses what is not there, without a word on where", async () => {
    const probe = transcoder.probe(join(folder, "none.mp4"));
    await expect(probe).rejects.toMatchObject({ code: "source_unreadable" });
    await expect(probe).rejects.not.toThrow(folder);
  });

  const facts: readonly (readonly [string, object])[] = [
    ["odd/cover_art_as_video.mp4", { video: { codec: "h264" }, leftOut: ["attached picture"] }],
    ["odd/rotate90_bbb.mp4", { video: { rotation: 90 } }],
    ["derived/rotated90.mp4", { video: { rotation: 270 } }],
    ["odd/nasa_hdr10_hevc.mp4", { video: { codec: "hevc", hdr: true } }],
    ["derived/interlaced_tff_h264.ts", { video: { interlaced: true, sampleAspect: { num: 16, den: 11 } } }],
    ["odd/discard_first_keyframe.mp4", { video: { hiddenPackets: true } }],
    ["odd/edit_list_discard.mp4", { video: { hiddenPackets: true } }],
    ["odd/edts.mp4", { video: { hiddenPackets: false } }],
    ["odd/no_duration.webm", { duration: 0, audio: { codec: "opus" } }],
    ["odd/ac3_51.mp4", { video: null, audio: { channels: 6 } }],
    ["video/nasa_webb_13s.mp4", { video: { index: 3, width: 480 }, audio: { index: 1 } }],
  ];
  it.each(facts.filter(([name]) => sharedMedia(name)))(
    "sees what is special about %s",
    async (name, expected) => {
      expect(await transcoder.probe(sharedMedia(name)!)).toMatchObject(expected);
    },
  );

  it("decodes pictures in order, from a file and from bytes", async () => {
    const output = ["-c", "copy", "-f", "mp4", "-movflags", "+empty_moov+frag_keyframe", "pipe:1"];
    const { stdout } = await runProgram(FFMPEG, ["-v", "error", "-i", coded, ...output]);
    for (const media of [coded, new Uint8Array(stdout)]) {
      const frames: (number | undefined)[] = [];
      for await (const picture of transcoder.decodePictures({ media, ...THUMBNAIL, pixels: "gray" })) {
        frames.push(readFrameCode(picture, THUMBNAIL.width, THUMBNAIL.height)?.frame);
      }
      expect(frames).toEqual(Array.from({ length: 120 }, (_, i) => i));
    }
  });

  it("decodes sound to mono at any rate", async () => {
    const sampleRate = 16_000;
    const samples = await wholeSound(transcoder.decodeSound({ media: coded, sampleRate }));
    expect(samples.length / sampleRate).toBeCloseTo(4, 0);
    const read = decodeAudioTime(samples.subarray(sampleRate, sampleRate + 800), sampleRate);
    expect(read).toMatchObject({ source: 9, seconds: expect.closeTo(1 % AUDIO_CODE_PERIOD, 2) });
  });

  it("stops decoding when the consumer has had enough", async () => {
    const pictures = transcoder.decodePictures({ media: coded, width: 16, height: 16, pixels: "gray" });
    for await (const picture of pictures) {
      expect(picture).toHaveLength(256);
      break;
    }
    const stop = AbortSignal.abort();
    await expect(
      wholeSound(transcoder.decodeSound({ media: coded, sampleRate: 8000, signal: stop })),
    ).rejects.toMatchObject({
      code: "cancelled",
    });
  });

  it("says so where there is nothing to decode", async () => {
    const media = join(folder, "nothing.mp4");
    await writeFile(media, Buffer.alloc(1000));
    await expect(wholeSound(transcoder.decodeSound({ media, sampleRate: 8000 }))).rejects.toMatchObject({
      code: "source_unreadable",
    });
    await expect(async () => {
      for await (const _ of transcoder.decodePictures({
        media: new Uint8Array(1000),
        width: 8,
        height: 8,
        pixels: "gray",
      }));
    }).rejects.toMatchObject({ code: "encoder_failed" });
  });
});
