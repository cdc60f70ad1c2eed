import { VIDEO_TIMESCALE, type VideoTrack, writeVideoInit } from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type { Picture, PictureFormat } from "../seams/analyser.ts";
import { keys } from "./keys.ts";
import { type LibraryVersion, mainTrack } from "./library.ts";
import type { MaterialParts } from "./material-parts.ts";

/**
 * Every frame of a version in order, through one decoder.
 * @throws CutstreamError `encoder_failed` where there are not as many pictures as frames, `blob_not_found`, `cancelled`
 */
export async function* decodeAll(
  format: PictureFormat,
  signal: AbortSignal,
  { version, blobs, transcoder }: MaterialParts,
): AsyncGenerator<Picture, void, undefined> {
  const track = trackFor(version, format);
  const { rendition, chunkStarts, frameCount } = track.index;
  const chunks = async function* () {
    yield initOf(track);
    for (let chunk = 0; chunk + 1 < chunkStarts.length; chunk++)
      yield await blobs.read(keys.chunk(version.id, rendition, chunk));
  };
  let frame = 0;
  for await (const data of transcoder.decodePictures({ ...format, media: chunks(), signal }))
    yield { frame: frame++, data };
  if (frame !== frameCount) throw wrongCount(frame, frameCount, version);
}

/** The smallest rendition that needs no enlarging for this format, else the main one. */
export function trackFor(version: LibraryVersion, { width, height }: PictureFormat): VideoTrack {
  const enough = version.video.filter(({ index }) => index.width >= width && index.height >= height);
  return enough.at(-1) ?? mainTrack(version);
}

/** The init segment with which a decoder reads samples of a rendition. */
export function initOf({ index: { width, height, avcC } }: VideoTrack): Uint8Array {
  return writeVideoInit({ timescale: VIDEO_TIMESCALE, width, height, avcC });
}

/** The error of a decoder that left pictures out or made some up: their numbers would be wrong from there on. */
export function wrongCount(made: number, expected: number, { id }: LibraryVersion): CutstreamError {
  const message = `ffmpeg made ${made} pictures of ${expected} frames of version ${id}.`;
  return new CutstreamError("encoder_failed", message);
}
