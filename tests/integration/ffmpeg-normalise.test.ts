import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  copyBytes,
  type FragmentEvent,
  FragmentStream,
  type InitSegment,
  parseAvcC,
  parseSps,
  VIDEO_TIMESCALE,
} from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forceKeyFrames } from "../../packages/engine/src/adapters/ffmpeg/key-frames.ts";
import type {
  NormaliseRequest,
  Transcoder,
  VideoTreatment,
} from "../../packages/engine/src/seams/transcoder.ts";
import { type CodedSource, decodeAudioTime, makeCodedSource, unwrapAudioTime } from "../kit/coded-source.ts";
import { decodeAudio, decodeFrames } from "../kit/decode.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { sharedMedia } from "../kit/media.ts";
import { transcoders } from "../kit/transcoders.ts";

let folder: string;
const coded: Record<string, CodedSource> = {};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ffmpeg-normalise-"));
  for (const extension of ["mp4", "mkv", "ts"]) {
    const path = join(folder, `coded.${extension}`);
    coded[extension] = await makeCodedSource({ path, sourceId: 3, frameRate: "25", seconds: 6 });
  }
  // The same, with the sound 0.313 s late in the file and its first third gone, so that it starts late as well.
  const late = join(folder, "late.ts");
  const offset = ["-itsoffset", "0.013", "-i", coded.mp4!.path, "-i", coded.mp4!.path];
  await runProgram(FFMPEG, [
    ...["-v", "error", ...offset, "-map", "0:v", "-map", "1:a", "-c", "copy"],
    ...["-muxdelay", "0", "-output_ts_offset", "1.4", late],
  ]);
  coded.late = { ...coded.mp4!, path: late };
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Track {
  readonly start: number;
  readonly durations: readonly number[];
  /** Presentation times, in seconds, in decode order, and which samples are marked as sync samples. */
  readonly times: readonly number[];
  readonly keys: readonly number[];
}

interface Output {
  readonly path: string;
  readonly init: InitSegment;
  readonly tracks: readonly Track[];
  readonly fragments: readonly (FragmentEvent & { type: "fragment" })[];
}

let outputs = 0;

/** Normalises, reads every box of what came out, and keeps it as a file. */
async function normalise(transcoder: Transcoder, request: NormaliseRequest): Promise<Output> {
  const stream = new FragmentStream();
  const events: FragmentEvent[] = [];
  const chunks: Uint8Array[] = [];
  for await (const chunk of transcoder.normalise(request)) {
    chunks.push(copyBytes(chunk));
    events.push(...stream.push(chunk));
  }
  stream.end();
  const [first, ...fragments] = events;
  if (first?.type !== "init") throw new Error("no init segment");
  const path = join(folder, `out-${outputs++}.mp4`);
  await writeFile(path, chunks);
  const tracks = first.init.tracks.map((track): Track => {
    const times: number[] = [];
    const keys: number[] = [];
    const durations: number[] = [];
    let start: number | undefined;
    for (const event of fragments) {
      if (event.type !== "fragment") throw new Error("a second init segment");
      for (const fragment of event.tracks.filter((one) => one.trackId === track.id)) {
        start ??= fragment.baseMediaDecodeTime / track.timescale;
        let decode = fragment.baseMediaDecodeTime;
        for (const sample of fragment.samples) {
          if (sample.sync) keys.push(times.length);
          times.push((decode + sample.compositionOffset) / track.timescale);
          durations.push(sample.duration);
          decode += sample.duration;
        }
      }
    }
    return { start: start!, times, keys, durations };
  });
  return { path, init: first.init, tracks, fragments: fragments as Output["fragments"] };
}

/**
 * How much later the sound says it is than the picture does, in seconds: the mean over the file, each read from the
 * decoded frames and samples themselves; and the numbers of the frames.
 */
