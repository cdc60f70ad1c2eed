/**
 * A sound from which the time in its source can be read, within a fraction of a millisecond, from any 40 to 100 ms.
 *
 * Two tones at once, the same in every channel:
 * - the **chirp** rises from 1500 to 7500 Hz in ten seconds and starts over: pitch is time modulo ten seconds;
 *   1 ms is 0.6 Hz. Dividing a window by a chirp of the same slope leaves one steady tone, whose pitch over 40 ms can
 *   be told to a few hundredths of a hertz even after AAC;
 * - the **pilot** is steady, 400 Hz + 50 Hz for each number of the source.
 *
 * Both stay below 8 kHz, which lossy coders keep at any sane rate, and need a sample rate of 16 kHz or more.
 */

/** Times are known modulo this many seconds. */
export const AUDIO_CODE_PERIOD = 10;
const CHIRP_LOW = 1500;
const CHIRP_HIGH = 7500;
const CHIRP_SLOPE = (CHIRP_HIGH - CHIRP_LOW) / AUDIO_CODE_PERIOD;
const CHIRP_LEVEL = 0.35;
const PILOT_LOW = 400;
const PILOT_STEP = 50;
const PILOTS = 16;
const PILOT_LEVEL = 0.12;
/** Least part of the window's power in the chirp: halfway across a join, half the amplitude leaves 0.22. */
const MIN_CHIRP = 0.15;
/** Least part of the window's power in the pilot, of which there is a tenth as much. */
const MIN_PILOT = 0.012;

/** Windows with a smaller mean square are silent. */
const SILENCE = 1e-7;

/** What a window of sound says about itself. */
export interface AudioTime {
  /** Source time of the first sample of the window, in seconds, modulo {@link AUDIO_CODE_PERIOD}. */
  readonly seconds: number;
  /** Source, 0 to 15. */
  readonly source: number;
  /** Part of the window's power that is the chirp read, 0 to 1: about 0.9 in clean sound, 0.2 amid a join. */
  readonly purity: number;
}

/** `count` samples of the code of `source`, from sample `first` on. */
export function audioCodeSamples(
  source: number,
  sampleRate: number,
  first: number,
  count: number,
): Float32Array {
  const samples = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const time = (first + i) / sampleRate;
    const inPeriod = time % AUDIO_CODE_PERIOD;
    const chirp = Math.sin(2 * Math.PI * (CHIRP_LOW * inPeriod + (CHIRP_SLOPE / 2) * inPeriod * inPeriod));
    const pilot = Math.sin(2 * Math.PI * (PILOT_LOW + PILOT_STEP * source) * time);
    samples[i] = CHIRP_LEVEL * chirp + PILOT_LEVEL * pilot;
  }
  return samples;
}

/**
 * Reads the time of a window of mono sound; 40 to 100 ms is meant. Across a join it tells the longer side's time,
 * carried on to the start of the window.
 * @returns undefined where the window is silent, shorter than 20 ms, or not mostly this code.
 */
export function decodeAudioTime(samples: Float32Array, sampleRate: number): AudioTime | undefined {
  const count = samples.length;
  if (count < sampleRate * 0.02) return undefined;
  const centre = (count - 1) / 2;

  const { hann, re, im } = windowTables(count, sampleRate);
  let power = 0;
  const tone = new Float64Array(count * 2);
  const steady = new Float64Array(count * 2);
  for (let i = 0; i < count; i++) {
    const value = samples[i]! * hann[i]!;
    power += value * value;
    tone[2 * i] = value * re[i]!;
    tone[2 * i + 1] = value * im[i]!;
    steady[2 * i] = value;
  }
  if (power / count < SILENCE) return undefined;

  const margin = CHIRP_SLOPE * (count / sampleRate);
  const chirp = peak(tone, sampleRate, CHIRP_LOW - margin, CHIRP_HIGH + margin);
  // A sine of power P under Hann's window peaks at P N^2 / 8 and leaves P N 3/8 in the window.
  const part = (peak: Peak) => Math.min(1, (3 * peak.power) / (count * power));
  const pilot = peak(steady, sampleRate, PILOT_LOW - PILOT_STEP / 2, PILOT_LOW + PILOT_STEP * (PILOTS - 0.5));
  // a pilot a hair below the lowest rounds to minus zero, which is no number of a source
  const source = Math.round((pilot.frequency - PILOT_LOW) / PILOT_STEP) + 0;
  if (part(chirp) < MIN_CHIRP || part(pilot) < MIN_PILOT || source < 0 || source >= PILOTS) return undefined;
  const seconds = (chirp.frequency - CHIRP_LOW) / CHIRP_SLOPE - centre / sampleRate;
  return { seconds: modulo(seconds, AUDIO_CODE_PERIOD), source, purity: part(chirp) };
}

interface WindowTables {
  readonly hann: Float64Array;
  /** A chirp that falls as fast as the code's rises. */
  readonly re: Float64Array;
  readonly im: Float64Array;
}

const tables = new Map<string, WindowTables>();

