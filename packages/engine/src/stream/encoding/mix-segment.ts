import {
  AAC_FRAME_SAMPLES,
  type AudioTrack,
  concatBytes,
  mediaSegmentHeader,
  parseInit,
  parseMediaSegment,
  writeAudioInit,
} from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import type { Library } from "../../library/library.ts";
import type { SampleReader } from "../../library/sample-reader.ts";
import type { Transcoder, Urgency } from "../../seams/transcoder.ts";
import type { MixPath } from "../address/mix-path.ts";
import {
  FRAMES_AFTER,
  FRAMES_BEFORE,
  HEARD_AFTER,
  HEARD_BEFORE,
  MIX_CHANNELS,
  MIX_RATE,
  mixSound,
  type PlacedSound,
} from "./mix-sound.ts";

export interface MixParts {
  readonly library: Library;
  readonly samples: SampleReader;
  readonly transcoder: Transcoder;
}

/** AAC frames: their sizes, and their bytes one after the other. */
export interface EncodedSound {
  readonly sizes: readonly number[];
  readonly data: Uint8Array;
}

/** AAC frames that ffmpeg's encoder puts before the first: its delay. */
const PRIMING_FRAMES = 1;
/** AAC frames decoded before what is wanted, since each overlaps the one before, and after it for the resampler. */
const MARGIN = 2;

/** How it is to be done. */
interface Work {
  readonly urgency: Urgency;
  readonly signal: AbortSignal;
}

/**
 * Decodes, mixes and encodes the sound of a segment.
 * @throws CutstreamError `media_not_found`, `encoder_failed`, `encoder_missing`, `cancelled`
 */
export async function encodeMix(path: MixPath, parts: MixParts, work: Work): Promise<EncodedSound> {
  const { count, own, duck } = path;
  const first = -FRAMES_BEFORE * AAC_FRAME_SAMPLES;
  const length = (FRAMES_BEFORE + count + FRAMES_AFTER) * AAC_FRAME_SAMPLES;
  const [before, after] = duck > 0 ? [HEARD_BEFORE, HEARD_AFTER] : [0, 0];
  const ownSound = async (): Promise<PlacedSound | null> => {
    if (!own) return null;
    const track = await parts.library.audioTrack(own.version, own.rendition);
    const start = first - before * AAC_FRAME_SAMPLES;
    const range = { start: own.at + start, count: length + (before + after) * AAC_FRAME_SAMPLES };
    return { samples: await decodeRange(own.version, track, range, parts, work), first: start };
  };
  const [bed, heard] = await Promise.all([decodeBed(path, first, length, parts, work), ownSound()]);
  const encoded = await parts.transcoder.encodeSound({
    samples: mixSound(path, { samples: bed, first }, heard),
    sampleRate: MIX_RATE,
    channels: MIX_CHANNELS,
    ...work,
  });
  return takeFrames(encoded, PRIMING_FRAMES + FRAMES_BEFORE, count);
}

/** The music of samples `[first, first + length)` of a segment; silence before it begins and where it is over. */
async function decodeBed(
  { music, at }: MixPath,
  first: number,
  length: number,
  parts: MixParts,
  work: Work,
): Promise<Float32Array> {
  const track = await parts.library.audioTrack(music.version, music.rendition);
  const { startSample, sampleRate } = track.index;
  const place = (frame: number) =>
    Math.round(((startSample + frame * AAC_FRAME_SAMPLES) * MIX_RATE) / sampleRate);
  const [zero, end] = [place(music.from), place(music.to)];
  const whole = end - zero;
  const bed = new Float32Array(length * MIX_CHANNELS);
  for (let done = 0; done < length; ) {
    const position = at + first + done;
    const within = music.loop ? ((position % whole) + whole) % whole : position;
    if (within < 0) {
      done -= within;
      continue;
    }
    const count = Math.min(length - done, whole - within);
    if (count <= 0) break;
    const range = { start: zero + within, count };
    bed.set(await decodeRange(music.version, track, range, parts, work), done * MIX_CHANNELS);
    done += count;
  }
  return bed;
}

/** Samples `[start, start + count)` of a rendition at {@link MIX_RATE}, counted from its source's first picture. */
async function decodeRange(
  version: string,
  track: AudioTrack,
  { start, count }: { readonly start: number; readonly count: number },
  { samples, transcoder }: MixParts,
  work: Work,
): Promise<Float32Array> {
  const { sampleRate, startSample, channels, config } = track.index;
  const frameAt = (sample: number) =>
    Math.floor(((sample * sampleRate) / MIX_RATE - startSample) / AAC_FRAME_SAMPLES);
  const from = frameAt(start) - MARGIN;
  const frames = frameAt(start + count) + 1 + MARGIN - from;
  const skipped = start - Math.round(((startSample + from * AAC_FRAME_SAMPLES) * MIX_RATE) / sampleRate);
  const { sizes, data } = await samples.audio(version, track, from, frames);
  const header = mediaSegmentHeader({
    baseMediaDecodeTime: 0,
    samples: { sizes, durations: AAC_FRAME_SAMPLES },
  });
  const init = writeAudioInit({ timescale: sampleRate, sampleRate, channels, config });
  const media = concatBytes([init, header, ...data]);
  const mono = channels === 1;
  const wanted = new Float32Array(count * MIX_CHANNELS);
  let place = -skipped;
  const decoded = transcoder.decodeSound({ media, sampleRate: MIX_RATE, channels: mono ? 1 : 2, ...work });
  for await (const block of decoded) {
    const perSample = mono ? 1 : MIX_CHANNELS;
    for (let n = 0; n < block.length / perSample; n++, place++) {
      if (place < 0 || place >= count) continue;
      wanted[place * MIX_CHANNELS] = block[n * perSample] ?? 0;
      wanted[place * MIX_CHANNELS + 1] = block[n * perSample + perSample - 1] ?? 0;
    }
  }
  return wanted;
}

/** Frames `[first, first + count)` of those that an encoder wrote. */
function takeFrames(encoded: Uint8Array, first: number, count: number): EncodedSound {
  const defaults = new Map(parseInit(encoded).tracks.map(({ id, defaults }) => [id, defaults]));
  const found = parseMediaSegment(encoded, defaults).flatMap(({ tracks: [track] }) => track?.samples ?? []);
  const taken = found.slice(first, first + count);
  if (taken.length < count) {
    const message = `The encoder gave ${found.length} AAC frames where ${first + count} were due.`;
    throw new CutstreamError("encoder_failed", message);
  }
  return {
    sizes: taken.map(({ size }) => size),
    data: concatBytes(taken.map(({ offset, size }) => encoded.subarray(offset, offset + size))),
  };
}
