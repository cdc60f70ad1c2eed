import type { Material } from "../seams/analyser.ts";
import { mainTrack } from "./library.ts";
import type { MaterialParts } from "./material-parts.ts";
import { decodeAll } from "./material-pictures.ts";
import { decodeSoundtrack } from "./material-sound.ts";
import { decodeStills } from "./material-stills.ts";
import { readSubtitles } from "./material-subtitles.ts";

/**
 * A version of a video as analysers see it: decoded from its own renditions, so that frames and times are those of
 * plans. Whatever is asked for is decoded anew, streamed, and holds a chunk or two in memory.
 */
export function createMaterial(parts: MaterialParts): Material {
  const { video, version, momentsOf } = parts;
  const { index, frameFlicks } = mainTrack(version);
  return {
    video,
    frameRate: index.frameRate,
    frameCount: index.frameCount,
    width: index.width,
    height: index.height,
    hasAudio: version.audio !== null,
    duration: index.frameCount * frameFlicks,
    frameFlicks,
    pictures: (format, signal) => decodeAll(format, signal, parts),
    stills: (frames, format, signal) => decodeStills(frames, format, signal, parts),
    sound: (sampleRate, signal, channels = 1) => decodeSoundtrack({ sampleRate, channels, signal }, parts),
    subtitles: (signal) => readSubtitles(signal, parts),
    moments: momentsOf,
  };
}
