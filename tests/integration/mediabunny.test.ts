import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseMediaPlaylist, parseMultivariantPlaylist } from "@cutstream/media";
import { BufferSource, EncodedPacketSink, Input, MP4 } from "mediabunny";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomCuts } from "../kit/coded-library.ts";
import { runProgram } from "../kit/ffmpeg.ts";
import { continuous } from "../kit/played.ts";
import { seededRandom, seedOfRun } from "../kit/random.ts";
import {
  type CodedCut,
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/**
 * What demuxers that others wrote make of our segments: mediabunny and ffprobe read every stretch of a stream, and
 * find the samples that were planned, at the times that were planned, and nothing to complain of.
 */
const SEED = seedOfRun();
const FFPROBE = process.env.FFPROBE_PATH ?? "ffprobe";
const FLICKS = 705_600_000;
const TICKS = 240_000;
/** Second at which every source, and every continuous timeline, begins. */
const ORIGIN = 1000;
const AAC_FRAME = 1024;
/** Units a second of all sound in the continuous form. */
const CONTINUOUS_AUDIO_TIMESCALE = 7_056_000;
/** By how many seconds sound may begin or end off the picture: half a frame of AAC at the lower sample rate. */
const HALF_FRAME = AAC_FRAME / 2 / 44_100;

/** A sample as a demuxer found it; times in units of the track's timescale. */
interface Packet {
  readonly time: number;
  readonly duration: number;
  readonly key: boolean;
}

/** A stretch: segments that a decoder takes as one, behind their initialisation segment. */
interface Stretch {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** `EXTINF` of each segment, in seconds. */
  readonly durations: readonly number[];
}

/** A stretch as it is to be. */
interface Planned {
  readonly source: IngestedSource;
  /** Presentation times of the frames, in ticks, ascending. */
  readonly frames: readonly number[];
}

let server: TestServer;
let cuts: CodedCut[];
let url: string;

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  server = await startTestServer();
  const thirty = await ingestCoded(server, { sourceId: 1, frameRate: "30", seconds: 6 });
  const film = await ingestCoded(server, {
    ...{ sourceId: 2, frameRate: "24000/1001", seconds: 6, width: 480, height: 270, gopSeconds: 1 },
    audio: { sampleRate: 44_100, channels: 2 },
  });
  const random = seededRandom(SEED);
  // three of one source first: the continuous form has them in one stretch
  cuts = [...randomCuts([thirty], 3, random, [0.1, 3]), ...randomCuts([film, thirty], 5, random, [0.1, 3])];
  url = (await publishCuts(server, cuts)).url;
});
afterAll(() => server?.close());

/** Cuts in groups of neighbours that `join`. */
function grouped(join: (before: CodedCut, after: CodedCut) => boolean): CodedCut[][] {
  const groups: CodedCut[][] = [];
  for (const cut of cuts) {
    const group = groups.at(-1);
    if (group && join(group.at(-1)!, cut)) group.push(cut);
    else groups.push([cut]);
  }
  return groups;
}

const ticksOf = ({ frameRate }: IngestedSource) => (TICKS * frameRate.den) / frameRate.num;
const sameSource = (a: CodedCut, b: CodedCut) => a.source === b.source;

/** Default form: a stretch for every jump, frames at their own times. */
function plannedByJump(): Planned[] {
  return grouped((a, b) => sameSource(a, b) && a.to === b.from).map((group) => {
    const { source, from } = group[0]!;
    const count = group.at(-1)!.to - from;
    const ticks = ticksOf(source);
    return { source, frames: Array.from({ length: count }, (_, n) => ORIGIN * TICKS + (from + n) * ticks) };
  });
}

/** Continuous form: a stretch for every change of source, frames one after the other from the origin. */
function plannedContinuously(): Planned[] {
  let at = ORIGIN * TICKS;
  return grouped(sameSource).map((group) => {
    const { source } = group[0]!;
    const count = group.reduce((sum, { from, to }) => sum + to - from, 0);
    const ticks = ticksOf(source);
    const frames = Array.from({ length: count }, (_, n) => at + n * ticks);
    at += count * ticks;
    return { source, frames };
  });
}

