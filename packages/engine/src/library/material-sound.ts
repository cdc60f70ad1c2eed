import {
  AAC_FRAME_SAMPLES,
  type AudioTrack,
  concatBytes,
  flicksToSeconds,
  mediaSegmentHeader,
  writeAudioInit,
} from "@cutstream/media";
import type { BlobStore } from "../seams/blob-store.ts";
import { keys } from "./keys.ts";
import { mainTrack } from "./library.ts";
import type { MaterialParts } from "./material-parts.ts";

export interface SoundFormat {
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly signal: AbortSignal;
}

/** Seconds of silence in one block before sound that starts late. */
const SILENT_BLOCK = 1;

/**
 * The sound of a version from its first frame's time to its last frame's end, or to its own. Nothing where it has none.
 * @throws CutstreamError `encoder_failed`, `blob_not_found`, `cancelled`
 */
export async function* decodeSoundtrack(
  { sampleRate, channels, signal }: SoundFormat,
  { version, blobs, transcoder }: MaterialParts,
): AsyncGenerator<Float32Array, void, undefined> {
  const { audio } = version;
  if (!audio) return;
  const { index, frameFlicks } = mainTrack(version);
  const seconds = flicksToSeconds(index.frameCount * frameFlicks);
  const start = Math.round((audio.index.startSample / audio.index.sampleRate) * sampleRate) * channels;
  let room = Math.round(seconds * sampleRate) * channels;
  for (let silent = Math.min(start, room); silent > 0; ) {
    const block = new Float32Array(Math.min(silent, SILENT_BLOCK * sampleRate * channels));
    silent -= block.length;
    room -= block.length;
    yield block;
  }
  if (room <= 0) return;
  let early = Math.max(0, -start);
  const media = segmentsOf(audio, version.id, blobs);
  for await (const block of transcoder.decodeSound({ media, sampleRate, channels, signal })) {
    const heard = block.subarray(Math.min(early, block.length)).subarray(0, room);
    early -= Math.min(early, block.length);
    room -= heard.length;
    if (heard.length > 0) yield heard;
    if (room === 0) return;
  }
}

/** An audio rendition as MP4: its init segment, and a media segment for each chunk. */
async function* segmentsOf(
  { index, offsets }: AudioTrack,
  version: string,
  blobs: BlobStore,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { rendition, sampleRate, channels, config, sizes, chunkStarts } = index;
  yield writeAudioInit({ timescale: sampleRate, sampleRate, channels, config });
  for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk++) {
    const [first = 0, end = 0] = [chunkStarts[chunk], chunkStarts[chunk + 1]];
    const header = mediaSegmentHeader({
      baseMediaDecodeTime: first * AAC_FRAME_SAMPLES,
      samples: { sizes: sizes.subarray(first, end), durations: AAC_FRAME_SAMPLES },
    });
    const bytes = (offsets[end] ?? 0) - (offsets[first] ?? 0);
    const range = { start: 0, end: bytes };
    yield concatBytes([header, await blobs.read(keys.chunk(version, rendition, chunk), range)]);
  }
}
