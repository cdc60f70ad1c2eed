import { FLICKS_PER_SECOND } from "../time.ts";

/** What a bit rate is computed from. */
export interface SegmentSize {
  readonly bytes: number;
  /** In flicks. */
  readonly duration: number;
}

const bitRate = (bytes: number, duration: number): number =>
  duration > 0 ? Math.ceil((bytes * 8 * FLICKS_PER_SECOND) / duration) : 0;

/**
 * The peak segment bit rate, in bits per second rounded up (RFC 8216 §4.1, used by `BANDWIDTH`, §4.3.4.2): "the
 * largest bit rate of any contiguous set of segments whose total duration is between 0.5 and 1.5 times the target
 * duration". Where no set is that long, the whole playlist is the set; a single segment longer than that counts by
 * itself, so that no segment is left out.
 * @param targetDuration in seconds.
 */
export function peakBandwidth(segments: readonly SegmentSize[], targetDuration: number): number {
  const shortest = 0.5 * targetDuration * FLICKS_PER_SECOND;
  const longest = 1.5 * targetDuration * FLICKS_PER_SECOND;
  let peak = 0;
  for (let first = 0; first < segments.length; first++) {
    let bytes = 0;
    let duration = 0;
    for (let last = first; last < segments.length; last++) {
      const segment = segments[last];
      if (!segment) break;
      bytes += segment.bytes;
      duration += segment.duration;
      if (duration > longest && last > first) break;
      if (duration >= shortest) peak = Math.max(peak, bitRate(bytes, duration));
      if (duration >= longest) break;
    }
  }
  return peak > 0 ? peak : averageBandwidth(segments);
}

/**
 * The average segment bit rate, in bits per second rounded up (RFC 8216 §4.3.4.2 `AVERAGE-BANDWIDTH`); 0 for nothing.
 */
export function averageBandwidth(segments: readonly SegmentSize[]): number {
  let bytes = 0;
  let duration = 0;
  for (const segment of segments) {
    bytes += segment.bytes;
    duration += segment.duration;
  }
  return bitRate(bytes, duration);
}
