import type { Readable } from "node:stream";
import {
  AAC_FRAME_SAMPLES,
  copiedRuns,
  cutRange,
  headPieceAfter,
  joinSamples,
  mediaSegmentHeader,
  parameterSetsOf,
  prependNalUnits,
  samplesBetween,
  VIDEO_TIMESCALE,
  type VideoSamples,
  type VideoTrack,
  videoSegmentHeader,
  videoSegmentHeaderSize,
  writeAudioInit,
  writeVideoInit,
} from "@cutstream/media";
import type { HeadId } from "../library/condition-frames.ts";
import { keys } from "../library/keys.ts";
import type { Library } from "../library/library.ts";
import { allocateUnset, createSampleReader } from "../library/sample-reader.ts";
import { SILENCE } from "../library/silence.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { createTextStore } from "../subtitles/text-store.ts";
import { assertAudible, assertMixable, assertPlayable, assertTogether } from "./assert-segment.ts";
import { createChunkCache } from "./chunk-cache.ts";
import type { Heads } from "./heads.ts";
import type { AudioPath, InitPath, MediaPath, SoundPath, TransportPath, VideoPath } from "./media-path.ts";
import type { MixPath } from "./mix-path.ts";
import { MIX_RATE } from "./mix-sound.ts";
import type { Mixes } from "./mixes.ts";
import { audioStamp, CONTINUOUS_AUDIO_TIMESCALE } from "./project.ts";
import type { Rendered } from "./rendered.ts";
import { readSound } from "./sound-frames.ts";
import { textSegment } from "./text-segment.ts";
import { type CutFrames, writeTransport } from "./transport.ts";

/** A segment's bytes: in memory, or as a stream where they lie ready in the blob store. */
export type SegmentBody = Uint8Array | { readonly size: number; readonly body: Readable };

/** What a decoder is told before it gets pictures. */
export interface VideoConfiguration {
  readonly width: number;
  readonly height: number;
  readonly avcC: Uint8Array;
}

/** Makes segments: pure functions of their path, the indexes, the chunks and the heads. */
export interface SegmentSource {
  /**
   * What a video segment holds, without its bytes: reads no media but heads, which are made where there are none.
   * @throws CutstreamError as {@link open}
   */
  describe(path: VideoPath): Promise<VideoSamples>;
  /**
   * Size and configuration record that an initialisation segment of video gives.
   * @throws CutstreamError as {@link open}
   */
  configuration(path: InitPath): Promise<VideoConfiguration>;
  /** Bytes of each AAC frame of sound that is encoded, which is done where it is not. Throws as {@link open}. */
  describeMix(path: MixPath): Promise<readonly number[]>;
  /**
   * @param allocate gives memory for so many bytes, of which the body may be a part. Cuts, which are the largest of what
   * is put together, are read into it.
   * @throws CutstreamError `media_not_found`, `encoder_busy`, `encoder_failed`, `encoder_missing`, `storage_failed`
   */
  open(path: MediaPath, allocate?: (bytes: number) => Uint8Array): Promise<SegmentBody>;
}

export interface SegmentSourceParts {
  readonly library: Library;
  readonly blobs: BlobStore;
  readonly heads: Heads;
  readonly rendered: Rendered;
  readonly mixes: Mixes;
}

/** Bytes of chunks kept in memory, and of one beyond which it is streamed: two seconds at 16 Mbit/s. */
const CHUNK_CACHE_BYTES = 64 * 1024 * 1024;
const LARGEST_IN_MEMORY = 4 * 1024 * 1024;

