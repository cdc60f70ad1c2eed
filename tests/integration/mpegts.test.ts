import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  concatBytes,
  demuxTransport,
  FLICKS_PER_SECOND,
  splitAdts,
  type TransportAudioFrame,
  type TransportVideoSample,
  writeMediaPlaylist,
  writeTransportSegment,
} from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";

const FFPROBE = process.env.FFPROBE_PATH ?? "ffprobe";
const CUT_SECONDS = 2;

/** A packet as ffprobe tells it; two of them are equal where times, bytes and flags are. */
interface ProbedPacket {
  readonly pts: number;
  readonly dts: number;
  readonly size: number;
  readonly hash: string;
  readonly key: boolean;
}

/** The packets of one stream, and that ffprobe had nothing to complain of. */
async function probe(path: string, stream: "v:0" | "a:0"): Promise<ProbedPacket[]> {
  const { stdout, stderr } = await runProgram(FFPROBE, [
    ...["-v", "warning", "-select_streams", stream, "-show_packets", "-show_data_hash", "md5"],
    ...["-of", "json", path],
  ]);
  expect(stderr).toBe("");
  const { packets } = JSON.parse(stdout.toString()) as {
    packets: { pts: number; dts: number; size: string; data_hash: string; flags: string }[];
  };
  return packets.map(({ pts, dts, size, data_hash, flags }) => ({
    pts,
    dts,
    size: Number(size),
    hash: data_hash,
    key: flags.includes("K"),
  }));
}

/** Parts a raw stream that ffmpeg copied into the packets that ffprobe listed. */
function bySizes(raw: Uint8Array, packets: readonly ProbedPacket[]): Uint8Array[] {
  let at = 0;
  const parts = packets.map(({ size }) => {
    at += size;
    return raw.subarray(at - size, at);
  });
  expect(at).toBe(raw.length);
  return parts;
}

async function decodedFrames(path: string): Promise<string[]> {
  const { stdout, stderr } = await runProgram(FFMPEG, [
    ...["-v", "warning", "-i", path, "-map", "0:v", "-fps_mode", "passthrough", "-f", "framemd5", "-"],
  ]);
  expect(stderr).toBe("");
  const lines = stdout.toString().split("\n");
  return lines.filter((line) => line && !line.startsWith("#")).map((line) => line.split(",").at(-1)!.trim());
}

let folder: string;
let reference: string;
let video: ProbedPacket[];
let audio: ProbedPacket[];
let samples: TransportVideoSample[];
let frames: TransportAudioFrame[];
let segments: Uint8Array[];

