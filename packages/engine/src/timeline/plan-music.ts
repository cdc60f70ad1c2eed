import { AAC_FRAME_SAMPLES, FLICKS_PER_SECOND, flicksPerSample, flicksToSeconds } from "@cutstream/media";
import { z } from "zod";
import type { MusicInput } from "../api/music.ts";
import { CutstreamError } from "../errors.ts";
import type { LibraryVersion } from "../library/library.ts";
import { parseFlicks } from "./time-input.ts";

/** Music under all clips, decided: as plans and their stored form hold it. */
export const plannedMusic = z.object({
  video: z.string(),
  version: z.string(),
  rendition: z.string(),
  /** AAC frames `[from, to)` of the rendition. */
  from: z.number(),
  to: z.number(),
  loop: z.boolean(),
  mode: z.enum(["replace", "mix"]),
  /** Hundredths of a decibel. */
  gain: z.number(),
  duck: z.number(),
  /** Flicks. */
  fadeIn: z.number(),
  fadeOut: z.number(),
  /** It goes on under ads that are clips; left out: it stops for them. */
  ads: z.literal("under").exactOptional(),
});

export type PlannedMusic = z.infer<typeof plannedMusic>;

/** Whether music plays as it is: its own AAC frames, and nothing else. */
export const playsAsItIs = ({ mode, gain, fadeIn, fadeOut }: PlannedMusic): boolean =>
  mode === "replace" && gain === 0 && fadeIn === 0 && fadeOut === 0;

/** The shortest music, in AAC frames: half a second. What is shorter makes a noise of its own when it loops. */
export const SHORTEST_MUSIC = 24;

/** Limits in decibels. */
const LOUDEST = 20;
const SOFTEST = -60;
/** Seconds. */
const LONGEST_FADE = 600;

/** The same, in hundredths. */
export const LOUDEST_MUSIC = LOUDEST * 100;

const PATH = "timeline.music";

/**
 * Decides which AAC frames of a video are the music of a timeline, and what becomes of them.
 * @throws CutstreamError `invalid_music`, `invalid_time`, `video_not_found`
 */
export function planMusic(input: MusicInput, versions: ReadonlyMap<string, LibraryVersion>): PlannedMusic {
  const { video, loop = false, mode = "replace", gain = 0, duck = 0, fade = {} } = input;
  const version = versions.get(video);
  if (!version) {
    const message = `${PATH}.video names no video: ${video}.`;
    throw new CutstreamError("video_not_found", message, { path: `${PATH}.video` });
  }
  const audio = version.audio?.index;
  if (!audio) throw invalid("video", `names a video without sound: ${video}`);
  if (mode === "replace" && duck !== 0) {
    throw invalid("duck", 'is of no use where the clips\' own sound is not heard: give mode "mix" as well');
  }
  const frame = AAC_FRAME_SAMPLES * flicksPerSample(audio.sampleRate);
  const zero = audio.startSample * flicksPerSample(audio.sampleRate);
  const end = zero + audio.sizes.length * frame;
  const place = (time: number | string, name: string) => {
    const flicks = parseFlicks(time);
    // Half a frame is what any time may be off by.
    if (flicks !== undefined && flicks >= 0 && flicks <= end + frame / 2) {
      return Math.min(audio.sizes.length, Math.max(0, Math.round((flicks - zero) / frame)));
    }
    const message = `${PATH}.${name} is ${time}; the music lasts ${flicksToSeconds(end).toFixed(3)} s.`;
    throw new CutstreamError("invalid_time", message, { path: `${PATH}.${name}` });
  };
  const from = place(input.start ?? 0, "start");
  const to = input.end === undefined ? audio.sizes.length : place(input.end, "end");
  if (to - from < SHORTEST_MUSIC) {
    const seconds = flicksToSeconds(SHORTEST_MUSIC * frame).toFixed(1);
    throw invalid("end", `leaves less than ${seconds} s of music`);
  }
  return {
    ...{ video, version: version.id, rendition: audio.rendition, from, to, loop, mode },
    gain: hundredths(gain, SOFTEST, LOUDEST, "gain"),
    duck: hundredths(duck, 0, -SOFTEST, "duck"),
    fadeIn: flicksOf(fade.in ?? 0, "fade.in"),
    fadeOut: flicksOf(fade.out ?? 0, "fade.out"),
    ...(input.ads === "under" && { ads: input.ads }),
  };
}

function hundredths(decibels: number, least: number, most: number, name: string): number {
  if (decibels >= least && decibels <= most) return Math.round(decibels * 100) + 0;
  throw invalid(name, `is ${decibels}; it takes ${least} to ${most} decibels`);
}

function flicksOf(seconds: number, name: string): number {
  if (seconds >= 0 && seconds <= LONGEST_FADE) return Math.round(seconds * FLICKS_PER_SECOND);
  throw invalid(name, `is ${seconds}; it takes 0 to ${LONGEST_FADE} seconds`);
}

function invalid(name: string, what: string): CutstreamError {
  return new CutstreamError("invalid_music", `${PATH}.${name} ${what}.`, { path: `${PATH}.${name}` });
}
