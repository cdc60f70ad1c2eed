import { BLOCKS_PER_SECOND, loudnessOf } from "./loudness.ts";
import type { Stretch } from "./silences.ts";
import { FRAMES_PER_SECOND, type SoundFrame } from "./sound-frames.ts";
import { deviation, quantile } from "./statistics.ts";

/** A burst of crowd noise. Seconds. */
export interface CrowdPeak extends Stretch {
  /** When its momentary loudness (400 ms) first comes within 2 LU of its greatest: what follows is a plateau. */
  readonly peak: number;
  /** How far the noise that does not stop stands, at its loudest, over that of the running bed: dB, K-weighted. */
  readonly strength: number;
}

/** Frames that a block of a tenth of a second holds. */
const BLOCK_FRAMES = FRAMES_PER_SECOND / BLOCKS_PER_SECOND;

/** Blocks on either side of one whose quiet quarter is the noise that does not stop: words and beats come and go. */
const AROUND = 5;
const QUIET = 0.25;

/** Blocks of the running bed, how many it takes to know it, and LUFS: what is quieter is silence, which is this loud. */
const BED = { from: 80, to: 8, fewest: 10, silence: -50 } as const;

/** dB over the bed at which a burst starts to be one, and is over; as a share of its strength where that is more. */
const RISE = 8;
const OVER = { least: 3, share: 0.4 } as const;

/** Blocks of a burst at one level, within so many dB, that make it a bed that others may rise over. */
const PLATEAU = { fewest: 15, spread: 5 } as const;

/**
 * Out of silence anything rises: rain, wind, engines. A crowd dies down, so that its last part is so many dB under its
 * loudest quarter, and has hardly any rumble.
 */
const OUT_OF_SILENCE = { lastPart: 0.2, diesBy: 6, rumble: 0.03 } as const;

/** Blocks: shortest and longest burst, how much of one is listened to, how far its start lies before it is noticed. */
const SHORTEST = 7;
const LONGEST = 450;
const LISTENED = 50;
const FARTHEST_BACK = 3;

/** Blocks of momentary loudness (EBU Tech 3341), and the LU within which it counts as its greatest. */
const MOMENTARY = 4;
const PLATEAU_OF_PEAK = 2;

/**
 * What many voices and hands sound like: no pitch, no tones, no rumble, and a level that does not waver. Clean speech
 * wavers by 6 dB and more within seconds and is harmonic, music has tones. Cheers have a harmonicity of 0.33, a deep
 * roar has 0.51, and the noisiest sentence that was heard 0.534.
 */
const CROWD = { harmonicity: 0.53, flatness: 0.5, rumble: 0.25, wavering: 5.5 } as const;

interface Block {
  /** LUFS of these 100 ms alone. */
  readonly loudness: number;
  readonly frames: readonly SoundFrame[];
}

/** What a burst rises over. */
interface Bed {
  /** LUFS. */
  readonly level: number;
  /** Whether that is silence, or what comes before the beginning. */
  readonly silent: boolean;
}

interface Burst {
  readonly bed: Bed;
  /** Block at which it was noticed. */
  readonly noticed: number;
  strength: number;
}

/**
 * Finds bursts of crowd noise: cheers, applause. A burst is noise that rises well above the bed of the eight seconds
 * before it, be that murmur, traffic or the gaps between a commentator's words, stays for most of a second at least,
 * and goes again within three quarters of a minute. One that rises out of silence, or is there at the beginning, must
 * die down too, as crowds do, and have no rumble: else each cut from nothing to rain, wind or traffic would be one. So a
 * roar that stays the same from the first moment to the last has no peak.
 */
export class CrowdPeakFinder {
  #frames: SoundFrame[] = [];
  /** The last blocks, and the level of the noise that goes on around each. */
  readonly #blocks: Block[] = [];
  readonly #sustained: number[] = [];
  #dropped = 0;
  #burst: Burst | null = null;

  /** Takes the next frame. @returns the burst that is over with it. */
  push(frame: SoundFrame): CrowdPeak | undefined {
    this.#frames.push(frame);
    if (this.#frames.length < BLOCK_FRAMES) return undefined;
    const weighted = this.#frames.reduce((sum, { weighted }) => sum + weighted, 0) / BLOCK_FRAMES;
    this.#blocks.push({ loudness: loudnessOf(weighted), frames: this.#frames });
    this.#frames = [];
    return this.#advance();
  }

  /** Call once, after the last frame. @returns the burst that goes on until then. */
  end(): CrowdPeak | undefined {
    return this.#burst ? this.#close(this.#burst, this.#dropped + this.#blocks.length) : undefined;
  }

  /** Judges the block whose surroundings are known now. */
  #advance(): CrowdPeak | undefined {
    const block = this.#dropped + this.#blocks.length - 1 - AROUND;
    if (block < this.#dropped) return undefined;
    const around = this.#between(block - AROUND, block + AROUND + 1).map(({ loudness }) => loudness);
    const level = quantile(around, QUIET);
    this.#sustained.push(level);
    const burst = this.#burst;
    const bed = burst ? this.#bedWithin(burst, block) : this.#bedBefore(block);
    if (bed && level >= bed.level + RISE) {
      this.#burst = this.#burstOver(bed, block);
      return undefined;
    }
    if (!burst) {
      this.#forget(block);
      return undefined;
    }
    burst.strength = Math.max(burst.strength, level - burst.bed.level);
    const over = burst.bed.level + Math.max(OVER.least, OVER.share * burst.strength);
    return level < over || block - burst.noticed > LONGEST ? this.#close(burst, block + 1) : undefined;
  }

  /** What goes on before a block. */
  #bedBefore(block: number): Bed {
    const before = this.#levels(block - BED.from, block - BED.to).filter((level) => level > BED.silence);
    return before.length < BED.fewest
      ? { level: BED.silence, silent: true }
      : { level: quantile(before, 0.5), silent: false };
  }

