import { hash } from "node:crypto";
import { Readable } from "node:stream";
import { LRUCache } from "lru-cache";
import type { OriginFile } from "../../api/origin.ts";
import { CutstreamError } from "../../errors.ts";
import { formatMediaPath } from "../address/media-path.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlaylistCache } from "../playlists/playlist-cache.ts";
import { type SegmentBody, type SegmentSource, sizeOf } from "../segments/segments.ts";
import { layOutPlan, type MovieContents, type PlannedMovie } from "./movie-layout.ts";

/** Streams as files to keep. */
export interface Downloads {
  /**
   * A plan as an MP4 file: its size is known before the first byte is sent, and any part of it can be read by itself.
   * Heads that nobody has made yet are made first.
   * @param name of the plan: plans never change.
   * @throws CutstreamError `media_not_found`, `encoder_busy`, `encoder_failed`, `encoder_missing`
   */
  open(name: string, plan: () => Plan, contents: MovieContents): Promise<OriginFile>;
}

const TYPES = { video: "video/mp4", audio: "audio/mp4" } as const;

/** Bytes of indexes kept in memory: an hour's is some 700 kB. */
const CACHE_BYTES = 32 * 1024 * 1024;
/** Bytes that a piece takes in memory besides, about. */
const PIECE_BYTES = 200;

export function createDownloads(parts: {
  readonly playlists: Pick<PlaylistCache, "bind">;
  readonly segments: SegmentSource;
}): Downloads {
  const { playlists, segments } = parts;
  const kept = new LRUCache<string, PlannedMovie & { readonly etag: string }>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ head, pieces }) => head.length + pieces.length * PIECE_BYTES,
  });

  const layOut = async (key: string, plan: Plan, contents: MovieContents) => {
    const movie = await layOutPlan(await playlists.bind(plan), contents, segments);
    // The index tells every sample's size, and the pieces where its bytes come from.
    const sources = movie.pieces.map(({ path }) => formatMediaPath(path)).join();
    const tagged = {
      ...movie,
      etag: `"${hash("sha1", Buffer.concat([movie.head, Buffer.from(sources)]), "base64url")}"`,
    };
    kept.set(key, tagged);
    return tagged;
  };

  return {
    async open(name, plan, contents) {
      const key = `${contents} ${name}`;
      const movie = kept.get(key) ?? (await layOut(key, plan(), contents));
      return {
        contentType: TYPES[contents],
        size: movie.size,
        etag: movie.etag,
        read: (start, end) => Readable.from(readMovie(movie, segments, start, end), { objectMode: false }),
      };
    },
  };
}

/** Bytes `[start, end)` of a movie. */
export async function* readMovie(
  { head, pieces }: PlannedMovie,
  segments: SegmentSource,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (start < head.length) yield head.subarray(start, end);
  for (const piece of pieces) {
    if (piece.end <= start || piece.start >= end) continue;
    const from = piece.header + Math.max(0, start - piece.start);
    const to = piece.header + Math.min(end, piece.end) - piece.start;
    const body = await segments.open(piece.path);
    assertSize(body, piece.header + piece.end - piece.start, formatMediaPath(piece.path));
    yield* bytesBetween(body, from, to);
  }
}

/** What was promised to the client is kept, or the transfer breaks off: never other bytes in its place. */
function assertSize(body: SegmentBody, expected: number, path: string): void {
  const size = sizeOf(body);
  if (size === expected) return;
  throw new CutstreamError("internal", `Segment ${path} has ${size} bytes where its index says ${expected}.`);
}

async function* bytesBetween(
  body: SegmentBody,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  const blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array> =
    body instanceof Uint8Array ? [body] : "body" in body ? body.body : body;
  let position = 0;
  for await (const block of blocks) {
    const part = block.subarray(Math.max(0, start - position), Math.max(0, end - position));
    position += block.length;
    if (part.length > 0) yield part;
    if (position >= end) return;
  }
}
