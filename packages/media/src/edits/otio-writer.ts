import { type FrameRate, reduce } from "../time.ts";

/** A clip to write. Times are whole frames of its media. */
export interface OtioClipOut {
  readonly name: string;
  readonly rate: FrameRate;
  /** Frames `[from, to)` of the media, and how many it has. */
  readonly from: number;
  readonly to: number;
  readonly frameCount: number;
  /** Frames of nothing before it. Default 0. */
  readonly gap?: number;
  readonly mediaUrl: string;
  /** Of the media reference, for whoever wrote it. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A timeline of one video track to write. */
export interface OtioTimelineOut {
  readonly name: string;
  readonly clips: readonly OtioClipOut[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Writes an OpenTimelineIO file of one video track. OTIO has rates as decimals only; `parseOtio` reads those of NTSC as
 * the fractions that they stand for, so frames come back as they went out.
 */
export function writeOtio({ name, clips, metadata }: OtioTimelineOut): string {
  return `${JSON.stringify(
    {
      OTIO_SCHEMA: "Timeline.1",
      name,
      global_start_time: null,
      metadata,
      tracks: {
        OTIO_SCHEMA: "Stack.1",
        name: "tracks",
        metadata: {},
        source_range: null,
        effects: [],
        markers: [],
        enabled: true,
        children: [
          {
            OTIO_SCHEMA: "Track.1",
            name: "V1",
            kind: "Video",
            metadata: {},
            source_range: null,
            effects: [],
            markers: [],
            enabled: true,
            children: clips.flatMap((one) => [...gapBefore(one), clip(one)]),
          },
        ],
      },
    },
    null,
    2,
  )}\n`;
}

function gapBefore({ gap = 0, rate }: OtioClipOut): object[] {
  if (gap === 0) return [];
  return [
    {
      OTIO_SCHEMA: "Gap.1",
      name: "",
      metadata: {},
      source_range: timeRange(0, gap, rate),
      effects: [],
      markers: [],
      enabled: true,
    },
  ];
}

function clip({ name, rate, from, to, frameCount, mediaUrl, metadata }: OtioClipOut): object {
  return {
    OTIO_SCHEMA: "Clip.1",
    name,
    metadata: {},
    source_range: timeRange(from, to - from, rate),
    effects: [],
    markers: [],
    enabled: true,
    media_reference: {
      OTIO_SCHEMA: "ExternalReference.1",
      name,
      metadata,
      target_url: mediaUrl,
      available_range: timeRange(0, frameCount, rate),
    },
  };
}

function timeRange(start: number, duration: number, rate: FrameRate): object {
  return {
    OTIO_SCHEMA: "TimeRange.1",
    start_time: rationalTime(start, rate),
    duration: rationalTime(duration, rate),
  };
}

function rationalTime(value: number, rate: FrameRate): object {
  const { num, den } = reduce(rate);
  return { OTIO_SCHEMA: "RationalTime.1", value, rate: num / den };
}
