import { mergeParameterSets, parseAvcC, type VideoTrack } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import { CutstreamError } from "../../errors.ts";
import { type EncodedRun, holdsSets, readStoredRun } from "../../library/encoded-run.ts";
import { keys } from "../../library/keys.ts";
import { createSampleReader } from "../../library/sample-reader.ts";
import type { Size } from "../../render/output-size.ts";
import { renderFrames } from "../../render/render-frames.ts";
import { isOwnSize } from "../../render/render-settings.ts";
import { decodeTransform, type Transform } from "../../render/transform.ts";
import { type BlobStore, readOrNothing } from "../../seams/blob-store.ts";
import type { Painter } from "../../seams/painter.ts";
import type { Transcoder, Urgency } from "../../seams/transcoder.ts";
import type { EncoderPool } from "./encoder-pool.ts";
import { createEncodings, type Encodings } from "./encodings.ts";
import { createSuccession } from "./succession.ts";

/** Frames `[from, to)` of a rendition with a transform applied, by its name. */
export interface RenderedId {
  readonly version: string;
  readonly track: VideoTrack;
  readonly from: number;
  readonly to: number;
  readonly transform: string;
}

/** Key of the blob that a rendered segment is kept in. */
export function renderedKey({ version, track, from, to, transform }: RenderedId): string {
  return keys.rendered(version, track.index.rendition, transform, from, to);
}

/** What a plan renders. */
export interface TransformSources {
  /** Transforms by name. */
  readonly texts: ReadonlyMap<string, string>;
  /** Hashes of the images that they show. */
  readonly images: ReadonlySet<string>;
  /** What of a version is rendered in which size. */
  readonly sizes: readonly { readonly version: string; readonly track: VideoTrack; readonly size: Size }[];
}

/** Makes and keeps rendered segments: each once, for everyone. */
export interface Rendered extends Encodings<RenderedId, EncodedRun> {
  /**
   * Keeps transforms, so that segments can be asked for by their names.
   * @throws CutstreamError `asset_not_found` where an image was deleted in between
   */
  register(sources: TransformSources): Promise<void>;
  /**
   * Configuration record for segments of a rendition in a size; it serves the rendition's own segments too, where they
   * have that size. Encodes a frame where nothing was rendered so yet.
   * @throws CutstreamError `media_not_found` where nothing was registered in that size: each would cost an encode;
   * `encoder_failed`, `encoder_missing`
   */
  configuration(version: string, track: VideoTrack, size: Size): Promise<Uint8Array>;
  /** Pixels of what a transform makes. @throws CutstreamError `media_not_found` */
  sizeOf(transform: string): Promise<Size>;
  /** Says in which order somebody will ask for segments: whoever gets one has the next few made ahead. */
  follow(ids: readonly RenderedId[]): void;
}

export interface RenderedOptions {
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  readonly painter: Painter;
  readonly pool: EncoderPool;
  /** Segments that may wait while somebody waits for them. */
  readonly queue: number;
}

/** Segments that are made ahead of one that was asked for: six seconds, which players buffer at once. */
const AHEAD = 3;
/** Bytes of segments kept in memory. */
const CACHE_BYTES = 32 * 1024 * 1024;
const KNOWN_TRANSFORMS = 4096;
const KNOWN_CONFIGURATIONS = 4096;
/** Segments of which is known what follows them: some hours of video. */
const KNOWN_SUCCESSORS = 50_000;

