import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { FFMPEG, runProgram } from "./ffmpeg.ts";

/**
 * Packs a file as an ordinary HLS stream of fMP4 segments with ffmpeg, nothing encoded: the uncut control against
 * which our streams are measured.
 * @param folder is made where it does not exist.
 * @returns path of the playlist, in `folder`.
 */
export async function packPlainHls(source: string, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const playlist = join(folder, "stream.m3u8");
  await runProgram(FFMPEG, [
    ...["-hide_banner", "-loglevel", "error", "-y", "-i", source, "-c", "copy"],
    ...["-f", "hls", "-hls_time", "2", "-hls_playlist_type", "vod", "-hls_segment_type", "fmp4"],
    // Video would start two frames late otherwise, by an edit list that some players apply and others do not.
    ...["-avoid_negative_ts", "disabled", "-hls_segment_options", "movflags=+negative_cts_offsets"],
    playlist,
  ]);
  return playlist;
}
