import { FRAME_SECONDS, type HeardFrame, hearFrames } from "./loudness.ts";

/** Sound without its silence, and where each second of it comes from. */
export interface VoicedSound {
  readonly sound: AsyncIterable<Float32Array>;
  /** The second of the whole sound that a second of the voiced one comes from. Known once it was given. */
  toWhole(seconds: number): number;
}

/** Frames that are looked at together, of which so many must be loud: a click is no speech. */
const ONSET = { of: 10, loud: 5 };
/** Frames kept before an onset is known, and after the last one: plosives start quietly, words end so. */
const BEFORE = 25;
const AFTER = 30;
/** Frames given at a time. */
const BATCH = 25;

/** From a second of the voiced sound on, the whole sound is so far ahead. */
interface Jump {
  readonly voiced: number;
  readonly whole: number;
}

/**
 * Leaves out the parts of a sound in which nobody can be speaking, at any level of recording, and brings the rest to
 * one level. Pauses of a second or less stay, so that recognisers hear where sentences end.
 */
export function keepVoiced(sound: AsyncIterable<Float32Array>, sampleRate: number): VoicedSound {
  const jumps: Jump[] = [];
  return {
    sound: gather(voicedFrames(hearFrames(sound, sampleRate), jumps)),
    toWhole(seconds) {
      const jump = jumps.findLast(({ voiced }) => voiced <= seconds) ?? { voiced: 0, whole: 0 };
      return jump.whole + seconds - jump.voiced;
    },
  };
}

async function* voicedFrames(
  frames: AsyncIterable<HeardFrame>,
  jumps: Jump[],
): AsyncGenerator<Float32Array, void, undefined> {
  const waiting: { readonly samples: Float32Array; readonly index: number; keep: boolean }[] = [];
  const recent: boolean[] = [];
  let keepUntil = -1;
  let given = 0;
  let last = -2;
  const give = function* (left: number): Generator<Float32Array, void, undefined> {
    while (waiting.length > left) {
      const frame = waiting.shift();
      if (!frame?.keep) continue;
      if (frame.index !== last + 1)
        jumps.push({ voiced: given * FRAME_SECONDS, whole: frame.index * FRAME_SECONDS });
      last = frame.index;
      given++;
      yield frame.samples;
    }
  };
  let index = 0;
  for await (const { samples, loud } of frames) {
    recent.push(loud);
    if (recent.length > ONSET.of) recent.shift();
    if (recent.filter(Boolean).length >= ONSET.loud) {
      keepUntil = index + AFTER;
      for (const frame of waiting) frame.keep = true;
    }
    waiting.push({ samples, index, keep: index <= keepUntil });
    yield* give(BEFORE);
    index++;
  }
  yield* give(0);
}

async function* gather(frames: AsyncIterable<Float32Array>): AsyncGenerator<Float32Array, void, undefined> {
  let batch: Float32Array[] = [];
  for await (const frame of frames) {
    batch.push(frame);
    if (batch.length < BATCH) continue;
    yield joined(batch);
    batch = [];
  }
  if (batch.length > 0) yield joined(batch);
}

function joined(frames: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(frames.reduce((length, frame) => length + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}
