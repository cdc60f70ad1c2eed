import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { SubtitleTrack } from "../seams/analyser.ts";
import type { EmbeddedSubtitles } from "../seams/transcoder.ts";
import { keys } from "./keys.ts";
import type { MaterialParts } from "./material.ts";
import { readSidecars } from "./sidecars.ts";
import { trackOfEmbedded, trackOfSidecar } from "./subtitle-tracks.ts";

/**
 * Subtitles of a video: the files that lay beside its source, then the tracks inside it.
 * @throws CutstreamError `blob_not_found`, `source_unreadable`, `storage_failed`, `cancelled`
 */
export async function readSubtitles(
  signal: AbortSignal,
  parts: MaterialParts,
): Promise<readonly SubtitleTrack[]> {
  const sidecars = await readSidecars(parts.video, parts.blobs);
  const embedded = await readEmbedded(signal, parts);
  return [...sidecars.map(trackOfSidecar), ...embedded.map(trackOfEmbedded)];
}

async function readEmbedded(
  signal: AbortSignal,
  { version, blobs, transcoder }: MaterialParts,
): Promise<readonly EmbeddedSubtitles[]> {
  const key = keys.source(version.manifest.source.sha256);
  const path = blobs.localPath(key);
  if (path !== undefined) return transcoder.subtitles(path, signal);
  // Containers must be read back and forth; where blobs lie elsewhere that takes a copy.
  const folder = await mkdtemp(join(tmpdir(), "cutstream-source-"));
  try {
    const copy = join(folder, "source");
    await pipeline((await blobs.stream(key)).body, createWriteStream(copy), { signal });
    return await transcoder.subtitles(copy, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