  /**
   * The level on which a burst has settled, as where another scene has another bed; null where it has not. Out of
   * silence come words, too: what goes on between them is a bed at once.
   */
  #bedWithin({ noticed, bed }: Burst, block: number): Bed | null {
    const since = noticed + AROUND;
    const levels = this.#levels(bed.silent ? Math.max(since, block - BED.from) : since, block - BED.to);
    if (levels.length < (bed.silent ? BED.fewest : PLATEAU.fewest)) return null;
    const settled = bed.silent || quantile(levels, 0.9) - quantile(levels, 0.1) < PLATEAU.spread;
    return settled ? { level: quantile(levels, 0.5), silent: false } : null;
  }

  /** A burst that is noticed now; where its bed was not known before, it began with the noise that has gone on since. */
  #burstOver(bed: Bed, block: number): Burst {
    let noticed = block;
    const earliest = this.#burst?.noticed ?? block;
    while (noticed > earliest && (this.#levels(noticed - 1, noticed)[0] ?? -120) >= bed.level + RISE)
      noticed--;
    return { bed, noticed, strength: Math.max(...this.#levels(noticed, block + 1)) - bed.level };
  }

  #close({ bed, noticed, strength }: Burst, until: number): CrowdPeak | undefined {
    this.#burst = null;
    const loud = (block: number) =>
      (this.#blocks[block - this.#dropped]?.loudness ?? -120) >= bed.level + strength / 2;
    let start = noticed;
    while (noticed - start < FARTHEST_BACK && loud(start - 1)) start--;
    while (start < until && !loud(start)) start++;
    let end = until;
    while (end > start && !loud(end - 1)) end--;
    if (end - start < SHORTEST || end - start > LONGEST) return undefined;
    const blocks = this.#between(start, end);
    const loudness = blocks.map(({ loudness }) => loudness);
    if (bed.silent && !diesDown(loudness)) return undefined;
    const listened = Math.max(0, Math.min(loudest(loudness) - LISTENED / 2, blocks.length - LISTENED));
    const rumble = bed.silent ? OUT_OF_SILENCE.rumble : CROWD.rumble;
    if (
      !isCrowd(
        blocks.slice(listened, listened + LISTENED).flatMap(({ frames }) => frames),
        rumble,
      )
    )
      return undefined;
    return {
      start: start / BLOCKS_PER_SECOND,
      end: end / BLOCKS_PER_SECOND,
      peak: (start + peakOf(loudness)) / BLOCKS_PER_SECOND,
      strength,
    };
  }

  #levels(from: number, to: number): readonly number[] {
    return this.#sustained.slice(Math.max(0, from - this.#dropped), Math.max(0, to - this.#dropped));
  }

  #between(from: number, to: number): readonly Block[] {
    return this.#blocks.slice(Math.max(0, from - this.#dropped), Math.max(0, to - this.#dropped));
  }

  /** Lets go of blocks that no bed after this block reaches back to. */
  #forget(block: number): void {
    const count = block - BED.from - 2 * AROUND - this.#dropped;
    if (count < BED.from) return;
    this.#blocks.splice(0, count);
    this.#sustained.splice(0, count);
    this.#dropped += count;
  }
}

const loudest = (levels: readonly number[]): number => levels.indexOf(Math.max(...levels));

/** Block, from the first of a burst, in the middle of the window of momentary loudness that is its peak. */
function peakOf(levels: readonly number[]): number {
  const powers = levels.map((level) => 10 ** (level / 10));
  const momentary = powers.slice(MOMENTARY - 1).map((_, n) => {
    const mean = powers.slice(n, n + MOMENTARY).reduce((sum, power) => sum + power, 0) / MOMENTARY;
    return 10 * Math.log10(mean);
  });
  const greatest = Math.max(...momentary);
  return momentary.findIndex((level) => level >= greatest - PLATEAU_OF_PEAK) + MOMENTARY / 2;
}

/** Whether the last part of a burst is well under its loudest quarter. */
function diesDown(levels: readonly number[]): boolean {
  const last = levels.slice(Math.floor(levels.length * (1 - OUT_OF_SILENCE.lastPart)));
  return quantile(last, 0.5) <= quantile(levels, 0.75) - OUT_OF_SILENCE.diesBy;
}

/** Whether frames sound like a crowd. The quieter part of each measure counts, so that a commentator may go on. */
function isCrowd(frames: readonly SoundFrame[], mostRumble: number): boolean {
  const at = (share: number, of: "harmonicity" | "flatness" | "rumble") =>
    quantile(
      frames.map((frame) => frame[of]),
      share,
    );
  return (
    at(0.3, "harmonicity") <= CROWD.harmonicity &&
    at(0.7, "flatness") >= CROWD.flatness &&
    at(0.5, "rumble") <= mostRumble &&
    wavering(frames.map(({ level }) => level)) <= CROWD.wavering
  );
}

/** Deviation of levels in dB from their own running mean over a second: a cheer may swell and die down. */
function wavering(levels: readonly number[]): number {
  const half = FRAMES_PER_SECOND / 2;
  return deviation(
    levels.map((level, n) => {
      const around = levels.slice(Math.max(0, n - half), n + half + 1);
      return level - around.reduce((sum, value) => sum + value, 0) / around.length;
    }),
  );
}
