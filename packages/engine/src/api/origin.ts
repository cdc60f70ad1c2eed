import type { Readable } from "node:stream";

/**
 * Bytes in one piece, in pieces that follow one another, or as a stream. Pieces are views of what others are sent too:
 * written out as they are (one `writev`), they cost no copy.
 */
export type OriginBody = Uint8Array | readonly Uint8Array[] | Readable;

/** An answer of the origin: headers that matter to caches and players, and the body. */
export interface OriginResponse {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Bytes of `body`. */
  readonly size: number;
  readonly body: OriginBody;
  /** A strong entity tag, in its quotes (RFC 9110 §8.8.3). */
  readonly etag: string;
  /**
   * To be called once the body was handed over whole, and by nobody who still looks at it: its memory is then used for
   * another. Where it is not called, the memory is collected like any.
   */
  readonly done?: () => void;
}

/** A file of any size, any part of which can be read by itself. */
export interface OriginFile {
  readonly contentType: string;
  readonly size: number;
  /** A strong entity tag, in its quotes. */
  readonly etag: string;
  /** What browsers save it as; undefined: as its address says. */
  readonly name?: string;
  /** Whether the address has these bytes for good, for anyone. Default false. */
  readonly immutable?: boolean;
  /** Bytes `[start, end)`. */
  read(start: number, end: number): Readable;
}

/** Serves what players ask for: no state but caches. */
export interface OriginService {
  /**
   * Answers `/u/{user}/{stream}/{signature}/{file}`.
   * @throws `stream_forged` 403, `stream_expired` and `stream_revoked` 410, `stream_not_found` 404
   */
  playlist(request: PlaylistRequest): Promise<OriginResponse>;
  /**
   * Answers the same for a file that ends in `.mp4` or `.m4a`: the stream, or its sound, as one file of the samples
   * that its segments hold.
   * @throws as {@link playlist}, and `encoder_busy` 503 with `retryAfter`
   */
  download(request: DownloadRequest): Promise<OriginFile>;
  /** Answers `/e/{path}`: a file that an export made. @throws `stream_forged` 403, `media_not_found` 404 */
  exported(path: string): Promise<OriginFile>;
  /**
   * Answers `/m/{path}`: init segments and media segments.
   * @throws `media_not_found` 404, `encoder_busy` 503 with `retryAfter`
   */
  media(path: string): Promise<OriginResponse>;
  /**
   * Answers `/t/{version}/{width}/{frame}.jpg`: a frame as a JPEG file, made when it is first asked for.
   * @throws `media_not_found` 404, `encoder_busy` 503 with `retryAfter`
   */
  thumbnail(path: string): Promise<OriginResponse>;
}

/** What an address under `/u` names. */
export interface DownloadRequest {
  readonly user: string;
  readonly stream: string;
  readonly signature: string;
  /** What follows the signature: `highlights.m3u8`, `r/v720.m3u8`, `highlights.mp4`. */
  readonly file: string;
}

export interface PlaylistRequest extends DownloadRequest {
  /** `continuous`: no discontinuities, timestamps rewritten, for players that need it. */
  readonly form: "default" | "continuous";
}
