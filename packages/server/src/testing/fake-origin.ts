import { Readable } from "node:stream";
import { CutstreamError, type OriginResponse, type OriginService } from "@cutstream/engine";

/** What the fake origin answers with, for tests to fill: bodies or errors, by path. */
export interface FakeOrigin extends OriginService {
  readonly files: Map<string, () => OriginResponse | CutstreamError>;
}

const PLAYLIST_TYPE = "application/vnd.apple.mpegurl";
const BY_SIGNATURE = {
  expired: new CutstreamError("stream_expired", "The stream expired."),
  revoked: new CutstreamError("stream_revoked", "The stream was revoked."),
} as const;

/** A playlist for whoever has the signature `good`; media as set in `files`; thumbnails of `v1`, 320 pixels wide. */
export function createFakeOrigin(): FakeOrigin {
  const files: FakeOrigin["files"] = new Map();
  return {
    files,
    playlist: async ({ stream, signature, file, form }) => {
      if (signature === "expired" || signature === "revoked") throw BY_SIGNATURE[signature];
      if (signature !== "good") throw new CutstreamError("stream_forged", "The signature does not fit.");
      const body = Buffer.from(
        `#EXTM3U\n#stream=${stream} file=${file} form=${form}\n${"#EXTINF:2,\n/m/x\n".repeat(200)}`,
      );
      return {
        contentType: PLAYLIST_TYPE,
        cacheControl: "private, max-age=60",
        size: body.length,
        body,
        etag: `${stream}-${file}-${form}`,
      };
    },
    download: async ({ signature, file }) => {
      if (signature !== "good") throw new CutstreamError("stream_forged", "The signature does not fit.");
      const bytes = Buffer.from(`the bytes of ${file}`);
      return {
        contentType: "video/mp4",
        size: bytes.length,
        etag: '"d1"',
        read: (start, end) => Readable.from([bytes.subarray(start, end)], { objectMode: false }),
      };
    },
    exported: async (path) => {
      const [, name] = /^good\/(.+)$/.exec(path) ?? [];
      if (name === undefined) throw new CutstreamError("media_not_found", `There is no export ${path}.`);
      const bytes = Buffer.from(`the bytes of ${name}`);
      return {
        contentType: "video/mp4",
        size: bytes.length,
        etag: '"e1"',
        name,
        immutable: true,
        read: (start, end) => Readable.from([bytes.subarray(start, end)], { objectMode: false }),
      };
    },
    media: async (path) => {
      const answer =
        files.get(path)?.() ?? new CutstreamError("media_not_found", `There is no media ${path}.`);
      if (answer instanceof CutstreamError) throw answer;
      return answer;
    },
    thumbnail: async (path) => {
      const [, frame] = /^v1\/320\/(\d+)\.jpg$/.exec(path) ?? [];
      if (frame === undefined) throw new CutstreamError("media_not_found", `There is no thumbnail ${path}.`);
      const body = Buffer.from(`frame ${frame}`);
      return { ...mediaResponse(body, body.length), contentType: "image/jpeg", etag: `"${path}"` };
    },
  };
}

/** An immutable answer with this body. */
export function mediaResponse(body: OriginResponse["body"], size: number): OriginResponse {
  return {
    contentType: "video/mp4",
    cacheControl: "public, max-age=31536000, immutable",
    size,
    body,
    etag: '"m1"',
  };
}
