import { FLICKS_PER_SECOND, type FrameRate } from "@cutstream/media";
import type { Sidecar } from "../library/sidecars.ts";
import { trackOfEmbedded, trackOfSidecar } from "../library/subtitle-tracks.ts";
import type { Moment } from "../moments/moment.ts";
import type { AnalyserContext, Material, Picture } from "../seams/analyser.ts";
import type { EmbeddedSubtitles } from "../seams/transcoder.ts";

/** A made-up video as analysers see it; what is left out it does not have. */
export interface MaterialRecipe {
  /** Seconds. Default 10. */
  readonly seconds?: number;
  /** Default 25/1. */
  readonly frameRate?: FrameRate;
  /** Mono samples at the rate that is asked for. */
  readonly sound?: (sampleRate: number) => AsyncIterable<Float32Array> | Iterable<Float32Array>;
  readonly subtitles?: readonly EmbeddedSubtitles[];
  readonly sidecars?: readonly Sidecar[];
  /** Grey of each frame's pixels. Default black. */
  readonly grey?: (frame: number) => number;
  readonly moments?: Readonly<Record<string, readonly Moment[]>>;
}

/** Makes the {@link Material} of a recipe. */
export function makeMaterial(recipe: MaterialRecipe = {}): Material {
  const { seconds = 10, frameRate = { num: 25, den: 1 }, grey = () => 0 } = recipe;
  const frameFlicks = (FLICKS_PER_SECOND * frameRate.den) / frameRate.num;
  const frameCount = Math.round((seconds * frameRate.num) / frameRate.den);
  const picture = (frame: number, size: number): Picture => ({
    frame,
    data: new Uint8Array(size).fill(grey(frame)),
  });
  return {
    ...{ video: "vid_made", frameRate, frameCount, width: 320, height: 180, frameFlicks },
    hasAudio: recipe.sound !== undefined,
    duration: frameCount * frameFlicks,
    async *pictures({ width, height, pixels }) {
      const size = width * height * (pixels === "gray" ? 1 : 3);
      for (let frame = 0; frame < frameCount; frame++) yield picture(frame, size);
    },
    async *stills(frames, { width, height, pixels }) {
      const size = width * height * (pixels === "gray" ? 1 : 3);
      for (const frame of frames) yield picture(frame, size);
    },
    async *sound(sampleRate) {
      if (recipe.sound) yield* recipe.sound(sampleRate);
    },
    subtitles: async () => [
      ...(recipe.sidecars ?? []).map(trackOfSidecar),
      ...(recipe.subtitles ?? []).map(trackOfEmbedded),
    ],
    moments: async (name) => recipe.moments?.[name] ?? [],
  };
}

/** A context that keeps what it is told. */
export function makeContext(signal: AbortSignal = new AbortController().signal): AnalyserContext & {
  readonly shares: readonly number[];
  readonly warnings: readonly string[];
} {
  const shares: number[] = [];
  const warnings: string[] = [];
  return {
    ...{ signal, shares, warnings },
    report: (share) => shares.push(share),
    warn: (message) => warnings.push(message),
  };
}
