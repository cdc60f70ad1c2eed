import {
  type AudioIndex,
  AudioTrack,
  type FrameRange,
  type VideoIndex,
  VideoTrack,
  videoSegmentHeaderSize,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import { readDecodable } from "../library/decodable.ts";
import { keys } from "../library/keys.ts";
import type { SampleReader } from "../library/sample-reader.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";

export interface VerifyParts {
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  readonly samples: SampleReader;
  readonly signal: AbortSignal;
}

/**
 * Holds what was stored against its index: every chunk has the bytes that its samples add up to, and the first and
 * the last GOP decode to as many pictures as they have frames.
 * @throws CutstreamError `verification_failed`
 */
export async function verifyTracks(
  version: string,
  video: VideoIndex,
  audio: AudioIndex | null,
  parts: VerifyParts,
): Promise<void> {
  const track = new VideoTrack(video);
  await verifyVideoChunks(version, track, parts.blobs);
  if (audio) await verifyAudioChunks(version, new AudioTrack(audio), parts.blobs);
  const firstGop = { from: 0, to: track.keyAtOrAfter(1) };
  const lastGop = { from: track.keyAtOrBefore(video.frameCount - 1), to: video.frameCount };
  await verifyPictures(version, track, firstGop, parts);
  if (lastGop.from !== firstGop.from) await verifyPictures(version, track, lastGop, parts);
}

async function verifyVideoChunks(version: string, track: VideoTrack, blobs: BlobStore): Promise<void> {
  for (let chunk = 0; chunk + 1 < track.index.chunkStarts.length; chunk++) {
    const { start, end } = track.chunkRange(chunk);
    const expected = videoSegmentHeaderSize(end - start) + track.bytesBetween(start, end);
    await verifySize(blobs, keys.chunk(version, track.index.rendition, chunk), expected);
  }
}

async function verifyAudioChunks(
  version: string,
  { index, offsets }: AudioTrack,
  blobs: BlobStore,
): Promise<void> {
  for (let chunk = 0; chunk + 1 < index.chunkStarts.length; chunk++) {
    const [start = 0, end = 0] = [index.chunkStarts[chunk], index.chunkStarts[chunk + 1]];
    await verifySize(
      blobs,
      keys.chunk(version, index.rendition, chunk),
      (offsets[end] ?? 0) - (offsets[start] ?? 0),
    );
  }
}

async function verifySize(blobs: BlobStore, key: string, expected: number): Promise<void> {
  const size = await blobs.size(key);
  if (size !== expected)
    throw new CutstreamError(
      "verification_failed",
      `Blob ${key} has ${size} bytes, its samples ${expected}.`,
    );
}

/** Pictures are decoded at this size: whether they decode is what counts. */
const THUMB = { width: 32, height: 18, pixels: "gray" } as const;

async function verifyPictures(
  version: string,
  track: VideoTrack,
  gop: FrameRange,
  parts: VerifyParts,
): Promise<void> {
  const { media } = await readDecodable(version, track, [gop], parts.samples);
  let shown = 0;
  for await (const _ of parts.transcoder.decodePictures({ media, ...THUMB, signal: parts.signal })) shown++;
  if (shown !== gop.to - gop.from) {
    throw new CutstreamError(
      "verification_failed",
      `Frames ${gop.from} to ${gop.to} decode to ${shown} pictures.`,
    );
  }
}
