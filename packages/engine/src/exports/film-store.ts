import { LRUCache } from "lru-cache";
import PQueue from "p-queue";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import { type BlobStore, readOrNothing } from "../seams/blob-store.ts";
import type { PlannedMovie } from "../stream/downloads/movie-layout.ts";
import { decodeExportIndex, encodeExportIndex, exportTag } from "./export-index.ts";
import type { MovieItem } from "./payload.ts";

type FilmFile = MovieItem["file"];

/** How exported films are laid out, each kept once for all exports that have it, for as long as one has. */
export interface FilmStore {
  /** Says that an export has a film. @returns it, where it is there already. */
  claim(file: FilmFile, exported: string): Promise<PlannedMovie | undefined>;
  /** Keeps a film that was claimed. */
  put(file: FilmFile, movie: PlannedMovie, signal: AbortSignal): Promise<void>;
  /** Says that an export has a film no more; what none has is gone at once. */
  release(file: FilmFile, exported: string): Promise<void>;
  /** The film, and a tag of its bytes. @throws CutstreamError `media_not_found` */
  read(file: FilmFile): Promise<StoredFilm>;
}

export interface StoredFilm extends PlannedMovie {
  readonly etag: string;
}

/** Bytes of indexes kept in memory: an hour's is some 700 kB. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** Bytes that a piece takes in memory, about. */
const PIECE_BYTES = 200;

/** Opens the films of a blob store. Who claims and who releases in this process do so in turn. */
export function createFilmStore(blobs: BlobStore): FilmStore {
  const turns = new PQueue({ concurrency: 1 });
  const recent = new LRUCache<string, StoredFilm>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ head, pieces }) => head.length + pieces.length * PIECE_BYTES,
  });
  const keyOf = ({ version, hash }: FilmFile) => keys.exportIndex(version, hash);
  const useOf = ({ version, hash }: FilmFile, exported: string) => keys.exportUse(version, hash, exported);

  return {
    claim: (file, exported) =>
      turns.add(async () => {
        await blobs.put(useOf(file, exported), new Uint8Array());
        const index = await readOrNothing(blobs, keyOf(file));
        return index && decodeExportIndex(index);
      }),

    put: (file, movie, signal) => blobs.put(keyOf(file), encodeExportIndex(movie), signal),

    release: (file, exported) =>
      turns.add(async () => {
        await blobs.deletePrefix(useOf(file, exported));
        for await (const _other of blobs.list(keys.exportUses(file.version, file.hash))) return;
        await blobs.deletePrefix(keyOf(file));
      }),

    async read(file) {
      const key = keyOf(file);
      // Looked for each time: another process may have released it.
      if ((await blobs.size(key)) === undefined) {
        recent.delete(key);
        throw new CutstreamError("media_not_found", "There is no such export, or no more, or not yet.");
      }
      const known = recent.get(key);
      if (known) return known;
      const index = await blobs.read(key);
      const film = { ...decodeExportIndex(index), etag: exportTag(index) };
      recent.set(key, film);
      return film;
    },
  };
}
