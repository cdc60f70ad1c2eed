import { FLICKS_PER_SECOND } from "@cutstream/media";
import { CutstreamError } from "../../../errors.ts";
import type { Analyser, AnalyserContext, Finding, Material, PictureFormat } from "../../../seams/analyser.ts";
import type { ImageEmbedder, RgbImage } from "../../../seams/image-embedder.ts";
import { type Stretch, stretchesOf } from "../scenes/stretches.ts";

/** Flicks that one picture stands for at most: in a long shot what is seen changes without a cut. */
const LONGEST = 10 * FLICKS_PER_SECOND;
/** Pixels of the shorter side of the pictures that are decoded; models of images see 224 to 384. */
const SHORTER_SIDE = 384;
/** Pictures embedded at a time. */
const BATCH = 8;

/**
 * The analyser of looks: for each shot, and for each ten seconds or less of a long one, the vector of the picture in its
 * middle, without any text. Texts find such moments by what they show.
 */
export function createLooksAnalyser(embedder: ImageEmbedder): Analyser {
  return {
    name: "looks",
    reads: ["shots"],
    identify: async () => ({
      model: embedder.model,
      version: "1",
      settings: { longest: LONGEST / FLICKS_PER_SECOND },
    }),
    analyse: (material, context) => analyse(material, context, embedder),
  };
}

async function* analyse(
  material: Material,
  context: AnalyserContext,
  embedder: ImageEmbedder,
): AsyncGenerator<readonly Finding[], void, undefined> {
  const { signal, report } = context;
  // A tower of texts that is missing or of another model would be found out by whoever asks, after hours of work.
  await orUnavailable(() => embedder.embedTexts(["picture"], signal));
  const stretches = stretchesOf(await material.moments("shots"), material, LONGEST);
  const format = pictureFormat(material);
  const stills = material.stills(stretches.map(middle), format, signal)[Symbol.asyncIterator]();
  try {
    for (let done = 0; done < stretches.length; done += BATCH) {
      const batch = stretches.slice(done, done + BATCH);
      const pictures: RgbImage[] = [];
      for (const stretch of batch) pictures.push(await pictureOf(stretch, stills, format));
      const vectors = await orUnavailable(() => embedder.embedImages(pictures, signal));
      yield batch.map((stretch, n) => finding(stretch, vectors[n], embedder.model, material));
      report((done + batch.length) / stretches.length);
    }
  } finally {
    await stills.return?.();
  }
}

const middle = ({ from, to }: Stretch): number => from + Math.floor((to - from) / 2);

/** The video's shape, no larger than it is, and its sides even. */
function pictureFormat({ width, height }: Pick<Material, "width" | "height">): PictureFormat {
  const scale = Math.min(1, SHORTER_SIDE / Math.min(width, height));
  const side = (pixels: number) => Math.max(2, 2 * Math.round((pixels * scale) / 2));
  return { width: side(width), height: side(height), pixels: "rgb" };
}

async function pictureOf(
  stretch: Stretch,
  stills: ReturnType<ReturnType<Material["stills"]>[typeof Symbol.asyncIterator]>,
  { width, height }: PictureFormat,
): Promise<RgbImage> {
  const { value, done } = await stills.next();
  if (!done && value.frame === middle(stretch)) return { width, height, data: value.data };
  throw new CutstreamError("analyser_failed", `Frame ${middle(stretch)} was not decoded.`);
}

function finding(
  stretch: Stretch,
  values: Float32Array | undefined,
  model: string,
  { frameFlicks }: Pick<Material, "frameFlicks">,
): Finding {
  return {
    ...{ start: stretch.from * frameFlicks, end: stretch.to * frameFlicks },
    ...{ text: "", language: null, labels: [], metadata: {}, detail: { frame: middle(stretch) } },
    ...(values && { vector: { model, values } }),
  };
}

/** Runs a model: what it lacks is what the analyser lacks. */
async function orUnavailable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof CutstreamError) || cause.code !== "model_unavailable") throw cause;
    throw new CutstreamError("analyser_unavailable", cause.message, { cause });
  }
}
