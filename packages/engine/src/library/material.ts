import type { Moment } from "../moments/moment.ts";
import type { Material } from "../seams/analyser.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { type LibraryVersion, mainTrack } from "./library.ts";
import { decodeAll } from "./material-pictures.ts";
import { decodeSoundtrack } from "./material-sound.ts";
import { decodeStills } from "./material-stills.ts";
import { readSubtitles } from "./material-subtitles.ts";
import type { SampleReader } from "./sample-reader.ts";

/** What a {@link Material} is made of. */
export interface MaterialParts {
  /** Id of the video. */
  readonly video: string;
  readonly version: LibraryVersion;
  readonly blobs: BlobStore;
  readonly samples: SampleReader;
  readonly transcoder: Transcoder;
  /** Moments of one of the video's indexes, by its name. */
  readonly momentsOf: (name: string) => Promise<readonly Moment[]>;
}

/**
 * A version of a video as analysers see it: decoded from its own renditions, so that frames and times are those of
 * plans. Whatever is asked for is decoded anew, streamed, and holds a chunk or two in memory.
 */
export function createMaterial(parts: MaterialParts): Material {
  const { video, version, momentsOf } = parts;
  const { index, frameFlicks } = mainTrack(version);
  return {
    video,
    frameRate: index.frameRate,
    frameCount: index.frameCount,
    width: index.width,
    height: index.height,
    hasAudio: version.audio !== null,
    duration: index.frameCount * frameFlicks,
    frameFlicks,
    pictures: (format, signal) => decodeAll(format, signal, parts),
    stills: (frames, format, signal) => decodeStills(frames, format, signal, parts),
    sound: (sampleRate, signal, channels = 1) => decodeSoundtrack({ sampleRate, channels, signal }, parts),
    subtitles: (signal) => readSubtitles(signal, parts),
    moments: momentsOf,
  };
}
