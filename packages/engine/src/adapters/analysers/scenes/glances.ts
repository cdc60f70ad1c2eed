import { CutstreamError } from "../../../errors.ts";
import type { Material, Picture, PictureFormat } from "../../../seams/analyser.ts";
import type { RgbPicture } from "./pictures/picture.ts";
import type { Glance } from "./stretches.ts";

/** The pictures of a glance. */
export interface GlancePictures {
  readonly frame: number;
  readonly first: RgbPicture;
  readonly after: RgbPicture | undefined;
}

/** Sides are multiples of it, as the finder of text wants them. */
const GRAIN = 32;
/** Longest side, in pixels: what is smaller in it can hardly be read. */
const LONGEST = 960;

/** The size that a video is looked at in: about its shape, none larger than it is. */
export function pictureFormat({ width, height }: Pick<Material, "width" | "height">): PictureFormat {
  const scale = Math.min(1, LONGEST / Math.max(width, height));
  const side = (pixels: number) => Math.max(GRAIN, Math.round((pixels * scale) / GRAIN) * GRAIN);
  return { width: side(width), height: side(height), pixels: "rgb" };
}

/** Decodes what is glanced at, in order; while one glance is worked on the next is under way. */
export async function* picturesOf(
  glances: readonly Glance[],
  material: Material,
  signal: AbortSignal,
): AsyncGenerator<GlancePictures, void, undefined> {
  const format = pictureFormat(material);
  const frames = glances.flatMap(({ frame, after }) => (after === undefined ? [frame] : [frame, after]));
  const stills = material.stills(frames, format, signal)[Symbol.asyncIterator]();
  const take = async (glance: Glance | undefined): Promise<GlancePictures | undefined> => {
    if (!glance) return undefined;
    const first = await next(stills, glance.frame, format);
    const after = glance.after === undefined ? undefined : await next(stills, glance.after, format);
    return { frame: glance.frame, first, after };
  };
  let ahead = take(glances[0]);
  try {
    for (let n = 1; ; n++) {
      const pictures = await ahead;
      if (!pictures) return;
      ahead = take(glances[n]);
      // Its failure is heard of when its turn comes.
      ahead.catch(() => undefined);
      yield pictures;
    }
  } finally {
    await ahead.catch(() => undefined);
    await stills.return?.();
  }
}

async function next(
  stills: AsyncIterator<Picture>,
  frame: number,
  { width, height }: PictureFormat,
): Promise<RgbPicture> {
  const { value, done } = await stills.next();
  if (done || value.frame !== frame) {
    throw new CutstreamError("analyser_failed", `Frame ${frame} was not decoded.`);
  }
  return { width, height, data: value.data };
}