export function createSegmentSource(parts: SegmentSourceParts): SegmentSource {
  const { library, blobs, heads, mixes, rendered } = parts;
  const chunks = createChunkCache(blobs, CHUNK_CACHE_BYTES);
  const samples = createSampleReader(chunks);
  const texts = createTextStore(blobs);

  const configuration = async ({ version, rendition, size }: InitPath): Promise<VideoConfiguration> => {
    const track = await library.videoTrack(version, rendition);
    if (!size) return track.index;
    return { ...size, avcC: await rendered.configuration(version, track, size) };
  };

  const init = async (path: InitPath): Promise<Uint8Array> => {
    const { version, rendition, continuous } = path;
    if (rendition.startsWith("a")) {
      const { sampleRate, channels, config } = (await library.audioTrack(version, rendition)).index;
      const timescale = continuous ? CONTINUOUS_AUDIO_TIMESCALE : sampleRate;
      return writeAudioInit({ timescale, sampleRate, channels, config });
    }
    const { width, height, avcC } = await configuration(path);
    return writeVideoInit({
      timescale: VIDEO_TIMESCALE,
      width,
      height,
      avcC,
      sampleEntry: continuous ? "avc3" : "avc1",
    });
  };

  /** The parameter sets that a segment brings along in the continuous form. */
  const setsOf = async (track: VideoTrack, { version, transform }: VideoPath): Promise<Uint8Array[]> => {
    if (transform === undefined) return inBandSets(track.index.avcC);
    return inBandSets(await rendered.configuration(version, track, await rendered.sizeOf(transform)));
  };

  /** The frames of a cut, in one piece of memory with `room` bytes free in front of them. */
  const readCut = async (
    { version, rendition, from, to }: VideoPath,
    room: number,
    allocate: (bytes: number) => Uint8Array,
  ): Promise<CutFrames & { readonly memory: Uint8Array }> => {
    const track = await library.videoTrack(version, rendition);
    const { head, copy, tail } = cutRange(track, from, to);
    if (head) anticipate({ version, track, ...head }, heads);
    const [first, last] = await Promise.all([
      head && heads.get({ version, track, ...head }),
      tail && heads.get({ version, track, ...tail }),
    ]);
    const before = room + (first?.data.length ?? 0);
    const after = last?.data.length ?? 0;
    const copied =
      copy && (await samples.video(version, track, copiedRuns(track, copy), { before, after, allocate }));
    const memory = copied?.memory ?? allocate(before + after);
    const copiedEnd = before + (copied?.data.length ?? 0);
    if (first) memory.set(first.data, room);
    if (last) memory.set(last.data, copiedEnd);
    const end = copiedEnd + after;
    return {
      ...{ track, memory: memory.subarray(0, end), data: memory.subarray(room, end) },
      ...joinSamples([first, copied, last].filter((part) => part !== null)),
      conditioned: [first, copied, last].flatMap((part) => part?.sizes.map(() => part !== copied) ?? []),
    };
  };

  const readFrames = async (path: VideoPath): Promise<CutFrames> => {
    const { version, rendition, from, to, transform } = path;
    const track = await library.videoTrack(version, rendition);
    assertPlayable(track, from, to);
    if (transform === undefined) return readCut(path, 0, allocateUnset);
    const run = await rendered.get({ version, track, from, to, transform });
    return { track, ...run, conditioned: run.sizes.map(() => true) };
  };

  const video = async (path: VideoPath, allocate: (bytes: number) => Uint8Array): Promise<SegmentBody> => {
    const asItIs = path.at === undefined && path.transform === undefined;
    const chunk = asItIs ? await wholeChunk(library, path) : undefined;
    if (chunk) {
      const key = keys.chunk(path.version, path.rendition, chunk.number);
      if (chunk.bytes <= LARGEST_IN_MEMORY) return chunks.whole(key, chunk.bytes);
      return blobs.stream(key, { start: 0, end: chunk.bytes });
    }
    if (asItIs) {
      assertPlayable(await library.videoTrack(path.version, path.rendition), path.from, path.to);
      const { track, memory, ...read } = await readCut(
        path,
        videoSegmentHeaderSize(path.to - path.from),
        allocate,
      );
      memory.set(videoSegmentHeader(track.index.frameTicks, path.from, read));
      return memory;
    }
    const { track, data, ...read } = await readFrames(path);
    if (path.at === undefined)
      return Buffer.concat([videoSegmentHeader(track.index.frameTicks, path.from, read), data]);
    const inBand = carryParameterSets(await setsOf(track, path), read, data);
    return Buffer.concat([
      videoSegmentHeader(track.index.frameTicks, path.from, inBand.samples, path.at),
      ...inBand.data,
    ]);
  };

  const mix = async (path: MixPath): Promise<Uint8Array> => {
    assertMixable(path);
    const { sizes, data } = await mixes.get(path);
    const { time, timescale } = audioStamp(SILENCE, path);
    const durations = (AAC_FRAME_SAMPLES * timescale) / MIX_RATE;
    const header = mediaSegmentHeader({ baseMediaDecodeTime: time, samples: { sizes, durations } });
    return Buffer.concat([header, data]);
  };

  const audio = async (path: AudioPath): Promise<Uint8Array> => {
    const track = await library.audioTrack(path.version, path.rendition);
    assertAudible(path, track);
    const { sizes, data } = await readSound(track, path, samples);
    const { time, timescale } = audioStamp(track, path);
    const durations = (AAC_FRAME_SAMPLES * timescale) / track.index.sampleRate;
    const header = mediaSegmentHeader({ baseMediaDecodeTime: time, samples: { sizes, durations } });
    return Buffer.concat([header, ...data]);
  };

  const soundOf = async (path: SoundPath) => {
    if (path.kind === "mix") {
      assertMixable(path);
      const read = async () => {
        const { sizes, data } = await mixes.get(path);
        return { track: SILENCE, sizes, data: [data] };
      };
      return { track: SILENCE, read };
    }
    const track = await library.audioTrack(path.version, path.rendition);
    assertAudible(path, track);
    return { track, read: async () => ({ track, ...(await readSound(track, path, samples)) }) };
  };

  const transport = async (path: TransportPath): Promise<Uint8Array> => {
    const { track, read } = await soundOf(path.audio);
    assertTogether(path, track, await library.videoTrack(path.video.version, path.video.rendition));
    const [picture, sound] = await Promise.all([readFrames(path.video), read()]);
    return writeTransport(path, picture, sound);
  };

  return {
    configuration,
    async describeMix(path) {
      assertMixable(path);
      return (await mixes.get(path)).sizes;
    },
    async describe(path) {
      const { version, rendition, from, to, at, transform } = path;
      const track = await library.videoTrack(version, rendition);
      assertPlayable(track, from, to);
      if (transform !== undefined) {
        const { frames, sizes, sync } = await rendered.get({ version, track, from, to, transform });
        const samples = { frames, sizes, sync };
        return at === undefined ? samples : withParameterSets(await setsOf(track, path), samples);
      }
      const { head, copy, tail } = cutRange(track, from, to);
      const found = await Promise.all([
        head && heads.get({ version, track, ...head }),
        copy && copiedRuns(track, copy).map((run) => samplesBetween(track, run.from, run.to)),
        tail && heads.get({ version, track, ...tail }),
      ]);
      const samples = joinSamples(found.flat().filter((part) => part !== null));
      return at === undefined ? samples : withParameterSets(await setsOf(track, path), samples);
    },
    open(path, allocate = allocateUnset) {
      if (path.kind === "init") return init(path);
      if (path.kind === "text" || path.kind === "empty-text") return textSegment(path, texts);
      if (path.kind === "video") return video(path, allocate);
      if (path.kind === "mix") return mix(path);
      return path.kind === "audio" ? audio(path) : transport(path);
    },
  };
}

