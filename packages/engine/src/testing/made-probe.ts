import type { ProbedAudio, ProbedVideo, SourceProbe } from "../seams/transcoder.ts";

/** What a probe of an everyday source finds, for tests: H.264 High at 25 frames a second, with AAC-LC stereo. */
export function madeProbe(
  video: Partial<ProbedVideo> | null = {},
  audio: Partial<ProbedAudio> | null = {},
  rest: Partial<SourceProbe> = {},
): SourceProbe {
  return {
    format: "mov,mp4,m4a,3gp,3g2,mj2",
    duration: 10,
    video: video && {
      index: 0,
      codec: "h264",
      profile: "High",
      pixelFormat: "yuv420p",
      width: 640,
      height: 360,
      level: 31,
      rotation: 0,
      sampleAspect: { num: 1, den: 1 },
      interlaced: false,
      nominalRate: { num: 25, den: 1 },
      averageRate: { num: 25, den: 1 },
      hdr: false,
      hiddenPackets: false,
      bitRate: null,
      duration: 10,
      ...video,
    },
    audio: audio && { index: 1, codec: "aac", profile: "LC", sampleRate: 48_000, channels: 2, ...audio },
    leftOut: [],
    ...rest,
  };
}
