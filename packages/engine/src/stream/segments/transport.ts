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
import type { TransportPath } from "../address/media-path.ts";
import { audioStamp } from "../project/project.ts";
import type { CutFrames } from "./cuts.ts";

/** Clock of MPEG-TS time stamps (ISO/IEC 13818-1 §2.4.3.7). */
const TS_CLOCK = 90_000;

interface Sound {
  readonly track: AudioTrack;
  readonly sizes: readonly number[];
  readonly data: readonly Uint8Array[];
}

/** Pictures of a rendition, their bytes one after the other. */
export interface TransportPicture extends Omit<CutFrames, "data"> {
  readonly track: VideoTrack;
  readonly data: Uint8Array;
}

/**
 * Writes video and audio of a stretch as one MPEG-TS segment. Decode times run ahead of presentation by as many frames
 * as pictures are held back for reordering anywhere in the rendition: no more, since players take that delay for real
 * (`cuts.md` 9), and the same in every segment, so that they never run back where two join.
 */
export function writeTransport(path: TransportPath, picture: TransportPicture, sound: Sound): Uint8Array {
  const { from, at } = path.video;
  const { frameTicks } = picture.track.index;
  const first = at ?? ORIGIN_TICKS + from * frameTicks;
  const setsOf = parameterSetWriter(picture);
  const clock = (ticks: number) => Math.round((ticks * TS_CLOCK) / VIDEO_TIMESCALE);
  const pictures = split(picture.sizes, picture.data).map((sample, place) => {
    const sync = picture.sync[place] ?? false;
    const shown = (picture.frames[place] ?? from) - from;
    const parameterSets = sync ? setsOf(picture.conditioned(place)) : [];
    return {
      data: toAnnexB(sample, { accessUnitDelimiter: true, parameterSets }),
      pts: clock(first + shown * frameTicks),
      dts: clock(first + (place - picture.track.reorderDelay) * frameTicks),
      sync,
    };
  });
  const { sampleRate, channels } = sound.track.index;
  const adts = { objectType: 2, sampleRate, channelConfig: channels };
  const { time, timescale } = audioStamp(sound.track, path.audio);
  const start = (time * TS_CLOCK) / timescale;
  const frames = split(sound.sizes, concatBytes(sound.data)).map((data, place) => ({
    data: concatBytes([writeAdtsHeader(adts, data.length), data]),
    pts: Math.round(start + (place * AAC_FRAME_SAMPLES * TS_CLOCK) / sampleRate),
  }));
  return writeTransportSegment({ video: { samples: pictures }, audio: { frames } });
}

/**
 * The parameter sets to write before a key picture: those that it uses. hls.js makes its decoder's configuration of
 * the first sequence and the last picture parameter set of a segment, so a segment that began with one kind of
 * picture repeats that kind's picture parameter set after the other kind's.
 */
function parameterSetWriter({
  track,
  conditioned,
}: TransportPicture): (conditioned: boolean) => Uint8Array[] {
  const { sps, pps } = parameterSetsOf(track.index.avcC);
  const kind = (sets: ReadonlyMap<number, Uint8Array>, head: boolean) =>
    [...sets].filter(([id]) => (id === track.index.headSetId) === head).map(([, set]) => set);
  const begins = conditioned(0);
  return (head) => [...kind(sps, head), ...kind(pps, head), ...(head === begins ? [] : kind(pps, begins))];
}

function split(sizes: readonly number[], bytes: Uint8Array): Uint8Array[] {
  let offset = 0;
  return sizes.map((size) => {
    offset += size;
    return bytes.subarray(offset - size, offset);
  });
}