/** Has the piece made that follows a piece of a head: whoever asks for this one asks for that one next. */
function anticipate({ version, track, to }: HeadId, heads: Heads): void {
  const next = headPieceAfter(track, to);
  // whoever asks for it gets the outcome, errors included
  if (next) heads.prepare({ version, track, ...next }).catch(() => undefined);
}

/** The chunk that a path names exactly, and how large it is; undefined where it names more or less than one. */
async function wholeChunk(
  library: Library,
  { version, rendition, from, to }: VideoPath,
): Promise<{ readonly number: number; readonly bytes: number } | undefined> {
  const track = await library.videoTrack(version, rendition);
  const number = track.chunkOf(from);
  const starts = track.index.chunkStarts;
  return starts[number] === from && starts[number + 1] === to
    ? { number, bytes: videoSegmentHeaderSize(to - from) + track.bytesBetween(from, to) }
    : undefined;
}

/**
 * Puts the parameter sets in front of each key sample. In the continuous form nothing tells a player that the source
 * changed, and ffmpeg reads no second init segment; with sample entry `avc3` the stream tells it itself
 * (ISO/IEC 14496-15 §5.4.2.1).
 */
function carryParameterSets(
  sets: readonly Uint8Array[],
  samples: VideoSamples,
  bytes: Uint8Array,
): { samples: VideoSamples; data: Uint8Array[] } {
  let offset = 0;
  const carried = samples.sizes.map((size, place) => {
    const sample = bytes.subarray(offset, offset + size);
    offset += size;
    return samples.sync[place] ? prependNalUnits(sample, sets) : sample;
  });
  return { samples: withParameterSets(sets, samples), data: carried };
}

/** Samples as {@link carryParameterSets} writes them. */
function withParameterSets(sets: readonly Uint8Array[], samples: VideoSamples): VideoSamples {
  const front = prependNalUnits(new Uint8Array(), sets).length;
  return {
    ...samples,
    sizes: samples.sizes.map((size, place) => (samples.sync[place] ? size + front : size)),
  };
}

function inBandSets(avcC: Uint8Array): Uint8Array[] {
  const { sps, pps } = parameterSetsOf(avcC);
  return [...sps.values(), ...pps.values()];
}
