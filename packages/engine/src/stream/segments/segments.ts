import type { Readable } from "node:stream";
import {
  AAC_FRAME_SAMPLES,
  mediaSegmentHeader,
  VIDEO_TIMESCALE,
  type VideoSamples,
  type VideoTrack,
  videoSegmentHeader,
  videoSegmentHeaderSize,
  writeAudioInit,
  writeVideoInit,
} from "@cutstream/media";
import { assertWhole } from "../../library/assert-whole.ts";
import { keys } from "../../library/keys.ts";
import type { Library } from "../../library/library.ts";
import { createSampleReader } from "../../library/sample-reader.ts";
import { SILENCE } from "../../library/silence.ts";
import type { Observer } from "../../observe/observer.ts";
import { type Allocate, allocateUnset } from "../../seams/allocate.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { createTextStore } from "../../subtitles/text-store.ts";
import type {
  AudioPath,
  InitPath,
  MediaPath,
  SoundPath,
  TransportPath,
  VideoPath,
} from "../address/media-path.ts";
import type { MixPath } from "../address/mix-path.ts";
import { textSegment } from "../captions/text-segment.ts";
import type { Heads } from "../encoding/heads.ts";
import { MIX_RATE } from "../encoding/mix-sound.ts";
import type { Mixes } from "../encoding/mixes.ts";
import type { Rendered } from "../encoding/rendered.ts";
import { audioStamp, CONTINUOUS_AUDIO_TIMESCALE } from "../project/project.ts";
import { readSound } from "../project/sound-frames.ts";
import { assertAudible, assertMixable, assertPlayable, assertTogether } from "./assert-segment.ts";
import { createChunkCache } from "./chunk-cache.ts";
import { createCuts } from "./cuts.ts";
import { carryParameterSets, inBandSets, withParameterSets } from "./parameter-sets.ts";
import { type TransportPicture, writeTransport } from "./transport.ts";

/** A segment's bytes: in memory, in one piece or several, or as a stream where they lie ready in the blob store. */
export type SegmentBody =
  | Uint8Array
  | readonly Uint8Array[]
  | { readonly size: number; readonly body: Readable };

/** Bytes of a body. */
export function sizeOf(body: SegmentBody): number {
  if (body instanceof Uint8Array) return body.length;
  return "size" in body ? body.size : body.reduce((sum, { length }) => sum + length, 0);
}

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
   * @param allocate gives memory for what of a piece of the source ({@link isCopied}) is not in memory yet: nobody else
   * is given that.
   * @throws CutstreamError `media_not_found`, `encoder_busy`, `encoder_failed`, `encoder_missing`, `storage_failed`
   */
  open(path: MediaPath, allocate?: Allocate): Promise<SegmentBody>;
}

/** Whether a path names pictures of the source as they are: the segment is put together of chunks, not made. */
export const isCopied = (path: MediaPath): path is VideoPath =>
  path.kind === "video" && path.at === undefined && path.transform === undefined;

export interface SegmentSourceParts {
  readonly library: Library;
  readonly blobs: BlobStore;
  readonly heads: Heads;
  readonly rendered: Rendered;
  readonly mixes: Mixes;
  /** Bytes of chunks kept in memory. Default 128 MiB. */
  readonly cacheBytes?: number;
  /** Default: nobody. */
  readonly observer?: Pick<Observer, "looked">;
}

const CHUNK_CACHE_BYTES = 128 * 1024 * 1024;
/** Bytes of a chunk beyond which it is not kept, and is streamed: two seconds at 16 Mbit/s. */
const LARGEST_IN_MEMORY = 4 * 1024 * 1024;

export function createSegmentSource(parts: SegmentSourceParts): SegmentSource {
  const { library, blobs, heads, mixes, rendered, cacheBytes = CHUNK_CACHE_BYTES, observer } = parts;
  const chunks = createChunkCache(blobs, {
    bytes: cacheBytes,
    largest: LARGEST_IN_MEMORY,
    looked: (found) => observer?.looked("chunk", found),
  });
  const samples = createSampleReader(chunks);
  const cuts = createCuts(samples, heads);
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

  /** Frames of the source, or of a rendering of it, one after the other in one piece of memory. */
  const readFrames = async (track: VideoTrack, path: VideoPath): Promise<TransportPicture> => {
    const { version, from, to, transform } = path;
    assertPlayable(track, from, to);
    if (transform !== undefined) {
      const run = await rendered.get({ version, track, from, to, transform });
      return { track, ...run, conditioned: () => true };
    }
    const cut = await cuts.read(track, path, allocateUnset);
    return { track, ...cut, data: Buffer.concat(cut.data) };
  };

  const copied = async (path: VideoPath, allocate: Allocate): Promise<SegmentBody> => {
    const { version, rendition, from, to } = path;
    const track = await library.videoTrack(version, rendition);
    const chunk = wholeChunk(track, path);
    if (chunk === undefined) {
      assertPlayable(track, from, to);
      const { data, ...read } = await cuts.read(track, path, allocate);
      return [videoSegmentHeader(track.index.frameTicks, from, read), ...data];
    }
    const key = keys.chunk(version, rendition, chunk);
    const all = { start: 0, end: videoSegmentHeaderSize(to - from) + track.bytesBetween(from, to) };
    if (all.end > LARGEST_IN_MEMORY) return blobs.stream(key, all);
    return assertWhole(key, await chunks.read(key, all, allocate, all.end), all.end);
  };

  /** Pictures that are not as they are in the source, or when. */
  const video = async (path: VideoPath): Promise<Uint8Array> => {
    const { version, rendition, from, at } = path;
    const track = await library.videoTrack(version, rendition);
    const { data, ...read } = await readFrames(track, path);
    const { frameTicks } = track.index;
    if (at === undefined) return Buffer.concat([videoSegmentHeader(frameTicks, from, read), data]);
    const inBand = carryParameterSets(await setsOf(track, path), read, data);
    return Buffer.concat([videoSegmentHeader(frameTicks, from, inBand.samples, at), ...inBand.data]);
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
    const pictures = await library.videoTrack(path.video.version, path.video.rendition);
    assertTogether(path, track, pictures);
    const [picture, sound] = await Promise.all([readFrames(pictures, path.video), read()]);
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
      const samples = await cuts.describe(track, path);
      return at === undefined ? samples : withParameterSets(await setsOf(track, path), samples);
    },
    open(path, allocate = allocateUnset) {
      if (path.kind === "init") return init(path);
      if (path.kind === "text" || path.kind === "empty-text") return textSegment(path, texts);
      if (path.kind === "video") return isCopied(path) ? copied(path, allocate) : video(path);
      if (path.kind === "mix") return mix(path);
      return path.kind === "audio" ? audio(path) : transport(path);
    },
  };
}

/** Number of the chunk that a path names exactly; undefined where it names more or less than one. */
function wholeChunk(track: VideoTrack, { from, to }: VideoPath): number | undefined {
  const number = track.chunkOf(from);
  const { chunkStarts } = track.index;
  return chunkStarts[number] === from && chunkStarts[number + 1] === to ? number : undefined;
}
