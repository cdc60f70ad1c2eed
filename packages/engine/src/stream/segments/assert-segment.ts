import { type AudioTrack, ORIGIN_TICKS, VIDEO_TIMESCALE, type VideoTrack } from "@cutstream/media";
import { CutstreamError } from "../../errors.ts";
import { SILENCE } from "../../library/silence.ts";
import { LOUDEST_MUSIC, SHORTEST_MUSIC } from "../../timeline/plan-music.ts";
import type { AudioPath, TransportPath } from "../address/media-path.ts";
import type { MixPath } from "../address/mix-path.ts";
import { audioStamp } from "../project/project.ts";

/** AAC frames that one segment may hold: ten minutes. Longer ones are in no playlist. */
const MOST_AUDIO_FRAMES = 28_125;

/** Seconds: nothing is stamped later, be it by its place in a source or on the timeline. */
const LATEST_STAMP = 31 * 86_400;

/** Seconds between the first picture and the first sound of a transport segment; really half an AAC frame at most. */
const FARTHEST_APART = 1;

/** Refuses ranges that no playlist holds, before any work: beyond the track, or longer than three chunks. */
export function assertPlayable(track: VideoTrack, from: number, to: number): void {
  const { chunkStarts, frameCount } = track.index;
  const limit = chunkStarts[track.chunkOf(from) + 3] ?? frameCount;
  if (from < to && to <= Math.min(limit, frameCount)) return;
  throw new CutstreamError(
    "media_not_found",
    `Frames ${from} to ${to} are no segment of a video of ${frameCount} frames.`,
  );
}

/** Refuses what no playlist holds: too many frames, or ones beyond all times that media is stamped with. */
export function assertAudible(path: AudioPath, track: AudioTrack): void {
  const { first, count, shift, end } = path;
  const { time, timescale } = audioStamp(track, path);
  const stamp = time / timescale;
  const loops = !end || end.loop === null || end.frame - end.loop >= SHORTEST_MUSIC;
  const audible = count > 0 && count <= MOST_AUDIO_FRAMES && loops;
  if (audible && stamp >= 0 && stamp < LATEST_STAMP) return;
  throw new CutstreamError(
    "media_not_found",
    `${count} AAC frames from ${first}, shifted by ${shift}, are no segment.`,
  );
}

/** AAC frames of sound that one segment may have encoded: half a minute. Longer ones are in no playlist. */
const MOST_MIXED_FRAMES = 1407;

/** Refuses what no playlist holds: too many frames, music that is hardly any, or times that nothing is stamped with. */
export function assertMixable(path: MixPath): void {
  const { count, music, gain } = path;
  const { time, timescale } = audioStamp(SILENCE, path);
  const mixable = count > 0 && count <= MOST_MIXED_FRAMES && music.to - music.from >= SHORTEST_MUSIC;
  if (mixable && gain <= LOUDEST_MUSIC && time / timescale < LATEST_STAMP) return;
  throw new CutstreamError("media_not_found", `${count} AAC frames of music are no segment.`);
}

/** Refuses to multiplex sound with pictures that are not shown beside it. */
export function assertTogether(
  { video, audio }: TransportPath,
  sound: AudioTrack,
  picture: VideoTrack,
): void {
  const shown = video.at ?? ORIGIN_TICKS + video.from * picture.index.frameTicks;
  const { time, timescale } = audioStamp(sound, audio);
  const apart = Math.abs(shown / VIDEO_TIMESCALE - time / timescale);
  if (apart < FARTHEST_APART) return;
  throw new CutstreamError(
    "media_not_found",
    `Frames from ${video.from} and the sound beside them are ${apart.toFixed(1)} s apart: no segment.`,
  );
}
