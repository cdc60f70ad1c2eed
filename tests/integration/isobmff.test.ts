import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  avcCodecName,
  cleanSample,
  type FragmentEvent,
  FragmentStream,
  type InitTrack,
  mediaSegmentHeader,
  parameterSetsOf,
  rewriteDecodeTime,
  type StreamSample,
  splitAnnexB,
  toAnnexB,
  writeAudioInit,
  writeVideoInit,
} from "@cutstream/media";
import { BufferSource, EncodedPacketSink, Input, MP4 } from "mediabunny";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";

const FFPROBE = process.env.FFPROBE_PATH ?? "ffprobe";

let folder: string;
let source: string;
let video: TrackRun;
let audio: TrackRun;

/** A track and all its fragments. */
interface TrackRun {
  readonly track: InitTrack;
  readonly fragments: readonly { readonly time: number; readonly samples: readonly StreamSample[] }[];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "isobmff-"));
  source = join(folder, "source.mp4");
  await runProgram(FFMPEG, [
    ...["-v", "error", "-f", "lavfi", "-i", "testsrc2=s=320x180:r=30", "-f", "lavfi", "-i", "sine=r=48000"],
    ...["-t", "2", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-bf", "3", "-g", "20", "-c:a", "aac"],
    ...["-video_track_timescale", "240000", "-use_editlist", "0"],
    ...["-movflags", "+frag_keyframe+delay_moov+default_base_moof", source],
  ]);
  const events = readInPieces(await readFile(source));
  const [first] = events;
  if (first?.type !== "init") throw new Error("The init segment does not come first");
  const run = (handler: string): TrackRun => {
    const track = first.init.tracks.find((candidate) => candidate.handler === handler)!;
    const fragments = events
      .flatMap((event) => (event.type === "fragment" ? event.tracks : []))
      .filter(({ trackId }) => trackId === track.id)
      .map(({ baseMediaDecodeTime: time, samples }) => ({ time, samples }));
    return { track, fragments };
  };
  video = run("vide");
  audio = run("soun");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Feeds a stream in pieces from one byte to a few thousand, the same ones every time. */
function readInPieces(bytes: Uint8Array): FragmentEvent[] {
  const stream = new FragmentStream();
  const events: FragmentEvent[] = [];
  let state = 1;
  for (let at = 0; at < bytes.length; ) {
    state = (state * 48271) % 2147483647;
    const size = 1 + (state % (state % 3 === 0 ? 7 : 5000));
    events.push(...stream.push(bytes.subarray(at, at + size)));
    at += size;
  }
  stream.end();
  return events;
}

function writeInit({ track }: TrackRun): Uint8Array {
  const { timescale, width = 0, height = 0, avcC, channels = 0, sampleRate = 0, audioConfig } = track;
  if (avcC) return writeVideoInit({ timescale, width, height, avcC });
  return writeAudioInit({ timescale, channels, sampleRate, config: audioConfig! });
}

function writeSegments({ track, fragments }: TrackRun): Uint8Array[] {
  return fragments.map(({ time, samples }) => {
    const header = mediaSegmentHeader({
      baseMediaDecodeTime: time,
      samples: {
        sizes: samples.map(({ data }) => data.length),
        durations: samples.map(({ duration }) => duration),
        ...(track.handler === "vide" && {
          compositionOffsets: samples.map(({ compositionOffset }) => compositionOffset),
          sync: samples.map(({ sync }) => sync),
        }),
      },
    });
    return Buffer.concat([header, ...samples.map(({ data }) => data)]);
  });
}

/** Packets as ffprobe reads them, in the order of the file. It must have nothing to complain about. */
async function probe(path: string, stream: string): Promise<string[]> {
  const entries = "packet=pts,dts,size,flags,data_hash";
  const { stdout, stderr } = await runProgram(FFPROBE, [
    ...["-v", "warning", "-select_streams", stream, "-show_data_hash", "md5"],
    ...["-show_entries", entries, "-of", "csv=p=0", path],
  ]);
  expect(stderr).toBe("");
  return stdout.toString().trim().split("\n");
}

async function store(name: string, parts: readonly Uint8Array[]): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

describe("a fragmented MP4 of ffmpeg, taken apart and written anew", () => {
  it("has the same packets for ffprobe", async () => {
    for (const [run, stream] of [[video, "v:0"] as const, [audio, "a:0"] as const]) {
      const copy = await store(`${run.track.handler}.mp4`, [writeInit(run), ...writeSegments(run)]);
      const packets = await probe(copy, stream);
      expect(packets.length).toBeGreaterThan(50);
      expect(packets).toEqual(await probe(source, stream));
    }
  });

  it("has the same packets for mediabunny", async () => {
    for (const run of [video, audio]) {
      const bytes = Buffer.concat([writeInit(run), ...writeSegments(run)]);
      const input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
      const [track] = await input.getTracks();
      expect(await track!.getCodecParameterString()).toBe(
        run.track.avcC ? avcCodecName(run.track.avcC) : "mp4a.40.2",
      );
      const seen: { time: number; duration: number; type: string; size: number }[] = [];
      for await (const packet of new EncodedPacketSink(track!).packets()) {
        const time = Math.round(packet.timestamp * run.track.timescale);
        const duration = Math.round(packet.duration * run.track.timescale);
        seen.push({ time, duration, type: packet.type, size: packet.byteLength });
      }
      const written = run.fragments.flatMap(({ time, samples }) => {
        let decodeTime = time;
        return samples.map(({ data, duration, compositionOffset, sync }) => {
          const shown = decodeTime + compositionOffset;
          decodeTime += duration;
          return { time: shown, duration, type: sync ? "key" : "delta", size: data.length };
        });
      });
      expect(seen).toEqual(written);
    }
  });

  it("can be moved in time", async () => {
    const shift = 1000 * video.track.timescale;
    const moved = writeSegments(video).flatMap((segment, i) => {
      const header = rewriteDecodeTime(segment, video.fragments[i]!.time + shift);
      return [header, segment.subarray(header.length)];
    });
    const packets = await probe(await store("moved.mp4", [writeInit(video), ...moved]), "v:0");
    const plain = await probe(source, "v:0");
    const decodeTimes = (list: string[]) => list.map((line) => Number(line.split(",")[1]));
    expect(decodeTimes(packets)).toEqual(decodeTimes(plain).map((time) => time + shift));
  });
});

describe("samples of x264", () => {
  it("lose the encoder's settings and decode to the same pictures", async () => {
    const known = parameterSetsOf(video.track.avcC!);
    const cleaned: TrackRun = {
      track: video.track,
      fragments: video.fragments.map(({ time, samples }) => ({
        time,
        samples: samples.map((sample) => ({ ...sample, data: cleanSample(sample.data, known).data })),
      })),
    };
    const [before, after] = [video, cleaned].map((run) =>
      Buffer.concat(writeSegments(run)).toString("latin1"),
    );
    expect(before).toContain("x264");
    expect(after).not.toContain("x264");
    const path = await store("clean.mp4", [writeInit(cleaned), ...writeSegments(cleaned)]);
    expect(await pictureHashes(path)).toEqual(await pictureHashes(source));
  });

  it("are known for what ffmpeg says they are", () => {
    const known = parameterSetsOf(video.track.avcC!);
    for (const { samples } of video.fragments) {
      for (const { data, sync } of samples) {
        expect(cleanSample(data, known)).toMatchObject({
          sync,
          hasPicture: true,
          recoveryPoint: false,
          newParameterSets: [],
        });
      }
    }
  });

  it("decode as a byte stream", async () => {
    const known = parameterSetsOf(video.track.avcC!);
    const parameterSets = [...known.sps.values(), ...known.pps.values()];
    const samples = video.fragments.flatMap((fragment) => fragment.samples);
    const units = samples.map(({ data, sync }) =>
      toAnnexB(cleanSample(data, known).data, {
        accessUnitDelimiter: true,
        ...(sync && { parameterSets }),
      }),
    );
    expect(splitAnnexB(units[0]!).map((nal) => nal[0]! & 31)).toEqual([9, 7, 8, 5]);
    const path = await store("stream.h264", units);
    expect(await pictureHashes(path)).toEqual(await pictureHashes(source));
  });
});

/** Hash of each decoded picture. The decoder must have nothing to complain about. */
async function pictureHashes(path: string): Promise<string[]> {
  const output = ["-map", "0:v:0", "-fps_mode", "passthrough", "-f", "framehash", "-hash", "md5", "-"];
  const { stdout, stderr } = await runProgram(FFMPEG, ["-v", "warning", "-i", path, ...output]);
  expect(stderr).toBe("");
  const lines = stdout.toString().split("\n");
  return lines.filter((line) => /^\d/.test(line)).map((line) => line.split(",").at(-1)!.trim());
}
