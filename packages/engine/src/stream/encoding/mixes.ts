import { createHash } from "node:crypto";
import { AAC_FRAME_SAMPLES, concatBytes, mediaSegmentHeader, parseMediaSegment } from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import { keys } from "../../library/keys.ts";
import type { Library } from "../../library/library.ts";
import { createSampleReader } from "../../library/sample-reader.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import type { Transcoder } from "../../seams/transcoder.ts";
import { formatMix, type MixPath } from "../address/mix-path.ts";
import type { EncoderPool } from "./encoder-pool.ts";
import { createEncodings, type Encodings } from "./encodings.ts";
import { type EncodedSound, encodeMix } from "./mix-segment.ts";
import { createSuccession } from "./succession.ts";

/** Makes and keeps segments of mixed sound: each once, for everyone. Whoever gets one has the next made ahead. */
export interface Mixes extends Encodings<MixPath, EncodedSound> {
  /** Says in which order somebody will ask for segments. */
  follow(paths: readonly MixPath[]): void;
}

export interface MixesOptions {
  readonly library: Library;
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  /** Shared with all else that is encoded. */
  readonly pool: EncoderPool;
  /** Segments that may wait while somebody waits for them. */
  readonly queue: number;
}

/** Bytes of sound kept in memory. */
const CACHE_BYTES = 16 * 1024 * 1024;
/** Segments of which is known what follows them. */
const KNOWN_SUCCESSORS = 20_000;

/** Opens the mixed sound. */
export function createMixes({ library, blobs, transcoder, pool, queue }: MixesOptions): Mixes {
  const parts = { library, samples: createSampleReader(blobs), transcoder };
  const succession = createSuccession(mixKey, KNOWN_SUCCESSORS);
  const encodings = createEncodings<MixPath, EncodedSound>({
    ...{ blobs, pool, queue },
    keyOf: mixKey,
    async make(path, urgency, signal) {
      const encoded = await encodeMix(path, parts, { urgency, signal });
      return { segment: toStored(encoded), encoded };
    },
    parse: parseStored,
    what: "segments of mixed sound",
    cacheBytes: CACHE_BYTES,
  });
  return {
    ...encodings,
    async get(path) {
      // what is mixed of a video that was deleted is served no more
      await library.audioTrack(path.music.version, path.music.rendition);
      // whoever asks for it gets the outcome, errors included
      for (const next of succession.after(path, 1)) encodings.prepare(next).catch(() => undefined);
      return encodings.get(path);
    },
    follow: succession.follow,
  };
}

/** Key of the blob that mixed sound is kept in: with the clip that is heard, so that it goes when that does. */
function mixKey(path: MixPath): string {
  const name = createHash("sha256").update(formatMix(path)).digest("hex");
  return keys.mix((path.own ?? path.music).version, name);
}

/** Mixed sound is kept as a media segment. */
const toStored = ({ sizes, data }: EncodedSound): Uint8Array =>
  concatBytes([
    mediaSegmentHeader({ baseMediaDecodeTime: 0, samples: { sizes, durations: AAC_FRAME_SAMPLES } }),
    data,
  ]);

function parseStored(segment: Uint8Array): EncodedSound {
  const samples = parseMediaSegment(segment)[0]?.tracks[0]?.samples ?? [];
  const [first] = samples;
  if (!first) throw new CutstreamError("storage_failed", "A segment of mixed sound is empty.");
  const [sizes, data] = [samples.map(({ size }) => size), segment.subarray(first.offset)];
  if (sizes.reduce((sum, size) => sum + size, 0) !== data.length)
    throw new CutstreamError("storage_failed", "A segment of mixed sound was cut short.");
  return { sizes, data };
}
