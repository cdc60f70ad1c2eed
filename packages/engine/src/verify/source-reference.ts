import { flicksToSeconds, parseInit } from "@cutstream/media";
import type { Transcoder } from "../seams/transcoder.ts";
import { parseMediaPath } from "../stream/address/media-path.ts";
import {
  type ClientSegment,
  download,
  type Fetch,
  openPresentation,
  type Presentation,
} from "./hls-client.ts";

/** Pictures are compared at this size: enough to tell frames apart, quick to decode. */
export const PICTURE = { width: 96, height: 54, pixels: "gray" } as const;

/** Samples a second at which sound is compared: 0.125 ms apart. */
export const SOUND_RATE = 8000;

/** A source's own pictures and sound, from its whole, uncut stream. */
export interface SourceReference {
  /** Luma of source frames `[from, to)`, by number. */
  pictures(from: number, to: number): Promise<ReadonlyMap<number, Uint8Array>>;
  /** Mono sound from `start` to `end` seconds after the first frame, and when exactly its first sample sounds. */
  sound(
    start: number,
    end: number,
  ): Promise<{ readonly samples: Float32Array; readonly start: number } | undefined>;
}

/** Opens the reference of a source, whose frames are taken to be `frameRate` a second. */
export async function openReference(
  url: string,
  frameRate: number,
  fetch: Fetch,
  transcoder: Transcoder,
): Promise<SourceReference> {
  const presentation: Presentation = await openPresentation(url, fetch);
  const video = timed(presentation.video.flat());
  const audio = timed((presentation.audio ?? []).flat());
  const decoded = new Map<string, Promise<Uint8Array[]>>();

  const picturesOf = (segment: ClientSegment): Promise<Uint8Array[]> => {
    const known = decoded.get(segment.url);
    if (known) return known;
    const made = download([segment], fetch).then((media) =>
      Array.fromAsync(transcoder.decodePictures({ media, ...PICTURE })),
    );
    decoded.set(segment.url, made);
    return made;
  };

  return {
    async pictures(from, to) {
      const found = new Map<number, Uint8Array>();
      for (const { segment, start, end } of video) {
        const first = Math.round(start * frameRate);
        if (Math.round(end * frameRate) <= from || first >= to) continue;
        (await picturesOf(segment)).forEach((luma, n) => {
          if (first + n >= from && first + n < to) found.set(first + n, luma);
        });
      }
      return found;
    },

    async sound(start, end) {
      const wanted = audio.filter((timed) => timed.end > start && timed.start < end);
      const [first] = wanted;
      if (!first) return undefined;
      const media = await download(
        wanted.map(({ segment }) => segment),
        fetch,
      );
      const samples = await decodeMono(media, transcoder);
      return { samples, start: first.start - stampedLate(first.segment.url, media) };
    },
  };
}

/** The mono sound of some media, whole. */
export async function decodeMono(media: Uint8Array, transcoder: Transcoder): Promise<Float32Array> {
  const blocks = await Array.fromAsync(transcoder.decodeSound({ media, sampleRate: SOUND_RATE }));
  const samples = new Float32Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    samples.set(block, at);
    at += block.length;
  }
  return samples;
}

interface TimedSegment {
  readonly segment: ClientSegment;
  /** Seconds from the start of the stream. */
  readonly start: number;
  readonly end: number;
}

function timed(segments: readonly ClientSegment[]): TimedSegment[] {
  let flicks = 0;
  return segments.map((segment) => {
    const start = flicksToSeconds(flicks);
    flicks += segment.duration;
    return { segment, start, end: flicksToSeconds(flicks) };
  });
}

/** Seconds by which a segment's sound is stamped later than it stands in its source: the grid shift in its URL. */
function stampedLate(url: string, media: Uint8Array): number {
  const path = parseMediaPath(url.replace(/^.*\/m\//, ""));
  const timescale = parseInit(media).tracks[0]?.timescale;
  return path?.kind === "audio" && timescale ? path.shift / timescale : 0;
}
