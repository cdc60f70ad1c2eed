import { resolve } from "node:path";

/**
 * Demuxers that sources may use. Playlists, concatenation scripts, image sequences and everything else that makes
 * ffmpeg open further files are not among them: a source is hostile until proven otherwise.
 */
const DEMUXERS = [
  "mov,mp4,m4a,3gp,3g2,mj2",
  "matroska,webm",
  "mpegts",
  "mpeg",
  "mpegvideo",
  "avi",
  "flv",
  "asf",
  "ogg",
  "mxf",
  "gxf",
  "dv",
  "nut",
  "rm",
  "ivf",
  "h264",
  "hevc",
  "m4v",
  "yuv4mpegpipe",
  "wav",
  "w64",
  "aiff",
  "caf",
  "mp3",
  "aac",
  "ac3",
  "eac3",
  "flac",
  "amr",
].join(",");

/** Enough to meet the first packets of every track of a transport stream; other containers need far less. */
const PROBING = ["-probesize", "50M", "-analyzeduration", "20M"];

/** Input arguments for a file: nothing else is opened, and its name is never taken for an option or a protocol. */
export function fileInput(path: string): readonly string[] {
  const guard = ["-protocol_whitelist", "file", "-format_whitelist", DEMUXERS];
  return [...guard, ...PROBING, "-i", `file:${resolve(path)}`];
}

/** Input arguments for a concatenated MP4 on standard input. */
export function pipedMp4(): readonly string[] {
  return ["-protocol_whitelist", "pipe", "-f", "mp4", "-i", "pipe:0"];
}

/** Input arguments for MPEG-TS on standard input. */
export function pipedTransportStream(): readonly string[] {
  return ["-protocol_whitelist", "pipe", "-f", "mpegts", "-i", "pipe:0"];
}

/** What every ffmpeg is started with. */
export const QUIET = ["-nostdin", "-hide_banner", "-loglevel", "error"] as const;
