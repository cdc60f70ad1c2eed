import {
  concatBytes,
  decodingRuns,
  type FrameRange,
  mediaSegmentHeader,
  ORIGIN_TICKS,
  type VideoTrack,
} from "@cutstream/media";
import type { Picture, PictureFormat } from "../seams/analyser.ts";
import type { MaterialParts } from "./material-parts.ts";
import { initOf, trackFor, wrongCount } from "./material-pictures.ts";
import type { ReadSamples } from "./sample-reader.ts";

/** Frames that one run of ffmpeg makes: its start costs as much as decoding a GOP or two. */
const FRAMES_A_RUN = 48;

/**
 * Some frames of a version. Of each GOP that holds some, the samples up to the last of them are decoded, without those
 * that nothing wanted refers to; the GOPs of some dozens of frames go through one decoder.
 * @param frames ascending. @throws RangeError where they are not, or not in the video.
 * @throws CutstreamError `encoder_failed`, `blob_not_found`, `cancelled`
 */
export async function* decodeStills(
  frames: readonly number[],
  format: PictureFormat,
  signal: AbortSignal,
  parts: MaterialParts,
): AsyncGenerator<Picture, void, undefined> {
  const track = trackFor(parts.version, format);
  assertAscending(frames, track.index.frameCount);
  for (let at = 0; at < frames.length; at += FRAMES_A_RUN)
    yield* decodeRun(frames.slice(at, at + FRAMES_A_RUN), track, format, signal, parts);
}

async function* decodeRun(
  frames: readonly number[],
  track: VideoTrack,
  format: PictureFormat,
  signal: AbortSignal,
  { version, samples, transcoder }: MaterialParts,
): AsyncGenerator<Picture, void, undefined> {
  const { frameTicks } = track.index;
  const gops = async function* () {
    yield initOf(track);
    for (const range of rangesByGop(frames, track)) {
      const read = await samples.video(version.id, track, decodingRuns(track, range));
      yield concatBytes([headerOf(read, track), ...read.data]);
    }
  };
  const times = frames.map((frame) => ORIGIN_TICKS + frame * frameTicks);
  let made = 0;
  for await (const data of transcoder.decodePictures({ ...format, media: gops(), times, signal })) {
    const frame = frames[made++];
    if (frame !== undefined) yield { frame, data };
  }
  if (made !== frames.length) throw wrongCount(made, frames.length, version);
}

/**
 * What precedes samples of one GOP, shown at the times that they have in the source. They are decoded early enough for
 * no composition offset to be negative: ffmpeg moves the times of all samples where it meets one.
 */
function headerOf({ frames, sizes, sync }: ReadSamples, { index, reorderDelay }: VideoTrack): Uint8Array {
  const { frameTicks } = index;
  const start = (frames[0] ?? 0) - reorderDelay;
  return mediaSegmentHeader({
    baseMediaDecodeTime: ORIGIN_TICKS + start * frameTicks,
    samples: {
      sizes,
      sync,
      durations: frameTicks,
      compositionOffsets: frames.map((frame, place) => (frame - start - place) * frameTicks),
    },
  });
}

/** From the first to the last frame wanted of each GOP. */
function rangesByGop(frames: readonly number[], track: VideoTrack): FrameRange[] {
  const byGop = Map.groupBy(frames, (frame) => track.keyAtOrBefore(frame));
  return [...byGop.values()].map((wanted) => ({ from: wanted[0] ?? 0, to: (wanted.at(-1) ?? 0) + 1 }));
}

function assertAscending(frames: readonly number[], frameCount: number): void {
  frames.forEach((frame, n) => {
    if (Number.isInteger(frame) && frame > (frames[n - 1] ?? -1) && frame < frameCount) return;
    throw new RangeError(`Frame ${frame} is out of order, or none of ${frameCount}.`);
  });
}
