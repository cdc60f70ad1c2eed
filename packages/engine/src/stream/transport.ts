import {
  AAC_FRAME_SAMPLES,
  type AudioTrack,
  concatBytes,
  ORIGIN_TICKS,
  parameterSetsOf,
  toAnnexB,
  VIDEO_TIMESCALE,
  type VideoTrack,
  writeAdtsHeader,
  writeTransportSegment,
} from "@cutstream/media";
import type { TransportPath } from "./media-path.ts";
import { audioStamp } from "./project.ts";
import type { ReadSamples } from "./sample-reader.ts";

/** Clock of MPEG-TS time stamps (ISO/IEC 13818-1 §2.4.3.7). */
const TS_CLOCK = 90_000;

interface Sound {
  readonly track: AudioTrack;
  readonly sizes: readonly number[];
  readonly data: readonly Uint8Array[];
}

/**
 * Writes video and audio of a stretch as one MPEG-TS segment. Decode times run ahead of presentation by as many frames
 * as pictures are held back for reordering, no more: players take that delay for real (`cuts.md` 9).
 */
export function writeTransport(
  path: TransportPath,
  picture: { track: VideoTrack } & ReadSamples,
  sound: Sound,
): Uint8Array {
  const { from, at } = path.video;
  const { frameTicks } = picture.track.index;
  const natural = ORIGIN_TICKS + from * frameTicks;
  const first = at ?? natural;
  const { sps, pps } = parameterSetsOf(picture.track.index.avcC);
  const sets = [...sps.values(), ...pps.values()];
  const delay = Math.max(0, ...picture.frames.map((frame, place) => place - (frame - from)));
  const clock = (ticks: number) => Math.round((ticks * TS_CLOCK) / VIDEO_TIMESCALE);
  const pictures = split(picture).map((sample, place) => {
    const sync = picture.sync[place] ?? false;
    const shown = (picture.frames[place] ?? from) - from;
    return {
      data: toAnnexB(sample, { accessUnitDelimiter: true, parameterSets: sync ? sets : [] }),
      pts: clock(first + shown * frameTicks),
      dts: clock(first + (place - delay) * frameTicks),
      sync,
    };
  });
  const { sampleRate, channels } = sound.track.index;
  const adts = { objectType: 2, sampleRate, channelConfig: channels };
  const start = (audioStamp(sound.track, path.audio) * TS_CLOCK) / sampleRate;
  const frames = split(sound).map((data, place) => ({
    data: concatBytes([writeAdtsHeader(adts, data.length), data]),
    pts: Math.round(start + (place * AAC_FRAME_SAMPLES * TS_CLOCK) / sampleRate),
  }));
  return writeTransportSegment({ video: { samples: pictures }, audio: { frames } });
}

function split({
  sizes,
  data,
}: {
  readonly sizes: readonly number[];
  readonly data: readonly Uint8Array[];
}): Uint8Array[] {
  const bytes = concatBytes(data);
  let offset = 0;
  return sizes.map((size) => {
    offset += size;
    return bytes.subarray(offset - size, offset);
  });
}
