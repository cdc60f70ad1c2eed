import { AudioTrack, decodeIndex, VideoTrack } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import { CutstreamError } from "../errors.ts";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";
import { type Notices, noNotices } from "../seams/notices.ts";
import { keys } from "./keys.ts";
import { decodeManifest, type Manifest } from "./manifest.ts";
import { SILENCE, SILENCE_VERSION } from "./silence.ts";

/** A version with its sample indexes in memory. */
export interface LibraryVersion {
  readonly id: string;
  readonly manifest: Manifest;
  /** Video renditions, tallest first. */
  readonly video: readonly VideoTrack[];
  readonly audio: AudioTrack | null;
}

/** The sample indexes of everything ingested, read once and kept while they are used. */
export interface Library {
  /** @throws CutstreamError `media_not_found` where there is no such version. */
  version(id: string): Promise<LibraryVersion>;
  /** @throws CutstreamError `media_not_found` */
  videoTrack(version: string, rendition: string): Promise<VideoTrack>;
  /** Also answers for {@link SILENCE_VERSION}. @throws CutstreamError `media_not_found` */
  audioTrack(version: string, rendition: string): Promise<AudioTrack>;
  /** Forgets a version, here and on other nodes: it was deleted, or has a rendition more. */
  forget(version: string): void;
}

/** The rendition that plans are made on; all others have the same frames and key frames. */
export function mainTrack(version: LibraryVersion): VideoTrack {
  const main = version.video.find(({ index }) => index.rendition === version.manifest.main);
  if (!main)
    throw new CutstreamError(
      "internal",
      `Version ${version.id} lost its rendition ${version.manifest.main}.`,
    );
  return main;
}

/** Bytes of indexes kept in memory: about ten hours of video in three renditions. */
const CACHE_BYTES = 64 * 1024 * 1024;

/** Topic of notices: a version is not what it was. */
const FORGET = "library.forget";
/** Milliseconds between two readings of a version that seems to lack a rendition. */
const READ_AGAIN = 1000;

/** Opens the library that a blob store holds. @param notices of other nodes on the same store; default: there is none. */
export function createLibrary(blobs: BlobStore, notices: Notices = noNotices()): Library {
  const versions = new LRUCache<string, LibraryVersion>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ video, audio }) =>
      4096 + [...video, audio].reduce((sum, track) => sum + 20 * (track?.offsets.length ?? 0), 0),
    // who waits for what is driven out meanwhile gets it all the same
    ignoreFetchAbort: true,
    fetchMethod: (id) => load(blobs, id),
  });

  const version = async (id: string): Promise<LibraryVersion> => {
    const cached = versions.get(id) ?? (await versions.fetch(id));
    if (!cached) throw new CutstreamError("media_not_found", `There is no version ${id}.`);
    return cached;
  };

  const drop = (id: string): void => void versions.delete(id);
  notices.on(FORGET, drop);
  notices.onGap(() => versions.clear());

  /** Versions that were read again a moment ago. */
  const readAgain = new LRUCache<string, true>({ max: 1000, ttl: READ_AGAIN });
  /** Another node may have added a rendition just now. */
  const afresh = async (id: string): Promise<LibraryVersion> => {
    if (readAgain.has(id)) return version(id);
    readAgain.set(id, true);
    drop(id);
    return version(id);
  };
  const videoTrackOf = ({ video }: LibraryVersion, rendition: string): VideoTrack | undefined =>
    video.find((track) => track.index.rendition === rendition);

  return {
    version,
    async videoTrack(id, rendition) {
      const found = videoTrackOf(await version(id), rendition) ?? videoTrackOf(await afresh(id), rendition);
      if (!found)
        throw new CutstreamError("media_not_found", `Version ${id} has no video rendition ${rendition}.`);
      return found;
    },
    async audioTrack(id, rendition) {
      const track = id === SILENCE_VERSION ? SILENCE : (await version(id)).audio;
      if (track?.index.rendition !== rendition) {
        throw new CutstreamError("media_not_found", `Version ${id} has no audio rendition ${rendition}.`);
      }
      return track;
    },
    forget(id) {
      drop(id);
      notices.send(FORGET, id);
    },
  };
}

async function load(blobs: BlobStore, id: string): Promise<LibraryVersion> {
  if (!/^[0-9a-f]{24}$/.test(id))
    throw new CutstreamError("media_not_found", "A version is named by 24 hexadecimal digits.");
  const manifest = await readOrNothing(blobs, keys.manifest(id));
  if (!manifest) throw new CutstreamError("media_not_found", `There is no version ${id}.`);
  const indexes: string[] = [];
  for await (const key of blobs.list(keys.version(id))) if (key.endsWith("/index")) indexes.push(key);
  const tracks = await Promise.all(
    indexes.map(async (key) => whole(key, decodeIndex, await blobs.read(key))),
  );
  const video = tracks.filter((track) => track.kind === "video").map((track) => new VideoTrack(track));
  const audio = tracks.find((track) => track.kind === "audio");
  video.sort((a, b) => b.index.height - a.index.height);
  return {
    id,
    manifest: whole(keys.manifest(id), decodeManifest, manifest),
    video,
    audio: audio ? new AudioTrack(audio) : null,
  };
}

/** Reads what was stored whole. @throws CutstreamError `storage_failed` where it cannot be read so */
function whole<T>(key: string, decode: (bytes: Uint8Array) => T, bytes: Uint8Array): T {
  try {
    return decode(bytes);
  } catch (cause) {
    throw new CutstreamError("storage_failed", `Blob ${key} cannot be read: it was damaged.`, { cause });
  }
}