async function soundOffset(path: string, frameRate: number) {
  const options = { copyTimestamps: true };
  const frames = await decodeFrames(path, options);
  const pictures = frames.map((frame) => frame.pts - frame.code!.frame / frameRate);
  const audio = await decodeAudio(path, options);
  const window = Math.round(audio.sampleRate * 0.06);
  const sounds: number[] = [];
  for (let at = audio.sampleRate; at < audio.samples.length - 3 * audio.sampleRate; at += window) {
    const read = decodeAudioTime(audio.samples.subarray(at, at + window), audio.sampleRate);
    const time = audio.start + at / audio.sampleRate;
    if (read) sounds.push(time - unwrapAudioTime(read.seconds, time - pictures[0]!));
  }
  expect(sounds.length).toBeGreaterThan(20);
  return { offset: mean(sounds) - mean(pictures), frames: frames.map(({ code }) => code?.frame) };
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

const COPY: VideoTreatment = { kind: "copy" };
const encode = (change: Partial<VideoTreatment & { kind: "encode" }> = {}): VideoTreatment => ({
  kind: "encode",
  width: 320,
  height: 180,
  frameRate: { num: 25, den: 1 },
  deinterlace: false,
  toneMap: false,
  ...change,
});

describe.each(transcoders())("normalise with $name", ({ transcoder }) => {
  const requestFor = async (path: string, video: VideoTreatment, audio: "copy" | "encode" | "none") => ({
    path,
    probe: await transcoder.probe(path),
    video,
    audio: { kind: audio },
  });

  it("writes video first, audio second, no edit list, times on one clock", async () => {
    const { init, tracks, fragments } = await normalise(
      transcoder,
      await requestFor(coded.mp4!.path, COPY, "copy"),
    );
    expect(init.tracks.map((track) => [track.handler, track.timescale])).toEqual([
      ["vide", VIDEO_TIMESCALE],
      ["soun", 48_000],
    ]);
    expect(init.editLists).toEqual([]);
    const [video] = tracks;
    expect(video!.times).toHaveLength(150);
    expect(video!.keys).toEqual([0, 50, 100]);
    for (const { tracks } of fragments) expect(tracks[0]?.samples[0]?.sync).toBe(true);
  });

  it.each(["mp4", "mkv", "ts", "late"])("keeps sound and picture together: %s", async (name) => {
    const { path } = coded[name]!;
    const { offset: before } = await soundOffset(path, 25);
    if (name === "late") expect(Math.abs(before)).toBeGreaterThan(0.01);
    for (const [video, audio] of [
      [COPY, "copy"],
      [COPY, "encode"],
      [encode(), "copy"],
      [encode(), "encode"],
    ] as const) {
      const request = await requestFor(path, video, audio);
      const output = await normalise(transcoder, request);
      const { offset: after, frames } = await soundOffset(output.path, 25);
      // Matroska counts in milliseconds.
      expect(Math.abs(after - before), `${video.kind} ${audio}`).toBeLessThan(0.0015);
      expect(frames).toEqual(Array.from({ length: 150 }, (_, frame) => frame));
    }
  });

  it("turns rotated pictures upright, with square pixels", async () => {
    const path = join(folder, "rotated.mp4");
    const sideways = join(folder, "sideways.mp4");
    const lying = ["-vf", "transpose=clock,scale=180:160,setsar=1/2", "-c:v", "libx264", "-an"];
    await runProgram(FFMPEG, ["-v", "error", "-y", "-i", coded.mp4!.path, ...lying, sideways]);
    // ffmpeg 5 writes this tag as a turn to the left.
    const tag = ["-metadata:s:v", "rotate=90"];
    await runProgram(FFMPEG, ["-v", "error", "-y", "-i", sideways, "-c", "copy", ...tag, path]);
    const request = await requestFor(path, encode(), "none");
    expect(request.probe.video).toMatchObject({ width: 180, height: 160, rotation: 270 });
    const output = await normalise(transcoder, request);
    const [track] = output.init.tracks;
    expect(track).toMatchObject({ width: 320, height: 180 });
    expect(parseSps(parseAvcC(track!.avcC!).sps[0]!).vui?.pixelAspect).toEqual({ num: 1, den: 1 });
    const frames = await decodeFrames(output.path);
    expect(frames.map((frame) => frame.code?.frame)).toEqual(Array.from({ length: 150 }, (_, i) => i));
  });

  const interlaced = sharedMedia("derived/interlaced_tff_h264.ts");
  it.skipIf(!interlaced)("deinterlaces, keeping the rate", async () => {
    const video = encode({ width: 640, height: 360, deinterlace: true });
    const output = await normalise(transcoder, await requestFor(interlaced!, video, "none"));
    expect(output.tracks[0]!.times).toHaveLength(300);
    expect(parseSps(parseAvcC(output.init.tracks[0]!.avcC!).sps[0]!).frameMbsOnly).toBe(true);
  });

  const hdr = sharedMedia("odd/nasa_hdr10_hevc.mp4");
  it.skipIf(!hdr)("brings HDR down to BT.709, as bright as people see it", async () => {
    const output = await normalise(transcoder, await requestFor(hdr!, encode({ toneMap: true }), "none"));
    const sps = parseSps(parseAvcC(output.init.tracks[0]!.avcC!).sps[0]!);
    expect(sps.vui?.colour).toEqual({ primaries: 1, transfer: 1, matrix: 1 });
    let brightest = 0;
    for await (const picture of transcoder.decodePictures({
      media: output.path,
      width: 32,
      height: 18,
      pixels: "gray",
    })) {
      brightest = Math.max(brightest, ...picture);
    }
    expect(brightest).toBeGreaterThan(90);
  });

  const odd = [
    "odd/cover_art_as_video.mp4",
    "odd/dash-name.mp4",
    "odd/failing_audio.mp4",
    "odd/hevc_aac51.ts",
  ];
  const odds = [...odd, "odd/vp9_opus.webm", "odd/av1.mkv", "odd/mpeg4_mp3.avi", "derived/bitflips.ts"];
  it.each(odds.filter((name) => sharedMedia(name)))("takes in %s", async (name) => {
    const path = sharedMedia(name)!;
    const audio = (await transcoder.probe(path)).audio ? "encode" : "none";
    const { tracks } = await normalise(transcoder, await requestFor(path, encode(), audio));
    const [video] = tracks;
    const sorted = [...video!.times].sort((a, b) => a - b);
    for (const [i, time] of sorted.entries()) expect(time - sorted[0]!).toBeCloseTo(i / 25, 5);
    if (tracks[1]) expect(new Set(tracks[1].durations.slice(0, -1))).toEqual(new Set([1024]));
  });

  it("gives each encoded second a key frame, and shot changes theirs", async () => {
    const path = join(folder, "shots.mp4");
    const shots = "color=red:s=320x180:r=25:d=1.4[a];testsrc2=s=320x180:r=25:d=1.6[b];[a][b]concat";
    await runProgram(FFMPEG, ["-v", "error", "-y", "-f", "lavfi", "-i", shots, "-pix_fmt", "yuv420p", path]);
    const { tracks } = await normalise(transcoder, await requestFor(path, encode(), "none"));
    expect(tracks[0]!.times).toHaveLength(75);
    expect(tracks[0]!.keys).toEqual([0, 25, 35, 50]);
  });

  it("puts key frames exactly where they are prescribed", async () => {
    const frameRate = { num: 30_000, den: 1001 };
    const wanted = [0, 7, 59, 61, 100, 149, 170];
    const keyFrames = wanted.map((frame) => (frame * 1001) / 30_000);
    const request = await requestFor(coded.mp4!.path, encode({ frameRate, keyFrames }), "none");
    expect((await normalise(transcoder, request)).tracks[0]!.keys).toEqual(wanted);
  });

  it("puts key frames exactly where a list too long for ffmpeg prescribes them", async () => {
    const extra = Array.from({ length: 20 }, (_, i) => i * 50 + 7 + i);
    const seconds = Array.from({ length: 100 }, (_, second) => second * 25);
    const wanted = [...new Set([...seconds, ...extra])].sort((a, b) => a - b);
    const times = wanted.map((frame) => frame / 25);
    const condition = forceKeyFrames(times, { num: 25, den: 1 }, 400);
    expect(condition).toMatch(/^expr:/);
    const { ffmpegPath } = await transcoder.describe();
    const path = join(folder, "condition.mp4");
    const params = [
      "-c:v",
      "libx264",
      "-x264-params",
      "keyint=infinite:scenecut=0",
      "-force_key_frames",
      condition,
    ];
    const source = ["-f", "lavfi", "-i", "testsrc2=s=64x36:r=25:d=100"];
    await runProgram(ffmpegPath, ["-v", "error", "-y", ...source, ...params, path]);
    const { tracks } = await normalise(transcoder, await requestFor(path, COPY, "none"));
    expect(tracks[0]!.keys).toEqual(wanted);
  });

  it("reports progress, and stops at once when it is told to", async () => {
    const seconds: number[] = [];
    const request = await requestFor(coded.mp4!.path, encode(), "encode");
    await normalise(transcoder, { ...request, onProgress: (done) => seconds.push(done) });
    expect(seconds.at(-1)).toBeGreaterThan(5.5);

    const aborting = new AbortController();
    const chunks = transcoder.normalise({ ...request, signal: aborting.signal });
    await chunks[Symbol.asyncIterator]().next();
    aborting.abort();
    await expect(async () => {
      for await (const _ of chunks);
    }).rejects.toMatchObject({ code: "cancelled" });
  });

  it("says so where there is nothing to decode", async () => {
    const path = join(folder, "noise.ts");
    const probe = await transcoder.probe(coded.ts!.path);
    await writeFile(path, Buffer.alloc(200_000, 0x47));
    const request: NormaliseRequest = { path, probe, video: encode(), audio: { kind: "none" } };
    await expect(normalise(transcoder, request)).rejects.toMatchObject({ code: "source_unreadable" });
  });

  const real = sharedMedia("derived/audio_starts_late_0.7s.mp4");
  it.skipIf(!real)("keeps the late start of real sound", async () => {
    const copied = await normalise(transcoder, await requestFor(real!, COPY, "copy"));
    expect(copied.tracks[1]!.start - copied.tracks[0]!.times[0]!).toBeCloseTo(0.678, 4);
    expect(new Set(copied.tracks[1]!.durations)).toEqual(new Set([1024]));
    const encoded = await normalise(transcoder, await requestFor(real!, COPY, "encode"));
    // The encoder puts its priming, one AAC frame, in front.
    expect(encoded.tracks[1]!.start - encoded.tracks[0]!.times[0]!).toBeCloseTo(0.678 - 1024 / 48_000, 3);
  });
});
