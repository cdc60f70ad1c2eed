import { Readable } from "node:stream";
import type { OriginFile } from "../api/origin.ts";
import { CutstreamError } from "../errors.ts";
import type { Library } from "../library/library.ts";
import type { Signer } from "../stream/address/signature.ts";
import { readMovie } from "../stream/downloads/downloads.ts";
import type { SegmentSource } from "../stream/segments/segments.ts";
import type { FilmStore } from "./film-store.ts";
import type { MovieItem } from "./payload.ts";

/** Exported films and sounds, at their addresses. */
export interface ExportFiles {
  /** Address of a file, which never changes. @param name of the file, with its ending. */
  url(file: MovieItem["file"], name: string): string;
  /**
   * Answers such an address, without its beginning up to `/e/`. Reads nothing but the file's index and its segments.
   * @throws CutstreamError `stream_forged`, `media_not_found`
   */
  open(path: string): Promise<OriginFile>;
}

/** Who signs for files: streams are signed for users, none of whom has a space in front of his name. */
const SIGNED_FOR = " exports";
const PATH = /^([0-9a-f]{24})\/([0-9a-f]{40})\/([^/]{1,200})\/([^/]{1,300}\.(mp4|m4a))$/;
const TYPES = { mp4: "video/mp4", m4a: "audio/mp4" } as const;

export function createExportFiles(parts: {
  readonly films: Pick<FilmStore, "read">;
  readonly library: Pick<Library, "version">;
  readonly segments: SegmentSource;
  readonly signer: Signer;
  readonly publicUrl: string;
}): ExportFiles {
  const { films, library, segments, signer, publicUrl } = parts;
  const named = ({ version, hash }: MovieItem["file"]) => `${version}/${hash}`;

  return {
    url(file, name) {
      const signature = signer.sign(SIGNED_FOR, named(file));
      return `${publicUrl}/e/${named(file)}/${signature}/${encodeURIComponent(name)}`;
    },

    async open(path) {
      const [, version = "", hash = "", signature = "", name = "", ending] = PATH.exec(path) ?? [];
      const file = { version, hash };
      if (name === "") throw new CutstreamError("media_not_found", "This is no address of an export.");
      if (!signer.verify(SIGNED_FOR, named(file), signature)) {
        throw new CutstreamError("stream_forged", "The signature does not fit this file.");
      }
      // A file goes with its videos.
      await library.version(version);
      const movie = await films.read(file);
      return {
        contentType: TYPES[ending as keyof typeof TYPES],
        size: movie.size,
        etag: movie.etag,
        name,
        immutable: true,
        read: (start, end) => Readable.from(readMovie(movie, segments, start, end), { objectMode: false }),
      };
    },
  };
}
