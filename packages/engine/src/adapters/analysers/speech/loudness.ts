/** Seconds that one frame of sound lasts. */
export const FRAME_SECONDS = 0.02;

/** What a recogniser is to hear of a frame. */
export interface HeardFrame {
  readonly samples: Float32Array;
  /** Whether somebody may be speaking in it. */
  readonly loud: boolean;
}

/** Seconds of sound that are judged at a time, by what is heard in them and in as many before and after. */
const BLOCK_SECONDS = 10;

/** Levels, in dBFS, and distances of levels, in dB. Read speech was found with peaks between -8 and -58 dBFS. */
const LIMITS = {
  /** No speech is this quiet. */
  silence: -75,
  /** Sound that stays this quiet and hardly changes is the noise of a room or a microphone. */
  noise: -40,
  noiseRange: 12,
  /** Speech reaches from its loudest to this far below. */
  speechRange: 35,
  aboveFloor: 6,
  /** Loudest speech is kept at least, however near the floor is. */
  kept: 15,
};

/** What recognisers hear best: the loudest frames at this level. */
const TARGET = -16;
const LARGEST_GAIN = 50;
/** Share of the way to a new gain that one frame goes. */
const GAIN_STEP = 0.05;

interface Block {
  readonly frames: readonly Float32Array[];
  /** dBFS of each frame. */
  readonly levels: readonly number[];
}

/**
 * Sound in frames of 20 ms, brought to a level that recognisers can work with, and whether each is loud enough for
 * speech: by how loud the ten seconds around it, and the ten before and after those, are at most and at least.
 * Noise that stays quiet and even has no loud frames. What is left over at the end is filled with silence.
 */
export async function* hearFrames(
  sound: AsyncIterable<Float32Array>,
  sampleRate: number,
): AsyncGenerator<HeardFrame, void, undefined> {
  const blocks: Block[] = [];
  let gain: number | undefined;
  const hear = function* (current: Block): Generator<HeardFrame, void, undefined> {
    const { threshold, gain: wanted } = judge(blocks.flatMap(({ levels }) => levels));
    for (const [n, frame] of current.frames.entries()) {
      gain = gain === undefined ? wanted : gain + (wanted - gain) * GAIN_STEP;
      const factor = 10 ** (gain / 20);
      const samples = frame.map((sample) => Math.max(-1, Math.min(1, sample * factor)));
      yield { samples, loud: (current.levels[n] ?? 0) >= threshold };
    }
  };
  for await (const block of blocksOf(sound, sampleRate)) {
    if (blocks.length === 3) blocks.shift();
    blocks.push(block);
    const current = blocks.at(-2);
    if (current) yield* hear(current);
  }
  const last = blocks.at(-1);
  if (last) yield* hear(last);
}

async function* blocksOf(
  sound: AsyncIterable<Float32Array>,
  sampleRate: number,
): AsyncGenerator<Block, void, undefined> {
  const size = Math.round(FRAME_SECONDS * sampleRate);
  let frames: Float32Array[] = [];
  let frame = new Float32Array(size);
  let filled = 0;
  for await (const samples of sound) {
    for (let at = 0; at < samples.length; ) {
      const taken = samples.subarray(at, at + size - filled);
      frame.set(taken, filled);
      at += taken.length;
      filled += taken.length;
      if (filled < size) continue;
      frames.push(frame);
      frame = new Float32Array(size);
      filled = 0;
      if (frames.length * FRAME_SECONDS < BLOCK_SECONDS) continue;
      yield blockOf(frames);
      frames = [];
    }
  }
  if (filled > 0) frames.push(frame);
  if (frames.length > 0) yield blockOf(frames);
}

const blockOf = (frames: readonly Float32Array[]): Block => ({ frames, levels: frames.map(levelOf) });

/** Mean power of a frame in dBFS; digital silence is -120. */
function levelOf(frame: Float32Array): number {
  let power = 0;
  for (const sample of frame) power += sample * sample;
  return 10 * Math.log10(power / frame.length + 1e-12);
}

/** From which level on there may be speech, and the gain that such speech needs, in dB. */
function judge(levels: readonly number[]): { readonly threshold: number; readonly gain: number } {
  const sorted = levels.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? -120;
  const [floor, top] = [at(0.1), at(0.98)];
  const { silence, noise, noiseRange, speechRange, aboveFloor, kept } = LIMITS;
  const gain = Math.min(TARGET - top, LARGEST_GAIN);
  if (top < noise && top - floor < noiseRange) return { threshold: Number.POSITIVE_INFINITY, gain };
  return { threshold: Math.max(top - speechRange, Math.min(floor + aboveFloor, top - kept), silence), gain };
}
