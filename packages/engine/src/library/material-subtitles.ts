import type { SubtitleTrack } from "../seams/analyser.ts";
import type { EmbeddedSubtitles } from "../seams/transcoder.ts";
import { keys } from "./keys.ts";
import { withLocalFile } from "./local-copy.ts";
import type { MaterialParts } from "./material-parts.ts";
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

/** Containers must be read back and forth: a pipe will not do. */
function readEmbedded(
  signal: AbortSignal,
  { version, blobs, transcoder }: MaterialParts,
): Promise<readonly EmbeddedSubtitles[]> {
  const key = keys.source(version.manifest.source.sha256);
  return withLocalFile(blobs, key, signal, (path) => transcoder.subtitles(path, signal));
}
