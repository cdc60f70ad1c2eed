import { fft, ifft } from "fourier-transform";
import { KWeighting, SAMPLE_RATE } from "./k-weighting.ts";

/** Seconds from one frame to the next. */
export const FRAME_SECONDS = 0.02;
/** Frames a second. */
export const FRAMES_PER_SECOND = 50;

const HOP = SAMPLE_RATE * FRAME_SECONDS;

/** What is heard is told from sound of a third of the rate: 16 kHz. */
const DECIMATION = 3;
const RATE = SAMPLE_RATE / DECIMATION;
/** Samples of the window at that rate, and of the transform, which has room for the window's autocorrelation. */
const WINDOW = 512;
const TRANSFORM = 1024;

/** Hertz: where pitch is looked for, in which spectrum; where texture is; below what it is only rumble. */
const PITCH = { lowest: 70, highest: 400, from: 80, to: 4000 } as const;
const TEXTURE = { from: 300, to: 6000, neighbours: 12 } as const;
const RUMBLE = 100;

/** What is measured of 20 ms of sound. */
export interface SoundFrame {
  /** Mean square of the samples, mean of both channels. */
  readonly power: number;
  /** Sum over channels of the mean square of K-weighted samples. */
  readonly weighted: number;
  /** Level of the mono mix below 8 kHz, in dBFS; at least -100. */
  readonly level: number;
  /** Highest peak of the normalised autocorrelation at a voice's pitch, 0 to 1: near 1 for vowels, a third for noise. */
  readonly harmonicity: number;
  /** Flatness of the spectrum against its own smoothed self: about 0.6 for noise of any colour, less for tones. */
  readonly flatness: number;
  /** Share of the power below 100 Hz. */
  readonly rumble: number;
}

/**
 * Measures sound frame by frame; what is left over at the end is left out.
 * @param sound stereo, interleaved, at {@link SAMPLE_RATE}
 */
export async function* soundFrames(
  sound: AsyncIterable<Float32Array>,
): AsyncGenerator<SoundFrame, void, undefined> {
  const ear = new Ear();
  let frame = new Float32Array(2 * HOP);
  let filled = 0;
  for await (const block of sound) {
    for (let at = 0; at < block.length; ) {
      const part = block.subarray(at, at + frame.length - filled);
      frame.set(part, filled);
      at += part.length;
      filled += part.length;
      if (filled < frame.length) continue;
      yield ear.hear(frame);
      frame = new Float32Array(2 * HOP);
      filled = 0;
    }
  }
}

/** Hears one frame after the other. */
class Ear {
  readonly #left = new KWeighting();
  readonly #right = new KWeighting();
  readonly #decimator = new Decimator();
  readonly #spectrum = new Spectrum();
  /** The last samples of the mono mix at {@link RATE}. */
  #recent = new Float32Array(WINDOW);

