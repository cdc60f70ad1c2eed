import { CutstreamError } from "../errors.ts";
import type { Moment } from "../moments/moment.ts";
import { wordsOf } from "../moments/tokens.ts";
import type { Material, Picture, PictureFormat } from "../seams/analyser.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";

/** Flicks of a frame at 25 frames a second. */
export const FRAME = 28_224_000;

/** Red, green and blue, 0 to 255. */
export type Colour = readonly [number, number, number];

export interface PlainFilm {
  readonly shots: readonly { readonly colour: Colour; readonly frames: number }[];
  readonly width?: number;
  readonly height?: number;
  /** Frame that cannot be decoded. */
  readonly broken?: number;
}

/** A film of shots of one colour each, whose shots are known, and what was asked of it. */
export function plainFilm({ shots, width = 320, height = 180, broken }: PlainFilm) {
  const asked = { isClosed: false, frames: [] as readonly number[], format: null as PictureFormat | null };
  let frameCount = 0;
  const edges = shots.map(({ colour, frames }) => {
    const from = frameCount;
    frameCount += frames;
    return { colour, from, to: frameCount };
  });
  const material = {
    ...{ video: "v0", frameRate: { num: 25, den: 1 }, frameCount, width, height, hasAudio: false },
    ...{ duration: frameCount * FRAME, frameFlicks: FRAME },
    moments: async (name: string) =>
      name === "shots"
        ? edges.map(({ from, to }) => ({ start: from * FRAME, end: to * FRAME }) as Moment)
        : [],
    async *stills(frames: readonly number[], format: PictureFormat): AsyncGenerator<Picture> {
      Object.assign(asked, { frames, format });
      try {
        for (const frame of frames) {
          if (frame === broken) throw new CutstreamError("encoder_failed", "ffmpeg failed.");
          const { colour } = edges.find(({ to }) => frame < to) ?? { colour: [0, 0, 0] };
          const bytes = format.width * format.height * 3;
          yield { frame, data: Uint8Array.from({ length: bytes }, (_, i) => colour[i % 3] ?? 0) };
        }
      } finally {
        asked.isClosed = true;
      }
    },
  };
  return { material: material as unknown as Material, asked };
}

const WORDS: Readonly<Record<string, Colour>> = {
  red: [255, 0, 0],
  green: [0, 255, 0],
  blue: [0, 0, 255],
};

/** A model that knows pictures by the colour of their first pixel, and three words for it. */
export function createColourEmbedder(): ImageEmbedder & { failure: Error | null } {
  const vectorOf = (colour: ArrayLike<number>): Float32Array => {
    const values = [0, 1, 2].map((plane) => (colour[plane] ?? 0) - 127);
    const length = Math.hypot(...values);
    return Float32Array.from(values, (value) => value / length);
  };
  return {
    model: "colours",
    dimensions: 3,
    failure: null,
    async embedImages(pictures) {
      if (this.failure) throw this.failure;
      return pictures.map(({ data }) => vectorOf(data));
    },
    async embedTexts(texts) {
      if (this.failure) throw this.failure;
      return texts.map((text) => {
        const known = wordsOf(text).find((word) => word in WORDS);
        return vectorOf(known === undefined ? [128, 128, 128] : (WORDS[known] ?? []));
      });
    },
    close: async () => undefined,
  };
}
