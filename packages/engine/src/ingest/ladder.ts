import { createWriteStream } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  encodeIndex,
  FLICKS_PER_TICK,
  flicksToSeconds,
  VIDEO_TIMESCALE,
  type VideoTrack,
  writeVideoInit,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import { type Library, type LibraryVersion, mainTrack } from "../library/library.ts";
import { createSampleReader } from "../library/sample-reader.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { even } from "./decide.ts";
import { withHeadSets } from "./head-sets.ts";
import { indexTracks } from "./index-tracks.ts";
import { verifyTracks } from "./verify.ts";

export interface LadderParts {
  readonly blobs: BlobStore;
  readonly library: Library;
  readonly transcoder: Transcoder;
  /** File that the main rendition is put together in, while it is encoded. */
  readonly scratch: string;
  readonly signal: AbortSignal;
  readonly report: (stage: string, done: number) => void;
}

/**
 * Adds smaller video renditions to a version, each visible as soon as it is whole. They are made of the main
 * rendition, frame for frame and with its key frames, so that a plan fits them all.
 * @param heights of the renditions wanted; those that exist or are not smaller than the source are left out.
 */
export async function buildLadder(
  version: string,
  heights: readonly number[],
  parts: LadderParts,
): Promise<void> {
  const { library, scratch } = parts;
  const found = await library.version(version);
  const { height: top } = mainTrack(found).index;
  const exists = new Set(found.video.map(({ index }) => index.height));
  const wanted = [...new Set(heights.map(even))]
    .filter((height) => height < top && !exists.has(height))
    .sort((a, b) => b - a);
  if (wanted.length === 0) return;
  try {
    await assemble(found, parts);
    for (const height of wanted) {
      await encodeRung(found, height, parts);
      library.forget(version);
    }
  } finally {
    await rm(scratch, { force: true });
  }
}

/** Puts the main rendition together as one file that ffmpeg reads. */
async function assemble(found: LibraryVersion, { blobs, scratch, signal }: LadderParts): Promise<void> {
  const { index } = mainTrack(found);
  await mkdir(dirname(scratch), { recursive: true });
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    yield writeVideoInit({
      timescale: VIDEO_TIMESCALE,
      width: index.width,
      height: index.height,
      avcC: index.avcC,
    });
    for (let chunk = 0; chunk + 1 < index.chunkStarts.length; chunk++)
      yield await blobs.read(keys.chunk(found.id, index.rendition, chunk));
  };
  await pipeline(Readable.from(pieces()), createWriteStream(scratch), { signal });
}

async function encodeRung(found: LibraryVersion, height: number, parts: LadderParts): Promise<void> {
  const { blobs, transcoder, scratch, signal, report } = parts;
  const main = mainTrack(found);
  const { index, keys: keyFrames } = main;
  const duration = flicksToSeconds(index.frameCount * main.frameFlicks);
  const probe = await transcoder.probe(scratch, signal);
  const rendition = `v${height}`;
  const stage = `encode ${rendition}`;
  const { video } = await indexTracks(
    {
      version: found.id,
      frameRate: index.frameRate,
      nameVideo: () => rendition,
      longestGop: Number.POSITIVE_INFINITY,
      normalise: {
        path: scratch,
        probe: { ...probe, audio: null },
        video: {
          kind: "encode",
          width: even((index.width * height) / index.height),
          height,
          frameRate: index.frameRate,
          keyFrames: Array.from(keyFrames.subarray(0, -1), (frame) =>
            flicksToSeconds(frame * index.frameTicks * FLICKS_PER_TICK),
          ),
          maxBitRate: bitRateFor(main, height),
          deinterlace: false,
          toneMap: false,
        },
        audio: { kind: "none" },
        signal,
        onProgress: (seconds) => report(stage, Math.min(1, seconds / duration)),
      },
    },
    transcoder,
    blobs,
  );
  const samples = createSampleReader(blobs);
  const whole = await withHeadSets(video, found.id, { transcoder, samples, signal });
  await verifyTracks(found.id, whole, null, { blobs, transcoder, samples, signal });
  assertAligned(found, whole);
  await blobs.put(keys.index(found.id, rendition), encodeIndex(whole));
}

/** Smaller pictures need less, though not in proportion to their area. */
const AREA_EXPONENT = 0.75;

/** Room for busy stretches, over the mean. */
const PEAK = 1.5;

/** Share of the main rendition's rate that no rung goes beyond: players would have no reason to choose it. */
const MOST_OF_MAIN = 0.9;

/** Bits a second that a rung of this height may take, so that it is cheaper than the main rendition. */
function bitRateFor({ index, offsets, frameFlicks }: VideoTrack, height: number): number {
  const mean = (8 * (offsets.at(-1) ?? 0)) / flicksToSeconds(index.frameCount * frameFlicks);
  const area = (height / index.height) ** 2;
  return mean * Math.min(MOST_OF_MAIN, PEAK * area ** AREA_EXPONENT);
}

/** A rendition with other frames, key frames or chunks than the main one would break plans made on that. */
function assertAligned(
  found: LibraryVersion,
  rung: Parameters<typeof encodeIndex>[0] & { kind: "video" },
): void {
  const { index, keys: keyFrames } = mainTrack(found);
  const rungKeys = [...rung.flags.keys()].filter((sample) => (rung.flags[sample] ?? 0) & 1);
  const aligned =
    rung.frameCount === index.frameCount &&
    rungKeys.length === keyFrames.length - 1 &&
    rungKeys.every((frame, n) => frame === keyFrames[n]);
  if (aligned) return;
  const message = `${rung.rendition} has ${rung.frameCount} frames and ${rungKeys.length} key frames, ${index.rendition} ${index.frameCount} and ${keyFrames.length - 1}.`;
  throw new CutstreamError("verification_failed", message);
}