async function save(name: string, bytes: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mpegts-"));
  reference = join(folder, "reference.ts");
  // Half the picture stands still, so that B-frames shrink to a few bytes: those are the hard ones to pad.
  await runProgram(FFMPEG, [
    ...[
      "-v",
      "error",
      "-f",
      "lavfi",
      "-i",
      "testsrc2=s=320x180:r=25,trim=duration=3,tpad=stop=-1:stop_mode=clone",
    ],
    ...["-f", "lavfi", "-i", "sine=440:r=48000", "-t", "5", "-pix_fmt", "yuv420p"],
    ...[
      "-c:v",
      "libx264",
      "-g",
      "50",
      "-sc_threshold",
      "0",
      "-bf",
      "3",
      "-c:a",
      "aac",
      "-b:a",
      "96k",
      reference,
    ],
  ]);
  [video, audio] = await Promise.all([probe(reference, "v:0"), probe(reference, "a:0")]);
  const raw = (format: string, map: string) =>
    runProgram(FFMPEG, ["-v", "error", "-i", reference, "-map", map, "-c", "copy", "-f", format, "-"]);
  const [rawVideo, rawAudio] = await Promise.all([raw("h264", "0:v"), raw("adts", "0:a")]);
  samples = bySizes(rawVideo.stdout, video).map((data, i) => {
    const { pts, dts, key } = video[i]!;
    return { data, pts, dts, sync: key };
  });
  frames = bySizes(rawAudio.stdout, audio).map((data, i) => ({ data, pts: audio[i]!.pts }));

  const cut = samples.findIndex(({ sync }, i) => sync && i >= CUT_SECONDS * 25);
  const audioCut = frames.findIndex(({ pts }) => pts >= samples[cut]!.pts);
  segments = [
    { video: { samples: samples.slice(0, cut) }, audio: { frames: frames.slice(0, audioCut) } },
    { video: { samples: samples.slice(cut) }, audio: { frames: frames.slice(audioCut) } },
  ].map(writeTransportSegment);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("MPEG-TS segments", () => {
  it("are made of a source with reordered and with very small pictures", () => {
    expect(video.some(({ pts, dts }) => pts > dts)).toBe(true);
    expect(Math.min(...video.map(({ size }) => size))).toBeLessThan(60);
    expect(samples.filter(({ sync }) => sync).length).toBe(3);
  });

  it("give ffprobe the same packets, one segment by itself, without a word", async () => {
    const paths = await Promise.all(segments.map((bytes, i) => save(`${i}.ts`, bytes)));
    const read = async (stream: "v:0" | "a:0") =>
      (await Promise.all(paths.map((path) => probe(path, stream)))).flat();
    expect(await read("v:0")).toEqual(video);
    expect(await read("a:0")).toEqual(audio);
  });

  it("join without a word", async () => {
    const path = await save("joined.ts", concatBytes(segments));
    expect(await probe(path, "v:0")).toEqual(video);
    expect(await probe(path, "a:0")).toEqual(audio);
    expect(await decodedFrames(path)).toEqual(await decodedFrames(reference));
  });

  it("pass the continuity check of ffmpeg, which a jump of the counters fails", async () => {
    const jumped = segments[1]!.slice();
    for (let at = 0; at < jumped.length; at += 188) {
      jumped[at + 3] = (jumped[at + 3]! & 0xf0) | ((jumped[at + 3]! + 5) & 0x0f);
    }
    const log = async (name: string, second: Uint8Array) => {
      const path = await save(name, concatBytes([segments[0]!, second]));
      return (await runProgram(FFPROBE, ["-v", "debug", "-show_packets", path])).stderr;
    };
    expect(await log("jumped.ts", jumped)).toContain("Continuity check failed for pid 256");
    expect(await log("whole.ts", segments[1]!)).not.toContain("Continuity check failed");
  });

  it("follow each other in a playlist without a word", async () => {
    await Promise.all(segments.map((bytes, i) => save(`p${i}.ts`, bytes)));
    const playlist = await save(
      "index.m3u8",
      writeMediaPlaylist({
        version: 3,
        targetDuration: 3,
        independentSegments: true,
        playlistType: "VOD",
        mediaSequence: 0,
        endList: true,
        segments: [2, 3].map((seconds, i) => ({
          uri: `p${i}.ts`,
          duration: seconds * FLICKS_PER_SECOND,
          discontinuity: false,
        })),
      }),
    );
    expect(await probe(playlist, "v:0")).toEqual(video);
    expect(await decodedFrames(playlist)).toEqual(await decodedFrames(reference));
  });

  it("are taken apart by our reader as ffmpeg's own are", async () => {
    const { streams, continuityErrors, pcrs } = demuxTransport(concatBytes(segments));
    expect(continuityErrors).toEqual([]);
    expect(pcrs.map(({ value }) => value)).toEqual(video.map(({ dts }) => (dts - 9000) * 300));
    const [pictures, sound] = streams;
    expect(pictures!.packets.map(({ data, pts, dts }) => ({ data: Buffer.from(data), pts, dts }))).toEqual(
      samples.map(({ data, pts, dts }) => ({ data: Buffer.from(data), pts, dts })),
    );
    expect(sound!.packets.flatMap(({ data }) => splitAdts(data).map((frame) => frame.length))).toEqual(
      audio.map(({ size }) => size),
    );
  });

  it("carry sound or pictures alone", async () => {
    const sound = await save("sound.ts", writeTransportSegment({ audio: { frames } }));
    expect(await probe(sound, "a:0")).toEqual(audio);
    const pictures = await save("pictures.ts", writeTransportSegment({ video: { samples } }));
    expect(await probe(pictures, "v:0")).toEqual(video);
  });

  it("go on where the 33-bit clock wraps", async () => {
    const shift = 2 ** 33 - 90_000;
    const late = writeTransportSegment({
      video: {
        samples: samples.map((sample) => ({ ...sample, pts: sample.pts + shift, dts: sample.dts + shift })),
      },
    });
    const [pictures] = demuxTransport(late).streams;
    expect(pictures!.packets.map(({ dts }) => dts)).toEqual(video.map(({ dts }) => (dts + shift) % 2 ** 33));
    const read = await probe(await save("late.ts", late), "v:0");
    expect(read.map(({ dts }) => dts - read[0]!.dts)).toEqual(video.map(({ dts }) => dts - video[0]!.dts));
  });
});