async function bytesOf(address: string): Promise<Uint8Array> {
  const response = await fetch(address);
  expect(response.status, address).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

/** Fetches a playlist's segments as stretches: until the next discontinuity or initialisation segment. */
async function stretchesOf(playlistUrl: string): Promise<Stretch[]> {
  const { segments } = parseMediaPlaylist(await (await fetch(playlistUrl)).text());
  const found: { map: string; parts: Uint8Array[]; durations: number[] }[] = [];
  for (const { uri, map = "", discontinuity, duration } of segments) {
    const absolute = (path: string) => new URL(path, playlistUrl).href;
    let last = found.at(-1);
    if (!last || discontinuity || map !== last.map) {
      last = { map, parts: [await bytesOf(absolute(map))], durations: [] };
      found.push(last);
    }
    last.parts.push(await bytesOf(absolute(uri)));
    last.durations.push(duration / FLICKS);
  }
  return found.map(({ parts, durations }) => ({ bytes: new Uint8Array(Buffer.concat(parts)), durations }));
}

/** Fetches all stretches of a stream's first variant and its sound, and the codecs that the playlist promises. */
async function fetchStretches(streamUrl: string) {
  const { variants, renditions } = parseMultivariantPlaylist(await (await fetch(streamUrl)).text());
  const at = (uri: string | undefined) => stretchesOf(new URL(uri!, streamUrl).href);
  return {
    codecs: variants[0]!.codecs!,
    video: await at(variants[0]!.uri),
    audio: await at(renditions[0]!.uri),
  };
}

/** Reads a stretch with mediabunny, which looks into every sample whether it is the key frame that it says. */
async function readWithMediabunny({ bytes }: Stretch) {
  const input = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  const tracks = await input.getTracks();
  expect(tracks).toHaveLength(1);
  const track = tracks[0]!;
  const timescale = track.timeResolution;
  const packets: Packet[] = [];
  for await (const { timestamp, duration, type } of new EncodedPacketSink(track).packets(
    undefined,
    undefined,
    { verifyKeyPackets: true },
  )) {
    packets.push({
      time: Math.round(timestamp * timescale),
      duration: Math.round(duration * timescale),
      key: type === "key",
    });
  }
  return { codec: await track.getCodecParameterString(), timescale, packets };
}

/** Reads a stretch with ffprobe, which must have nothing to say. */
async function readWithFfprobe({ bytes }: Stretch) {
  const path = join(server.folder, "stretch.mp4");
  await writeFile(path, bytes);
  const { stdout, stderr } = await runProgram(FFPROBE, [
    ...["-v", "warning", "-of", "json", "-show_entries"],
    ...["stream=codec_tag_string,time_base:packet=pts,duration,flags", path],
  ]);
  expect(stderr).toBe("");
  const read: {
    streams: { codec_tag_string: string; time_base: string }[];
    packets: { pts: number; duration?: number; flags: string }[];
  } = JSON.parse(stdout.toString());
  expect(read.streams).toHaveLength(1);
  const packets = read.packets.map(
    ({ pts, duration, flags }): Partial<Packet> => ({
      time: pts,
      key: flags.startsWith("K"),
      ...(duration === undefined ? {} : { duration }),
    }),
  );
  const { codec_tag_string: tag, time_base: timeBase } = read.streams[0]!;
  return { tag, timeBase, packets };
}

/** Reads a stretch with both, which must agree. */
async function read(stretch: Stretch) {
  const { codec, timescale, packets } = await readWithMediabunny(stretch);
  const probed = await readWithFfprobe(stretch);
  expect(withoutHabits(probed.packets, packets)).toEqual(packets);
  expect(probed.timeBase).toBe(`1/${timescale}`);
  // mediabunny calls avc3, parameter sets in band, avc1
  return { codec: codec!.replace(/^[^.]+/, probed.tag), timescale, packets };
}

/**
 * Takes out two habits of ffmpeg 5: where samples have negative composition offsets it stamps all of them later by the
 * deepest, so that none is shown before it is decoded; and it gives the first frame of AAC no duration, in files of its
 * own making neither.
 */
function withoutHabits(probed: readonly Partial<Packet>[], packets: readonly Packet[]): Partial<Packet>[] {
  const shown = packets.map(({ time }) => time).toSorted((a, b) => a - b);
  const delay = Math.max(...packets.map(({ time }, place) => shown[place]! - time));
  return probed.map((packet, n) => ({
    ...packet,
    time: packet.time! - delay,
    ...(n === 0 && packet.duration === undefined ? { duration: packets[0]!.duration } : {}),
  }));
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

describe.each([
  ["default", () => url, plannedByJump],
  ["continuous", () => continuous(url), plannedContinuously],
])("the segments of the %s form, to mediabunny and ffprobe", (form, address, planned) => {
  it("are the frames and the sound that were planned", async () => {
    const { codecs, video, audio } = await fetchStretches(address());
    const plan = planned();
    expect(video).toHaveLength(plan.length);
    expect(audio).toHaveLength(plan.length);
    const seen = new Set<string>();
    let soundEnd: number | undefined;
    for (const [n, { source, frames }] of plan.entries()) {
      const ticks = ticksOf(source);
      const picture = await read(video[n]!);
      seen.add(picture.codec);
      expect(picture.timescale).toBe(TICKS);
      expect(picture.packets.map(({ time }) => time).toSorted((a, b) => a - b)).toEqual(frames);
      expect(new Set(picture.packets.map(({ duration }) => duration))).toEqual(new Set([ticks]));
      // where each segment begins there is a key frame, which is the first of it to be decoded and to be shown
      const { durations } = video[n]!;
      const counts = durations.map((seconds) => Math.round((seconds * TICKS) / ticks));
      expect(sum(counts)).toBe(frames.length);
      counts.forEach((_, segment) => {
        const first = sum(counts.slice(0, segment));
        expect(picture.packets[first]).toMatchObject({ time: frames[first], key: true });
      });

      const sound = await read(audio[n]!);
      seen.add(sound.codec);
      const { timescale } = sound;
      const start = sound.packets[0]!.time;
      const sampleRate = source.sourceId === 2 ? 44_100 : 48_000;
      expect(timescale).toBe(form === "continuous" ? CONTINUOUS_AUDIO_TIMESCALE : sampleRate);
      const frame = (AAC_FRAME * timescale) / sampleRate;
      expect(sound.packets).toEqual(
        sound.packets.map((_, k) => ({ time: start + k * frame, duration: frame, key: true })),
      );
      const length = (sound.packets.length * AAC_FRAME) / sampleRate;
      expect(sum(audio[n]!.durations)).toBeCloseTo(length, 4);
      const sample = 1 / sampleRate;
      const [begin, end] = [frames[0]! / TICKS, (frames.at(-1)! + ticks) / TICKS];
      expect(Math.abs(start / timescale - begin)).toBeLessThan(HALF_FRAME + sample);
      expect(Math.abs(start / timescale + length - end)).toBeLessThan(HALF_FRAME + sample);
      if (form === "continuous" && soundEnd !== undefined) {
        expect(start / timescale).toBeCloseTo(soundEnd, 9);
      }
      soundEnd = start / timescale + length;
    }
    expect([...seen].sort()).toEqual([...codecs].sort());
  });
});