  hear(stereo: Float32Array): SoundFrame {
    const mono = new Float32Array(HOP);
    let [power, weighted] = [0, 0];
    for (let n = 0; n < HOP; n++) {
      const left = stereo[2 * n] ?? 0;
      const right = stereo[2 * n + 1] ?? 0;
      power += left * left + right * right;
      weighted += this.#left.next(left) ** 2 + this.#right.next(right) ** 2;
      mono[n] = (left + right) / 2;
    }
    const fresh = this.#decimator.decimate(mono);
    const recent = new Float32Array(WINDOW);
    recent.set(this.#recent.subarray(fresh.length));
    recent.set(fresh, WINDOW - fresh.length);
    this.#recent = recent;
    return { power: power / HOP / 2, weighted: weighted / HOP, ...this.#spectrum.measure(recent) };
  }
}

/** Keeps every third sample, after a low pass. */
class Decimator {
  static readonly #TAPS = lowPass(61, DECIMATION);
  readonly #before = new Float32Array(Decimator.#TAPS.length - 1);

  decimate(samples: Float32Array): Float32Array {
    const taps = Decimator.#TAPS;
    const all = new Float32Array(this.#before.length + samples.length);
    all.set(this.#before);
    all.set(samples, this.#before.length);
    this.#before.set(all.subarray(samples.length));
    const kept = new Float32Array(samples.length / DECIMATION);
    for (let n = 0; n < kept.length; n++) {
      let sum = 0;
      for (let tap = 0; tap < taps.length; tap++) sum += (taps[tap] ?? 0) * (all[n * DECIMATION + tap] ?? 0);
      kept[n] = sum;
    }
    return kept;
  }
}

/** A windowed sinc that lets pass what remains after taking every `factor`th sample. */
function lowPass(length: number, factor: number): Float32Array {
  const middle = (length - 1) / 2;
  return Float32Array.from({ length }, (_, n) => {
    const x = (n - middle) / factor;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    return (sinc / factor) * (0.54 + 0.46 * Math.cos((Math.PI * (n - middle)) / middle));
  });
}

type Measured = Pick<SoundFrame, "level" | "harmonicity" | "flatness" | "rumble">;

/** Measures windows of {@link WINDOW} samples by their spectra. */
class Spectrum {
  readonly #hann = Float64Array.from(
    { length: WINDOW },
    (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW),
  );
  readonly #input = new Float64Array(TRANSFORM);
  readonly #powers = new Float64Array(TRANSFORM / 2 + 1);
  readonly #zeros = new Float64Array(TRANSFORM / 2 + 1);
  /** Autocorrelation of the window itself, which that of what is seen through it has to be divided by. */
  readonly #bias: Float64Array;

  constructor() {
    this.#transform(new Float32Array(WINDOW).fill(1));
    const bias = ifft(this.#powers, this.#zeros, new Float64Array(TRANSFORM));
    this.#bias = bias.map((value) => Math.max(0.1, value / (bias[0] ?? 1)));
  }

  measure(samples: Float32Array): Measured {
    let square = 0;
    for (const sample of samples) square += sample * sample;
    const level = 10 * Math.log10(square / WINDOW + 1e-10);
    this.#transform(samples);
    return { level, rumble: this.#rumble(), flatness: this.#flatness(), harmonicity: this.#harmonicity() };
  }

  #transform(samples: Float32Array): void {
    for (let n = 0; n < WINDOW; n++) this.#input[n] = (samples[n] ?? 0) * (this.#hann[n] ?? 0);
    const [re, im] = fft(this.#input);
    for (let bin = 0; bin < this.#powers.length; bin++)
      this.#powers[bin] = (re[bin] ?? 0) ** 2 + (im[bin] ?? 0) ** 2 + 1e-14;
  }

  #rumble(): number {
    let [low, all] = [0, 0];
    for (const [bin, power] of this.#powers.entries()) {
      all += power;
      if (bin < binOf(RUMBLE)) low += power;
    }
    return low / all;
  }

  /** Geometric mean of the spectrum over its running mean. */
  #flatness(): number {
    const { from, to, neighbours } = TEXTURE;
    const [first, last] = [Math.ceil(binOf(from)), Math.floor(binOf(to))];
    let around = 0;
    for (let bin = first - neighbours; bin < first + neighbours; bin++) around += this.#powers[bin] ?? 0;
    let sum = 0;
    for (let bin = first; bin <= last; bin++) {
      around += this.#powers[bin + neighbours] ?? 0;
      sum += Math.log(((this.#powers[bin] ?? 0) * (2 * neighbours + 1)) / around);
      around = Math.max(1e-14, around - (this.#powers[bin - neighbours] ?? 0));
    }
    return Math.exp(sum / (last - first + 1));
  }

  #harmonicity(): number {
    const { lowest, highest, from, to } = PITCH;
    const voice = this.#powers.map((power, bin) => (bin > binOf(from) && bin < binOf(to) ? power : 0));
    const correlation = ifft(voice, this.#zeros);
    const whole = Math.max(1e-12, correlation[0] ?? 0);
    let best = 0;
    for (let lag = Math.floor(RATE / highest); lag < RATE / lowest; lag++)
      best = Math.max(best, (correlation[lag] ?? 0) / (this.#bias[lag] ?? 1));
    return Math.min(1, best / whole);
  }
}

const binOf = (hertz: number): number => (hertz * TRANSFORM) / RATE;