/** What every window of one length is multiplied by. */
function windowTables(count: number, sampleRate: number): WindowTables {
  const key = `${count} ${sampleRate}`;
  const known = tables.get(key);
  if (known) return known;
  const [hann, re, im] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  for (let i = 0; i < count; i++) {
    const t = (i - (count - 1) / 2) / sampleRate;
    const phase = -Math.PI * CHIRP_SLOPE * t * t;
    hann[i] = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / count);
    re[i] = Math.cos(phase);
    im[i] = Math.sin(phase);
  }
  const made = { hann, re, im };
  tables.set(key, made);
  return made;
}

/** The time nearest to `near` that is `seconds` modulo the period. */
export function unwrapAudioTime(seconds: number, near: number): number {
  return seconds + Math.round((near - seconds) / AUDIO_CODE_PERIOD) * AUDIO_CODE_PERIOD;
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

interface Peak {
  /** Hertz. */
  readonly frequency: number;
  /** Squared magnitude of the window's Fourier transform at that frequency. */
  readonly power: number;
}

/** Strongest frequency of interleaved complex samples between two limits. */
function peak(samples: Float64Array, sampleRate: number, low: number, high: number): Peak {
  const size = 2 ** Math.ceil(Math.log2(samples.length));
  const spectrum = new Float64Array(size * 2);
  spectrum.set(samples);
  transform(spectrum);
  const bin = sampleRate / size;
  let best = { frequency: low, power: -1 };
  for (let k = Math.ceil(low / bin); k * bin <= high; k++) {
    const power = (spectrum[2 * k] ?? 0) ** 2 + (spectrum[2 * k + 1] ?? 0) ** 2;
    if (power > best.power) best = { frequency: k * bin, power };
  }
  for (let step = bin / 2; step > bin / 1000; step /= 8)
    best = refine(samples, sampleRate, best.frequency, step);
  return best;
}

/** Top of the parabola through the transform at `frequency` and one step to either side. */
function refine(samples: Float64Array, sampleRate: number, frequency: number, step: number): Peak {
  const below = powerAt(samples, sampleRate, frequency - step);
  const here = powerAt(samples, sampleRate, frequency);
  const above = powerAt(samples, sampleRate, frequency + step);
  const curvature = below - 2 * here + above;
  const shift = curvature < 0 ? Math.max(-1, Math.min(1, (below - above) / (2 * curvature))) : 0;
  return { frequency: frequency + shift * step, power: here - ((below - above) * shift) / 4 };
}

function powerAt(samples: Float64Array, sampleRate: number, frequency: number): number {
  const turn = (-2 * Math.PI * frequency) / sampleRate;
  const turnRe = Math.cos(turn);
  const turnIm = Math.sin(turn);
  let re = 0;
  let im = 0;
  let spinRe = 1;
  let spinIm = 0;
  for (let i = 0; i < samples.length; i += 2) {
    const a = samples[i]!;
    const b = samples[i + 1]!;
    re += a * spinRe - b * spinIm;
    im += a * spinIm + b * spinRe;
    const next = spinRe * turnRe - spinIm * turnIm;
    spinIm = spinRe * turnIm + spinIm * turnRe;
    spinRe = next;
  }
  return re * re + im * im;
}

/** Fourier transform in place, radix 2, of interleaved complex samples; their count is a power of two. */
function transform(data: Float64Array): void {
  const count = data.length / 2;
  for (let i = 1, j = 0; i < count; i++) {
    let bit = count >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      swap(data, 2 * i, 2 * j);
      swap(data, 2 * i + 1, 2 * j + 1);
    }
  }
  const circle = unitCircle(count);
  for (let half = 1; half < count; half *= 2) {
    const step = count / half;
    for (let first = 0; first < count; first += 2 * half) {
      for (let offset = 0; offset < half; offset++) {
        const even = 2 * (first + offset);
        const odd = even + 2 * half;
        const re = circle[offset * step]!;
        const im = circle[offset * step + 1]!;
        const a = data[odd]!;
        const b = data[odd + 1]!;
        const oddRe = a * re - b * im;
        const oddIm = a * im + b * re;
        const evenRe = data[even]!;
        const evenIm = data[even + 1]!;
        data[even] = evenRe + oddRe;
        data[even + 1] = evenIm + oddIm;
        data[odd] = evenRe - oddRe;
        data[odd + 1] = evenIm - oddIm;
      }
    }
  }
}

const circles = new Map<number, Float64Array>();

/** The half of the unit circle below the real axis in `count / 2` steps, interleaved. */
function unitCircle(count: number): Float64Array {
  const known = circles.get(count);
  if (known) return known;
  const circle = new Float64Array(count);
  for (let n = 0; n < count / 2; n++) {
    circle[2 * n] = Math.cos((-2 * Math.PI * n) / count);
    circle[2 * n + 1] = Math.sin((-2 * Math.PI * n) / count);
  }
  circles.set(count, circle);
  return circle;
}

function swap(data: Float64Array, i: number, j: number): void {
  const kept = data[i]!;
  data[i] = data[j]!;
  data[j] = kept;
}