/** Opens the rendered segments. */
export function createRendered(options: RenderedOptions): Rendered {
  const { blobs, transcoder, painter, pool, queue } = options;
  const samples = createSampleReader(blobs);
  const transforms = new LRUCache<string, Transform>({ max: KNOWN_TRANSFORMS });
  const configurations = new LRUCache<string, Uint8Array>({ max: KNOWN_CONFIGURATIONS });
  const succession = createSuccession(renderedKey, KNOWN_SUCCESSORS);
  const closing = new AbortController();
  /** Keys of sizes that are registered. */
  const sizes = new LRUCache<string, true>({ max: KNOWN_CONFIGURATIONS });

  const registerSize = async ({ version, track, size }: TransformSources["sizes"][number]): Promise<void> => {
    const key = sizeKey(version, track, size);
    if (sizes.has(key)) return;
    await blobs.put(key, new Uint8Array());
    sizes.set(key, true);
  };

  const assertRegistered = async (version: string, track: VideoTrack, size: Size): Promise<void> => {
    const key = sizeKey(version, track, size);
    if (sizes.has(key) || (await blobs.size(key)) !== undefined) return;
    const what = `rendition ${track.index.rendition} in ${size.width}x${size.height} pixels`;
    throw new CutstreamError("media_not_found", `Nothing shows ${what}.`);
  };

  const transformOf = async (name: string): Promise<Transform> => {
    const known = transforms.get(name);
    if (known) return known;
    const text = await readOrNothing(blobs, keys.transform(name));
    if (!text) throw new CutstreamError("media_not_found", `There is no transform ${name}.`);
    const transform = decodeTransform(new TextDecoder().decode(text));
    transforms.set(name, transform);
    return transform;
  };

  const storedSets = async (key: string): Promise<Uint8Array | undefined> => {
    const known = configurations.get(key) ?? (await readOrNothing(blobs, key));
    if (known) configurations.set(key, known);
    return known;
  };

  /** Encodes, and holds the parameter sets against those that init segments list: others would show garbage. */
  const render = async (
    id: Omit<RenderedId, "transform">,
    transform: Transform,
    urgency: Urgency,
    signal: AbortSignal,
  ) => {
    const imageOf = (hash: string) => blobs.read(keys.transformImage(hash));
    const parts = { samples, transcoder, painter, imageOf };
    const made = await renderFrames({ ...id, transform, ...parts, urgency, signal });
    const key = setsKey(id.version, id.track, transform);
    const known = await storedSets(key);
    if (known && !(holdsSets(known, made.avcC) && holdsSets(made.avcC, known))) {
      const message = "The encoder wrote other parameter sets than before; was ffmpeg replaced?";
      throw new CutstreamError("encoder_failed", `${message} Ingest the video again.`);
    }
    if (!known) {
      configurations.set(key, made.avcC);
      await blobs.put(key, made.avcC);
    }
    return made;
  };

  const encodings = createEncodings<RenderedId, EncodedRun>({
    ...{ blobs, pool, queue },
    keyOf: renderedKey,
    make: async (id, urgency, signal) => render(id, await transformOf(id.transform), urgency, signal),
    parse: (segment, { track }) => readStoredRun(segment, track.index.frameTicks),
    what: "rendered segments",
    cacheBytes: CACHE_BYTES,
  });

  return {
    ...encodings,
    get(id) {
      const run = encodings.get(id);
      // whoever asks for one of them gets the outcome, errors included
      for (const next of succession.after(id, AHEAD)) encodings.prepare(next).catch(() => undefined);
      return run;
    },

    async register({ texts, images, sizes }) {
      for (const size of sizes) await registerSize(size);
      const unknown = [...texts].filter(([name]) => !transforms.has(name));
      if (unknown.length === 0) return;
      for (const hash of images) await keepImage(blobs, hash);
      for (const [name, text] of unknown) {
        await blobs.put(keys.transform(name), new TextEncoder().encode(text));
        transforms.set(name, decodeTransform(text));
      }
    },

    async configuration(version, track, size) {
      const key = setsKey(version, track, size);
      await assertRegistered(version, track, size);
      const found =
        (await storedSets(key)) ??
        (await pool.demand(async () => {
          // Often the first segment was rendered while this waited for its turn.
          const learned = await storedSets(key);
          if (learned) return learned;
          const frame = { version, track, from: 0, to: 1 };
          const { width, height } = size;
          const plain: Transform = { format: 1, width, height, picture: { kind: "whole" }, layers: [] };
          return (await render(frame, plain, "now", closing.signal)).avcC;
        }));
      if (!isOwnSize(track, size)) return found;
      const { sps, pps } = parseAvcC(found);
      return mergeParameterSets(track.index.avcC, sps, pps);
    },

    sizeOf: transformOf,

    follow: succession.follow,

    async close() {
      closing.abort(new CutstreamError("cancelled", "The encoders were closed."));
      await encodings.close();
    },
  };
}

const setsKey = (version: string, { index }: VideoTrack, { width, height }: Size): string =>
  keys.renderedSets(version, index.rendition, width, height);

const sizeKey = (version: string, { index }: VideoTrack, { width, height }: Size): string =>
  keys.renderedSize(version, index.rendition, width, height);

/** Segments show an image for good, whatever becomes of the asset. */
async function keepImage(blobs: BlobStore, hash: string): Promise<void> {
  if ((await blobs.size(keys.transformImage(hash))) !== undefined) return;
  const image =
    (await readOrNothing(blobs, keys.assetPixels(hash))) ?? (await readOrNothing(blobs, keys.asset(hash)));
  if (!image) throw new CutstreamError("asset_not_found", "An image of an overlay was deleted.");
  await blobs.put(keys.transformImage(hash), image);
}
