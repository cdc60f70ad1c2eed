import {
  AudioTrack,
  avcCodecName,
  concatBytes,
  encodeIndex,
  FLAG_REFERENCE,
  FLAG_SYNC,
  type FrameRate,
  flicksPerSample,
  samplesBetween,
  VideoTrack,
  videoSegmentHeader,
  writeAudioSpecificConfig,
} from "@cutstream/media";
import { AVCC } from "../../../media/src/testing/parameter-sets.ts";
import { makeTrack } from "../../../media/src/testing/track.ts";
import { keys } from "../library/keys.ts";
import type { LibraryVersion } from "../library/library.ts";
import { encodeManifest, type Manifest } from "../library/manifest.ts";
import type { BlobStore } from "../seams/blob-store.ts";

/** A made-up version for tests. */
export interface VersionRecipe {
  /** Tells versions apart; the id is made of it. */
  readonly n?: number;
  /** Frames of each GOP. Default: ten of 50. */
  readonly gops?: readonly number[];
  readonly bFrames?: number;
  readonly chunkFrames?: number;
  readonly frameRate?: FrameRate;
  /** Null: without sound. Default 48 kHz from the first frame on. */
  readonly audio?: { readonly sampleRate: number; readonly startSample?: number } | null;
  /** Heights of the renditions, tallest first. Default one of 180. */
  readonly heights?: readonly number[];
}

/** AAC frames in a chunk of a made-up rendition. */
const AUDIO_CHUNK = 90;

/** Builds a version with sample indexes as ingest would: video as {@link makeTrack} has it, sound as long. */
export function makeVersion(recipe: VersionRecipe = {}): LibraryVersion {
  const { n = 0, gops = Array<number>(10).fill(50), heights = [180], ...shape } = recipe;
  const { frameRate = { num: 25, den: 1 } } = recipe;
  const made = makeTrack({ ...shape, frameRate, gops });
  const video = heights.map((height, rung) => {
    // Lower rungs are smaller, as they would be.
    const sizes = made.index.sizes.map((size) => Math.round(size / (rung + 1)));
    const width = Math.round((height * 16) / 9);
    const codec = avcCodecName(AVCC.high180);
    const named = { rendition: `v${height}`, width, height, codec, avcC: AVCC.high180, sizes };
    return new VideoTrack({ ...made.index, ...named });
  });
  const audio = recipe.audio === null ? null : makeAudio(made, recipe.audio);
  const id = n.toString(16).padStart(24, "0");
  const manifest: Manifest = {
    version: id,
    source: { sha256: id, size: 1 },
    mode: "copy",
    reason: "made up",
    warnings: [],
    frameRate,
    frameCount: made.index.frameCount,
    width: video[0]?.index.width ?? 0,
    height: video[0]?.index.height ?? 0,
    main: video[0]?.index.rendition ?? "",
    audio: audio?.index.rendition ?? null,
  };
  return { id, manifest, video, audio };
}

function makeAudio(
  { index, frameFlicks }: VideoTrack,
  { sampleRate, startSample = 0 }: { sampleRate: number; startSample?: number } = { sampleRate: 48_000 },
): AudioTrack {
  const samples = (index.frameCount * frameFlicks) / flicksPerSample(sampleRate) - startSample;
  const count = Math.max(1, Math.ceil(samples / 1024));
  const chunkStarts = Array.from(
    { length: Math.ceil(count / AUDIO_CHUNK) },
    (_, chunk) => chunk * AUDIO_CHUNK,
  );
  return new AudioTrack({
    kind: "audio",
    rendition: "a0",
    sampleRate,
    channels: 2,
    codec: "mp4a.40.2",
    config: writeAudioSpecificConfig({ objectType: 2, sampleRate, channelConfig: 2 }),
    startSample,
    sizes: Uint32Array.from({ length: count }, (_, frame) => 200 + (frame % 64)),
    chunkStarts: Uint32Array.from([...chunkStarts, count]),
  });
}

/** Bytes of a video sample: one NAL unit, filled with its number in decode order. */
export function videoSample(track: VideoTrack, sample: number): Uint8Array {
  const size = track.index.sizes[sample] ?? 0;
  const flags = track.index.flags[sample] ?? 0;
  const bytes = new Uint8Array(size).fill(1 + (sample % 255));
  new DataView(bytes.buffer).setUint32(0, size - 4);
  bytes[4] = flags & FLAG_SYNC ? 0x65 : flags & FLAG_REFERENCE ? 0x41 : 0x01;
  return bytes;
}

/** Bytes of an AAC frame, filled with its number. */
export function audioFrame(track: AudioTrack, frame: number): Uint8Array {
  return new Uint8Array(track.index.sizes[frame] ?? 0).fill(1 + (frame % 255));
}

/** Stores a version as ingest would: chunks, indexes and, last, the manifest. */
export async function storeVersion(blobs: BlobStore, version: LibraryVersion): Promise<void> {
  const { id, video, audio } = version;
  for (const track of video) {
    const { rendition, chunkStarts, frameTicks } = track.index;
    for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk++) {
      const { start, end } = track.chunkRange(chunk);
      const samples = Array.from({ length: end - start }, (_, n) => videoSample(track, start + n));
      const header = videoSegmentHeader(frameTicks, start, samplesBetween(track, start, end));
      await blobs.put(keys.chunk(id, rendition, chunk), concatBytes([header, ...samples]));
    }
  }
  if (audio) {
    const { rendition, chunkStarts } = audio.index;
    for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk++) {
      const [start = 0, end = 0] = [chunkStarts[chunk], chunkStarts[chunk + 1]];
      const frames = Array.from({ length: end - start }, (_, n) => audioFrame(audio, start + n));
      await blobs.put(keys.chunk(id, rendition, chunk), concatBytes(frames));
    }
  }
  await storeIndexes(blobs, version);
}

/** Stores what a version is planned from, without its media: indexes and manifest. */
export async function storeIndexes(
  blobs: BlobStore,
  { id, manifest, video, audio }: LibraryVersion,
): Promise<void> {
  for (const { index } of audio ? [...video, audio] : video)
    await blobs.put(keys.index(id, index.rendition), encodeIndex(index));
  await blobs.put(keys.manifest(id), encodeManifest(manifest));
}
