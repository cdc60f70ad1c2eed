/** AAC frames of music taken out of a rendition: `[from, to)`, over and over where it loops. */
export interface MixedMusic {
  readonly version: string;
  readonly rendition: string;
  readonly from: number;
  readonly to: number;
  readonly loop: boolean;
}

/**
 * A segment of sound that is encoded: music at some loudness, with or without a clip's own sound. Always 48 kHz and two
 * channels; samples are counted at that rate.
 */
export interface MixPath {
  readonly kind: "mix";
  readonly music: MixedMusic;
  /** Samples of music before the segment's first; modulo its length where it loops, but for its fade-in. */
  readonly at: number;
  /** The clip's own sound, and the sample of its source at the segment's first; null: music alone. */
  readonly own: { readonly version: string; readonly rendition: string; readonly at: number } | null;
  /** AAC frames. */
  readonly count: number;
  /** Hundredths of a decibel. */
  readonly gain: number;
  readonly duck: number;
  /** Samples that the fade-in takes; 0 where it is over before the segment. */
  readonly fadeIn: number;
  /** Samples from the segment's first to the music's end, and how many of them fade out; zeros where none does yet. */
  readonly fadeOut: { readonly left: number; readonly over: number };
  /** Decode time of the first frame; in `CONTINUOUS_AUDIO_TIMESCALE` in the continuous form, in samples otherwise. */
  readonly stamp: number;
  readonly continuous: boolean;
}

/** Writes all that the sound of a segment depends on: everything but its stamp. */
export function formatMix({ music, at, own, count, gain, duck, fadeIn, fadeOut }: MixPath): string {
  const { version, rendition, from, to, loop } = music;
  const heard = own ? `${own.version}~${own.rendition}~${own.at}` : "alone";
  const levels = `g${gain}_d${duck}_i${fadeIn}_o${fadeOut.left}-${fadeOut.over}`;
  return `${version}~${rendition}~${from}-${to}${loop ? "-loop" : ""}/${heard}/${levels}/${at}_${count}`;
}

/** Writes where a segment stands. */
export const formatMixStamp = ({ stamp, continuous }: MixPath): string =>
  `${continuous ? "at" : "s"}${stamp}`;

const NAME = "([0-9a-z]{1,40})";
const SAMPLES = "(-?\\d{1,12})";
/** What {@link formatMix} and {@link formatMixStamp} write, joined by `_`, as a regular expression. */
export const MIX_PATTERN = [
  `${NAME}~${NAME}~(\\d{1,9})-(\\d{1,9})(-loop)?`,
  `(?:alone|${NAME}~${NAME}~${SAMPLES})`,
  `g(-?\\d{1,4})_d(\\d{1,4})_i(\\d{1,12})_o${SAMPLES}-(\\d{1,12})`,
  `(\\d{1,12})_(\\d{1,6})_(at|s)(\\d{1,15})`,
].join("/");

/** Reads the groups of {@link MIX_PATTERN}. */
export function mixOf(groups: readonly (string | undefined)[]): MixPath {
  const [version = "", rendition = "", from, to, loop, ownVersion, ownRendition = "", ownAt, ...rest] =
    groups;
  const [gain, duck, fadeIn, left, over, at, count, form, stamp] = rest;
  return {
    kind: "mix",
    music: { version, rendition, from: Number(from), to: Number(to), loop: loop !== undefined },
    at: Number(at),
    own:
      ownVersion === undefined ? null : { version: ownVersion, rendition: ownRendition, at: Number(ownAt) },
    count: Number(count),
    gain: Number(gain),
    duck: Number(duck),
    fadeIn: Number(fadeIn),
    fadeOut: { left: Number(left), over: Number(over) },
    stamp: Number(stamp),
    continuous: form === "at",
  };
}
