import { LRUCache } from "lru-cache";
import type { DownloadRequest, OriginResponse, OriginService } from "../api/origin.ts";
import { CutstreamError } from "../errors.ts";
import type { HeadId } from "../library/condition-frames.ts";
import type { Observer } from "../observe/observer.ts";
import type { DoStep } from "../observe/step.ts";
import type { Meter } from "../usage/meter.ts";
import { type MediaPath, parseMediaPath, type VideoPath } from "./address/media-path.ts";
import type { Signer } from "./address/signature.ts";
import { parseThumbnailPath } from "./address/thumbnail-path.ts";
import type { Downloads } from "./downloads/downloads.ts";
import type { Heads } from "./encoding/heads.ts";
import type { Rendered, RenderedId } from "./encoding/rendered.ts";
import type { PlaylistCache } from "./playlists/playlist-cache.ts";
import type { PlayableStream } from "./published/playable.ts";
import { createBufferPool } from "./segments/buffer-pool.ts";
import { isCopied, type SegmentBody, type SegmentSource, sizeOf } from "./segments/segments.ts";
import type { Thumbnails } from "./thumbnails/thumbnails.ts";

export interface OriginParts {
  readonly signer: Signer;
  /** The plan behind a stream's id, and a name for it, while it may be played. */
  readonly playable: (stream: string) => Promise<PlayableStream>;
  readonly playlists: PlaylistCache;
  readonly segments: SegmentSource;
  readonly heads: Heads;
  readonly rendered: Rendered;
  readonly thumbnails: Thumbnails;
  readonly downloads: Downloads;
  /** Opens a file that an export made. */
  readonly exported: OriginService["exported"];
  /** Bytes of segments kept in memory that were made. */
  readonly cacheBytes: number;
  readonly step: DoStep;
  readonly observer: Pick<Observer, "looked">;
  readonly meter: Pick<Meter, "listed" | "served">;
}

const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
const MEDIA_TYPES = {
  init: "video/mp4",
  video: "video/mp4",
  audio: "audio/mp4",
  mix: "audio/mp4",
  transport: "video/mp2t",
  text: "text/vtt",
  "empty-text": "text/vtt",
} as const;
const IMMUTABLE = "public, max-age=31536000, immutable";
/** Bytes of memory kept for what chunks are read into, sent from and not kept. */
const LENT_BYTES = 32 * 1024 * 1024;
/** Players fetch a playlist once; caches must ask again, so that a revocation holds at once. */
const PERSONAL = "private, no-cache";

/** A segment, and what to call once it was sent. */
interface OpenSegment extends Pick<OriginResponse, "done"> {
  readonly body: SegmentBody;
}

/** Opens the origin. It keeps no state but caches: any node answers any request. */
export function createOrigin({
  signer,
  playable,
  playlists,
  segments,
  heads,
  rendered,
  thumbnails,
  downloads,
  exported,
  cacheBytes,
  step,
  observer,
  meter,
}: OriginParts): OriginService {
  const made = new LRUCache<string, Uint8Array>({
    maxSize: cacheBytes,
    sizeCalculation: ({ length }) => length + 128,
  });
  const inFlight = new Map<string, Promise<SegmentBody>>();
  const lent = createBufferPool(LENT_BYTES);

  /**
   * A piece of the source. It is not kept: its chunks are, where many ask for them, and its head, so that putting it
   * together again costs less than the memory.
   */
  const openCopied = async (path: VideoPath): Promise<OpenSegment> => {
    const loans: Uint8Array[] = [];
    const body = await segments.open(path, (bytes) => {
      const loan = lent.take(bytes);
      loans.push(loan);
      return loan;
    });
    return loans.length === 0 ? { body } : { body, done: () => loans.forEach(lent.give) };
  };

  /** What has to be made: once for all who ask, and kept. */
  const openMade = async (text: string, path: MediaPath): Promise<OpenSegment> => {
    const cached = made.get(text);
    observer.looked("segment", cached !== undefined);
    if (cached) return { body: cached };
    const running = inFlight.get(text);
    if (running) return { body: await running };
    const opened = segments.open(path).finally(() => inFlight.delete(text));
    inFlight.set(text, opened);
    const body = await opened;
    if (body instanceof Uint8Array) made.set(text, body);
    return { body };
  };

  const find = async ({
    user,
    stream,
    signature,
  }: Omit<DownloadRequest, "file">): Promise<PlayableStream> => {
    if (signer.verify(user, stream, signature)) return playable(stream);
    throw new CutstreamError("stream_forged", "The signature does not fit this user and stream.");
  };

  return {
    async playlist({ file, form, ...address }) {
      const { name, plan } = await find(address);
      const files = await step("playlist", form, () => playlists.get(name, plan, form));
      const { body, etag, segments: named } = files.pick(file);
      if (named > 0) {
        meter.listed({ stream: address.stream, playlist: file, user: address.user, segments: named });
      }
      if (file.startsWith("r/v")) {
        const variant = Number(file.slice(3, -5));
        makeFirstHead(files.firstHeads[variant], heads);
        makeFirstSegment(files.rendered[variant], rendered);
      }
      return { contentType: PLAYLIST_TYPE, cacheControl: PERSONAL, size: body.length, body, etag };
    },

    async download({ file, ...address }) {
      if (!/^[^/]{1,160}\.(mp4|m4a)$/.test(file))
        throw new CutstreamError("not_found", "The stream has no such file.");
      const { name, plan } = await find(address);
      return downloads.open(name, plan, file.endsWith(".m4a") ? "audio" : "video");
    },

    exported,

    async media(text): Promise<OriginResponse> {
      const path = parseMediaPath(text);
      if (!path) throw new CutstreamError("media_not_found", "This is no media path.");
      const { body: opened, done } = await step("segment", costOf(path), () =>
        isCopied(path) ? openCopied(path) : openMade(text, path),
      );
      if (path.kind !== "init") meter.served(text);
      const size = sizeOf(opened);
      const body = "body" in opened ? opened.body : opened;
      return {
        ...{ contentType: MEDIA_TYPES[path.kind], cacheControl: IMMUTABLE, size, body, etag: `"${text}"` },
        ...(done && { done }),
      };
    },

    async thumbnail(text) {
      const path = parseThumbnailPath(text);
      if (!path) throw new CutstreamError("media_not_found", "This is no path of a thumbnail.");
      const body = await step("thumbnail", "", () => thumbnails.get(path));
      return {
        contentType: "image/jpeg",
        cacheControl: IMMUTABLE,
        size: body.length,
        body,
        etag: `"${text}"`,
      };
    },
  };
}

/** What a segment costs depends on: its kind, and whether its pictures are drawn. */
const costOf = (path: MediaPath): string =>
  path.kind === "video" && path.transform !== undefined ? "rendered" : path.kind;

/**
 * Starts the encoder for a stream that begins with a head, as soon as a player shows interest in a variant: by the
 * time it has read the playlist and the init segment, the head is under way. Whoever asks for the segment gets the
 * outcome, errors included.
 */
function makeFirstHead(first: HeadId | undefined, heads: Heads): void {
  if (first) heads.get(first).catch(() => undefined);
}

/** The same for a stream that begins with a rendered segment; and its others are made ahead of whoever plays it. */
function makeFirstSegment(ids: readonly RenderedId[] = [], rendered: Rendered): void {
  const [first] = ids;
  if (!first) return;
  rendered.follow(ids);
  rendered.get(first).catch(() => undefined);
}
