import { CutstreamError, type ReframeInput, type VideoView } from "@cutstream/engine";

/**
 * Ids as VideoDB's SDKs know them: the letters before the hyphen say what a thing is. Behind it stands our own id.
 */
const COLLECTION = "c-";
const IMAGE = "img-";

/** `c-default`. */
export const collectionId = (id: string): string => `${COLLECTION}${id}`;

/** Our id of a collection; `default` is one in both. */
export const ourCollection = (id: string): string => strip(id, /^c-/);

/** `m-…` for what has a picture, `a-…` for sound alone. */
export const mediaId = ({ id, hasPicture }: Pick<VideoView, "id" | "hasPicture">): string =>
  `${hasPicture === false ? "a-" : "m-"}${id}`;

/** `img-…`. */
export const imageId = (id: string): string => `${IMAGE}${id}`;

/** Our id of an image. */
export const ourImage = (id: string): string => strip(id, /^img-/);

const strip = (id: string, prefix: RegExp): string => id.replace(prefix, "");

/** What a scene index is called: clients look for lowercase hexadecimal digits. */
export const sceneIndexId = (id: string): string => strip(id, /^idx_/);

/** A video, or what a reframe made of one: nothing is stored of that, its id says all. */
export interface NamedVideo {
  /** Our id of the video. */
  readonly video: string;
  readonly reframed?: Reframed;
}

/** Another shape of a video, or of a part of it. */
export interface Reframed {
  readonly width: number;
  readonly height: number;
  readonly mode: "simple" | "smart";
  /** Seconds of the video. */
  readonly start?: number;
  readonly end?: number;
}

const REFRAMED = /^(\d{1,5})x(\d{1,5})-(simple|smart)(?:-(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?))?$/;

/** `m-vid_1~9x16-simple-10-60`. */
export function reframedId(video: string, { width, height, mode, start, end }: Reframed): string {
  const range = start === undefined || end === undefined ? "" : `-${start}-${end}`;
  return `m-${video}~${width}x${height}-${mode}${range}`;
}

/** Reads the id of a video or of sound. @throws CutstreamError `video_not_found` */
export function readVideoId(id: string): NamedVideo {
  const [video = "", shape, ...more] = strip(id, /^[ma]-/).split("~");
  if (shape === undefined) return { video };
  const [, width, height, mode, start, end] = REFRAMED.exec(shape) ?? [];
  if (more.length > 0 || !width || !height || !mode) {
    throw new CutstreamError("video_not_found", `There is no video ${id}.`);
  }
  const range = start && end ? { start: Number(start), end: Number(end) } : {};
  return {
    video,
    reframed: { width: Number(width), height: Number(height), mode: mode as Reframed["mode"], ...range },
  };
}

/** Numbers up to this are a ratio ("1 by 1"), those beyond it pixels. */
const LARGEST_RATIO = 64;

/** How the engine is asked for a shape. */
export function reframeInput({
  width,
  height,
  mode,
}: Pick<Reframed, "width" | "height" | "mode">): ReframeInput {
  if (Math.max(width, height) <= LARGEST_RATIO) return { aspect: `${width}:${height}`, mode };
  return { width, height, mode };
}
