/** A stretch of sound, and the second that it starts at. */
export interface SoundPart {
  readonly start: number;
  readonly samples: Float32Array;
}

/** Seconds over which loudness is taken to find where nobody speaks. */
const WINDOW = 0.2;

/**
 * Divides sound into parts of at most so many seconds, one following the other without overlap, each ending where the
 * last third of what it may hold is quietest. A recogniser with a limit works through them one by one.
 */
export async function* splitAtSilence(
  sound: AsyncIterable<Float32Array>,
  sampleRate: number,
  maxSeconds: number,
): AsyncGenerator<SoundPart, void, undefined> {
  const most = Math.round(maxSeconds * sampleRate);
  const buffer = new Float32Array(most);
  let filled = 0;
  let given = 0;
  for await (const samples of sound) {
    for (let at = 0; at < samples.length; ) {
      const taken = samples.subarray(at, at + most - filled);
      buffer.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < most) continue;
      const end = quietest(buffer, Math.round((most * 2) / 3), Math.round(WINDOW * sampleRate));
      yield { start: given / sampleRate, samples: buffer.slice(0, end) };
      buffer.copyWithin(0, end);
      filled -= end;
      given += end;
    }
  }
  if (filled > 0) yield { start: given / sampleRate, samples: buffer.slice(0, filled) };
}

/** The middle of the quietest window that starts at this sample or later. */
function quietest(samples: Float32Array, from: number, window: number): number {
  const power = (at: number): number => (samples[at] ?? 0) ** 2;
  let sum = 0;
  for (let at = from; at < from + window; at++) sum += power(at);
  let [least, best] = [sum, from];
  for (let at = from; at + window < samples.length; at++) {
    sum += power(at + window) - power(at);
    if (sum < least) [least, best] = [sum, at + 1];
  }
  return best + Math.floor(window / 2);
}
