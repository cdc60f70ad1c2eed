import { flicksToSeconds } from "@cutstream/media";
import type { Moment } from "../../../moments/moment.ts";
import type { Analyser, AnalyserContext, Material } from "../../../seams/analyser.ts";
import { type CrowdPeak, CrowdPeakFinder } from "./crowd-peaks.ts";
import { SAMPLE_RATE } from "./k-weighting.ts";
import { KindFinder, type KindStretch, type SoundKind } from "./kinds.ts";
import { BLOCKS_PER_SECOND, LoudnessMeter } from "./loudness.ts";
import { SoundMoments } from "./moments.ts";
import { SilenceFinder, type Stretch, withoutSilentEnds } from "./silences.ts";
import { FRAMES_PER_SECOND, type SoundFrame, soundFrames } from "./sound-frames.ts";

/** Raised whenever other sounds would be found. */
const VERSION = "1";

/** Frames between two batches. */
const BATCH = 60 * FRAMES_PER_SECOND;

/**
 * Finds what is heard. By label:
 *
 * - `crowd-peak`: a burst of cheering or applause, well above what went on before it (`crowd-peaks.ts`). Text `crowd
 *   cheering, applause`, metadata `crowd_peak: true`, `strength` in dB over the running bed, `peak` in seconds of the
 *   video, `loudness_lufs`.
 * - `silence`: half a second and more at -60 dBFS and below. Text `silence`.
 * - `speech`, `music` (which is its text, too), `noise`: what is mostly heard in a stretch of two seconds and more, a
 *   second either way, with its `loudness_lufs` (EBU R 128, gated). The kind is also `sound` in the metadata, as is
 *   that of silence. They do not overlap each other, nor begin or end in a silence; crowd peaks lie over them.
 * - `loudness`: the loudest three seconds, with what the whole measures: `integrated_lufs`, `loudness_range_lu`,
 *   `momentary_max_lufs`, `short_term_max_lufs` of both channels (surround is mixed to two), each only where there is
 *   one, and `speech_ratio`, `music_ratio` and `silence_ratio` of its time. Its detail is the `curve` of the whole: as
 *   many `seconds` for each of its `lufs`.
 *
 * Crowd peaks and silences are given as they are found, the others at the end. A video without sound has no moments,
 * and a warning.
 */
export function createSoundAnalyser(): Analyser {
  return {
    name: "sound",
    reads: [],
    async identify() {
      return { model: "cutstream-sound", version: VERSION, settings: { sampleRate: SAMPLE_RATE } };
    },
    analyse: findSounds,
  };
}

async function* findSounds(
  material: Material,
  { signal, report, warn }: AnalyserContext,
): AsyncGenerator<readonly Moment[], void, undefined> {
  if (!material.hasAudio) {
    warn("The video has no sound.");
    return;
  }
  const listener = new Listener(material.duration);
  const seconds = flicksToSeconds(material.duration);
  let heard = 0;
  for await (const frame of soundFrames(material.sound(SAMPLE_RATE, signal, 2))) {
    listener.push(frame);
    if (++heard % FRAMES_PER_SECOND === 0) report(Math.min(1, heard / FRAMES_PER_SECOND / seconds));
    if (heard % BATCH !== 0) continue;
    const found = listener.take();
    if (found.length > 0) yield found;
  }
  if (heard > 0) yield listener.end();
  report(1);
}

/** Hears a programme frame by frame, and gathers what it finds. */
class Listener {
  readonly #moments: SoundMoments;
  readonly #crowd = new CrowdPeakFinder();
  readonly #silenceFinder = new SilenceFinder();
  readonly #silences: Stretch[] = [];
  readonly #kinds = new KindFinder();
  readonly #meter = new LoudnessMeter();
  #weighted: number[] = [];
  #found: (Moment | undefined)[] = [];

  constructor(duration: number) {
    this.#moments = new SoundMoments(duration);
  }

  push(frame: SoundFrame): void {
    this.#weighted.push(frame.weighted);
    if (this.#weighted.length === FRAMES_PER_SECOND / BLOCKS_PER_SECOND) {
      this.#meter.push(this.#weighted.reduce((sum, power) => sum + power, 0) / this.#weighted.length);
      this.#weighted = [];
    }
    this.#kinds.push(frame);
    this.#addPeak(this.#crowd.push(frame));
    this.#addSilence(this.#silenceFinder.push(frame));
  }

  /** What was found since it was asked last. */
  take(): readonly Moment[] {
    const found = this.#found.filter((moment) => moment !== undefined);
    this.#found = [];
    return found;
  }

  /** What is left, and the whole. Call once, after the last frame. */
  end(): readonly Moment[] {
    this.#addPeak(this.#crowd.end());
    this.#addSilence(this.#silenceFinder.end());
    const kinds = this.#kinds.end();
    this.#found.push(this.#moments.programme(this.#meter.programme(), this.#meter.curve(), sharesOf(kinds)));
    for (const stretch of kinds) {
      if (stretch.kind === "silence") continue;
      const heard = withoutSilentEnds(stretch, this.#silences);
      this.#found.push(this.#moments.kind(heard, this.#loudness(heard)));
    }
    return this.take();
  }

  #addPeak(peak: CrowdPeak | undefined): void {
    if (peak) this.#found.push(this.#moments.crowdPeak(peak, this.#loudness(peak)));
  }

  #addSilence(silence: Stretch | undefined): void {
    if (!silence) return;
    this.#silences.push(silence);
    this.#found.push(this.#moments.silence(silence));
  }

  #loudness({ start, end }: Stretch): number | null {
    return this.#meter.integrated(Math.round(start * BLOCKS_PER_SECOND), Math.round(end * BLOCKS_PER_SECOND));
  }
}

function sharesOf(stretches: readonly KindStretch[]): Record<SoundKind, number> {
  const shares = { speech: 0, music: 0, noise: 0, silence: 0 };
  const whole = stretches.at(-1)?.end ?? 1;
  for (const { kind, start, end } of stretches) shares[kind] += (end - start) / whole;
  return shares;
}
