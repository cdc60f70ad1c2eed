import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type AudioTrack,
  parseAudioSpecificConfig,
  VIDEO_TIMESCALE,
  type VideoTrack,
  writeAdtsHeader,
  writeVideoInit,
} from "@cutstream/media";
import { keys } from "../../packages/engine/src/library/keys.ts";
import type { BlobStore } from "../../packages/engine/src/seams/blob-store.ts";

/** Puts a video rendition of a version together as one MP4 file: its init segment and all its chunks. */
export async function writeVideoFile(
  blobs: BlobStore,
  version: string,
  { index }: VideoTrack,
  path: string,
): Promise<void> {
  const { rendition, width, height, avcC, chunkStarts } = index;
  const pieces = async function* () {
    yield writeVideoInit({ timescale: VIDEO_TIMESCALE, width, height, avcC });
    for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk++)
      yield await blobs.read(keys.chunk(version, rendition, chunk));
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
}

/** Puts the audio rendition of a version together as an ADTS file, whose first sample is that of AAC frame 0. */
export async function writeAudioFile(
  blobs: BlobStore,
  version: string,
  { index, offsets }: AudioTrack,
  path: string,
): Promise<void> {
  const { rendition, config, sizes, chunkStarts } = index;
  const { objectType, sampleRate, channelConfig } = parseAudioSpecificConfig(config);
  const pieces = async function* () {
    for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk++) {
      const bytes = await blobs.read(keys.chunk(version, rendition, chunk));
      const [start = 0, end = 0] = [chunkStarts[chunk], chunkStarts[chunk + 1]];
      for (let frame = start; frame < end; frame++) {
        const at = offsets[frame]! - offsets[start]!;
        const payload = bytes.subarray(at, at + sizes[frame]!);
        yield writeAdtsHeader({ objectType, sampleRate, channelConfig }, payload.length);
        yield payload;
      }
    }
  };
  await pipeline(Readable.from(pieces()), createWriteStream(path));
}
