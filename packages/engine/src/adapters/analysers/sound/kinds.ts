import type { Stretch } from "./silences.ts";
import { FRAMES_PER_SECOND, type SoundFrame } from "./sound-frames.ts";
import { deviation, weightedMean } from "./statistics.ts";

/** What is mostly heard. */
export type SoundKind = "speech" | "music" | "noise" | "silence";

/** A stretch in which one kind of sound is mostly heard. */
export interface KindStretch extends Stretch {
  readonly kind: SoundKind;
}

/** Frames of a window, and from one window to the next. */
const WINDOW = 2 * FRAMES_PER_SECOND;
const STEP = FRAMES_PER_SECOND / 2;

/** Level in dBFS below which a window is silent. */
const SILENCE = -58;

/** Flatness from which on sound has no tones, and harmonicity up to which it has no voice. */
const NOISE = { flatness: 0.5, harmonicity: 0.75 } as const;

/**
 * Speech or music, above and below 0: logistic regression over windows of read and live speech in five languages, songs,
 * film music and piano. Voices are more harmonic than a mix of instruments, pause, and have nothing below 100 Hz.
 * `bench/sound.ts` says how often it is right.
 */
const SPEECH = { harmonicity: 10.7, rumble: -5.5, deviation: 0.49, bias: -10.9 } as const;

/** Windows around one that its kind is voted on by, and the shortest stretch, in windows. */
const VOTERS = 2;
const SHORTEST = 4;

/** Tells stretches of speech, music, noise and silence, a second or so either way. */
export class KindFinder {
  /** Those of the window that is not full yet. */
  #frames: SoundFrame[] = [];
  #heard = 0;
  readonly #kinds: SoundKind[] = [];

  /** Takes the next frame. */
  push(frame: SoundFrame): void {
    this.#heard++;
    this.#frames.push(frame);
    if (this.#frames.length < WINDOW) return;
    this.#kinds.push(kindOf(this.#frames));
    this.#frames = this.#frames.slice(STEP);
  }

  /** Call once, after the last frame. @returns stretches from the first frame to the last, none where there was none. */
  end(): KindStretch[] {
    if (this.#kinds.length === 0 && this.#heard > 0) this.#kinds.push(kindOf(this.#frames));
    const voted = this.#kinds.map((_, n) =>
      mostOf(this.#kinds.slice(Math.max(0, n - VOTERS), n + VOTERS + 1)),
    );
    // A window speaks for the half second in its middle; the first and the last also for what lies beyond.
    const edge = (window: number) => (STEP * window + (WINDOW - STEP) / 2) / FRAMES_PER_SECOND;
    return withoutShort(runsOf(voted)).map(({ kind, from, to }) => ({
      kind,
      start: from === 0 ? 0 : edge(from),
      end: to === voted.length ? this.#heard / FRAMES_PER_SECOND : edge(to),
    }));
  }
}

/** What is mostly heard in some frames. */
export function kindOf(frames: readonly SoundFrame[]): SoundKind {
  const weights = frames.map(({ level }) => 10 ** (level / 10));
  const power = weights.reduce((sum, weight) => sum + weight, 0) / frames.length;
  if (10 * Math.log10(power) < SILENCE) return "silence";
  const mean = (of: "harmonicity" | "flatness" | "rumble") =>
    weightedMean(
      frames.map((frame) => frame[of]),
      weights,
    );
  if (mean("flatness") > NOISE.flatness && mean("harmonicity") < NOISE.harmonicity) return "noise";
  const spread = deviation(frames.map(({ level }) => level));
  const score =
    SPEECH.harmonicity * mean("harmonicity") +
    SPEECH.rumble * mean("rumble") +
    SPEECH.deviation * spread +
    SPEECH.bias;
  return score > 0 ? "speech" : "music";
}

function mostOf(kinds: readonly SoundKind[]): SoundKind {
  const counts = Map.groupBy(kinds, (kind) => kind);
  const [[most] = ["silence" as const]] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return most;
}

interface Run {
  readonly kind: SoundKind;
  readonly from: number;
  readonly to: number;
}

function runsOf(kinds: readonly SoundKind[]): Run[] {
  const runs: { kind: SoundKind; from: number; to: number }[] = [];
  for (const [n, kind] of kinds.entries()) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.to = n + 1;
    else runs.push({ kind, from: n, to: n + 1 });
  }
  return runs;
}

/** Runs that are too short join the one before them, or the first the one after it. */
function withoutShort(runs: readonly Run[]): Run[] {
  const kept: Run[] = [];
  let from: number | undefined;
  for (const run of runs) {
    const last = kept.at(-1);
    const short = run.to - run.from < SHORTEST;
    if (last && (short || last.kind === run.kind)) kept[kept.length - 1] = { ...last, to: run.to };
    else if (short && run !== runs.at(-1)) from ??= run.from;
    else {
      kept.push({ ...run, from: from ?? run.from });
      from = undefined;
    }
  }
  return kept;
}
