import { AAC_FRAME_SAMPLES } from "@cutstream/media";
import type { MixPath } from "../address/mix-path.ts";

/** Samples a second, and channels, of everything that is mixed. */
export const MIX_RATE = 48_000;
export const MIX_CHANNELS = 2;

/**
 * AAC frames of sound around a segment that are encoded with it and left out: each frame overlaps the one before, and
 * an encoder looks ahead. With them, segments that were encoded each by itself join as if they had been encoded as one.
 */
export const FRAMES_BEFORE = 8;
export const FRAMES_AFTER = 3;

/** Mean square above which the clips' own sound counts as heard: -40 dB of full scale. */
const HEARD = 1e-4;
/** AAC frames (21 ms) before sound at which music begins to sink, and for which it stays low after. */
const AHEAD = 4;
const HOLD = 20;
/** Half the AAC frames in which it sinks and rises. */
const RAMP = 8;

/** AAC frames of a clip's own sound, before and after what is mixed, that tell how low the music is. */
export const HEARD_BEFORE = HOLD + RAMP;
export const HEARD_AFTER = AHEAD + RAMP + 1;

/** Interleaved samples of two channels, and the place of the first of them: 0 is the segment's first. */
export interface PlacedSound {
  readonly samples: Float32Array;
  readonly first: number;
}

/**
 * Mixes the sound of a segment with what is encoded around it: from {@link FRAMES_BEFORE} frames before its first to
 * {@link FRAMES_AFTER} after its last. Every sample depends on its place alone, not on where segments begin, so what
 * two segments share is the same in both.
 * @param bed as long as the result.
 * @param own longer by {@link HEARD_BEFORE} and {@link HEARD_AFTER} frames where music ducks; null: music alone.
 */
export function mixSound(path: MixPath, bed: PlacedSound, own: PlacedSound | null): Float32Array {
  const { count, gain, duck } = path;
  const first = -FRAMES_BEFORE * AAC_FRAME_SAMPLES;
  const length = (FRAMES_BEFORE + count + FRAMES_AFTER) * AAC_FRAME_SAMPLES;
  const depths = own && duck > 0 ? duckDepths(own, -FRAMES_BEFORE, count + FRAMES_AFTER) : null;
  const level = 10 ** (gain / 2000);
  const mixed = new Float32Array(length * MIX_CHANNELS);
  for (let n = 0; n < length; n++) {
    let factor = level * fadeAt(path, first + n);
    if (depths) {
      const frame = Math.floor(n / AAC_FRAME_SAMPLES);
      const part = n / AAC_FRAME_SAMPLES - frame;
      const depth = (depths[frame] ?? 0) * (1 - part) + (depths[frame + 1] ?? 0) * part;
      factor *= 10 ** ((-duck * depth) / 2000);
    }
    for (let channel = 0; channel < MIX_CHANNELS; channel++) {
      const music = bed.samples[(first + n - bed.first) * MIX_CHANNELS + channel] ?? 0;
      const heard = own?.samples[(first + n - own.first) * MIX_CHANNELS + channel] ?? 0;
      mixed[n * MIX_CHANNELS + channel] = heard + music * factor;
    }
  }
  return mixed;
}

/** Loudness of the music at a sample of the segment, as a factor: a straight line from silence and back to it. */
function fadeAt({ at, fadeIn, fadeOut }: MixPath, sample: number): number {
  const rising = fadeIn > 0 ? clamp((at + sample) / fadeIn) : 1;
  const falling = fadeOut.over > 0 ? clamp((fadeOut.left - sample) / fadeOut.over) : 1;
  return rising * falling;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** How far the music has sunk, 0 to 1, where each of the frames `[from, to]` begins. */
function duckDepths(own: PlacedSound, from: number, to: number): number[] {
  const heard = (frame: number): boolean => {
    const start = (frame * AAC_FRAME_SAMPLES - own.first) * MIX_CHANNELS;
    const part = own.samples.subarray(
      Math.max(0, start),
      Math.max(0, start + AAC_FRAME_SAMPLES * MIX_CHANNELS),
    );
    return part.reduce((sum, sample) => sum + sample * sample, 0) > HEARD * AAC_FRAME_SAMPLES * MIX_CHANNELS;
  };
  const loud = new Map<number, boolean>();
  for (let frame = from - HEARD_BEFORE; frame <= to + HEARD_AFTER; frame++) loud.set(frame, heard(frame));
  const low = (frame: number): boolean => {
    for (let near = frame - HOLD; near <= frame + AHEAD; near++) if (loud.get(near)) return true;
    return false;
  };
  return Array.from({ length: to - from + 1 }, (_, n) => {
    let sunk = 0;
    for (let frame = from + n - RAMP; frame < from + n + RAMP; frame++) if (low(frame)) sunk++;
    return sunk / (2 * RAMP);
  });
}
