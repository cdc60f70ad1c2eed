import { FLICKS_PER_SECOND } from "@cutstream/media";
import type { JsonObject, Moment } from "../../../moments/moment.ts";
import type { CrowdPeak } from "./crowd-peaks.ts";
import type { KindStretch, SoundKind } from "./kinds.ts";
import type { LoudnessCurve, ProgrammeLoudness } from "./loudness.ts";
import type { Stretch } from "./silences.ts";

/**
 * What the analyser found, as moments. Sound may go on after the last picture: no moment reaches beyond `duration`
 * flicks, and what would begin there is none, `undefined`.
 */
export class SoundMoments {
  readonly #duration: number;

  constructor(duration: number) {
    this.#duration = duration;
  }

  /** @param loudness LUFS; null where it is too quiet to tell. */
  crowdPeak(peak: CrowdPeak, loudness: number | null): Moment | undefined {
    return this.#moment(peak, "crowd-peak", "crowd cheering, applause", {
      crowd_peak: true,
      strength: tenths(peak.strength),
      peak: peak.peak,
      ...level("loudness_lufs", loudness),
    });
  }

  silence(stretch: Stretch): Moment | undefined {
    return this.#moment(stretch, "silence", "silence", { sound: "silence" });
  }

  kind(stretch: KindStretch, loudness: number | null): Moment | undefined {
    const text = stretch.kind === "music" ? "music" : "";
    return this.#moment(stretch, stretch.kind, text, {
      sound: stretch.kind,
      ...level("loudness_lufs", loudness),
    });
  }

  /**
   * The loudest part, with what the whole measures: a moment as long as the video would share in all that is known of it.
   * @param curve goes with it as its detail
   * @param shares of the programme's time, by what is heard
   */
  programme(
    loudness: ProgrammeLoudness,
    { seconds, levels }: LoudnessCurve,
    shares: Readonly<Record<SoundKind, number>>,
  ): Moment | undefined {
    const { integrated, range, momentaryMax, shortTermMax, loudest } = loudness;
    const moment = this.#moment(loudest, "loudness", "", {
      ...level("integrated_lufs", integrated),
      ...level("loudness_range_lu", range),
      ...level("momentary_max_lufs", momentaryMax),
      ...level("short_term_max_lufs", shortTermMax),
      speech_ratio: hundredths(shares.speech),
      music_ratio: hundredths(shares.music),
      silence_ratio: hundredths(shares.silence),
    });
    return moment && { ...moment, detail: { curve: { seconds, lufs: levels.map(Math.round) } } };
  }

  #moment({ start, end }: Stretch, label: string, text: string, metadata: JsonObject): Moment | undefined {
    const from = Math.round(start * FLICKS_PER_SECOND);
    const to = Math.min(this.#duration, Math.round(end * FLICKS_PER_SECOND));
    if (to <= from) return undefined;
    const language = text === "" ? null : "en";
    return { start: from, end: to, text, language, labels: [label], metadata, detail: null };
  }
}

/** A level rounded to a tenth, under its name; nothing where there is none. */
const level = (name: string, value: number | null): JsonObject =>
  value === null ? {} : { [name]: tenths(value) };
const tenths = (value: number): number => Math.round(value * 10) / 10;
const hundredths = (value: number): number => Math.round(value * 100) / 100;
