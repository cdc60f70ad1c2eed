import { type ClipInput, CutstreamError, type Engine, type VideoView } from "@cutstream/engine";
import { mediaId, type Reframed, readVideoId, reframedId, reframeInput } from "./ids.ts";

/** A video as a caller named it: one of the library, or a part of one in another shape. */
export interface FoundVideo {
  /** As VideoDB has it. */
  readonly id: string;
  readonly view: VideoView;
  readonly reframed?: Reframed;
  /** Seconds of the library's video that it begins with and ends at. */
  readonly start: number;
  readonly end: number;
}

/**
 * Finds a video that plays.
 * @throws CutstreamError `video_not_found`, `video_not_ready`
 */
export async function findVideo(engine: Pick<Engine, "videos">, id: string): Promise<FoundVideo> {
  const { video, reframed } = readVideoId(id);
  const view = await engine.videos.get(video);
  if (view.duration === null) {
    const { message = "It is still being taken in." } = view.error ?? {};
    throw new CutstreamError("video_not_ready", `Video ${id} does not play. ${message}`);
  }
  const { duration } = view;
  return {
    id: reframed ? reframedId(video, reframed) : mediaId(view),
    view,
    ...(reframed && { reframed }),
    start: Math.min(reframed?.start ?? 0, duration),
    end: Math.min(reframed?.end ?? duration, duration),
  };
}

/** The video as it is stored. @throws CutstreamError `not_supported` for one that a reframe made. */
export async function original(engine: Pick<Engine, "videos">, id: string): Promise<VideoView> {
  const { video, reframed } = readVideoId(id);
  if (!reframed) return engine.videos.get(video);
  const message = `Video ${id} is a shape of m-${video}, of which nothing is stored: ask m-${video}.`;
  throw new CutstreamError("not_supported", message);
}

/** What `[start, end]` is in seconds; an end that is null is that of the video. */
export type Range = readonly [number, number | null];

/** Clips, and what came of ranges that went beyond the video. */
export interface CutRanges {
  readonly clips: readonly ClipInput[];
  readonly warnings: readonly string[];
}

/**
 * Ranges of a video as clips. What goes beyond the end is cut off there: lengths are often handed on rounded.
 * @throws CutstreamError `invalid_time` for a range that lies outside, `empty_range` where its end is not after its start
 */
export function cutRanges({ id, view, start, end }: FoundVideo, ranges: readonly Range[]): CutRanges {
  const length = end - start;
  const warnings: string[] = [];
  const clips = ranges.map(([from, to]): ClipInput => {
    const until = Math.min(to ?? length, length);
    if (from < 0 || from >= length) {
      const message = `The range from ${from} s lies outside video ${id}, which lasts ${seconds(length)} s.`;
      throw new CutstreamError("invalid_time", message);
    }
    if (until <= from) {
      throw new CutstreamError("empty_range", `The range of video ${id} from ${from} s to ${to} s is empty.`);
    }
    if (to !== null && to > length + ROUNDING) {
      warnings.push(`The range to ${to} s ends with video ${id}, at ${seconds(length)} s.`);
    }
    return { video: view.id, start: start + from, end: until === length ? end : start + until };
  });
  return { clips, warnings };
}

/** The shape that videos shown together have; none where each has its own. @throws CutstreamError `not_supported` */
export function sharedShape(videos: readonly FoundVideo[]): ReturnType<typeof reframeInput> | undefined {
  const shapes = new Map(videos.map(({ reframed }) => [reframed ? shapeName(reframed) : "", reframed]));
  if (shapes.size > 1) {
    const ids = videos.map(({ id }) => id).join(", ");
    const message = `One stream has one shape, and these videos have several: ${ids}. Reframe all of them alike, or none.`;
    throw new CutstreamError("not_supported", message);
  }
  const [reframed] = shapes.values();
  return reframed && reframeInput(reframed);
}

const shapeName = ({ width, height, mode }: Reframed): string => `${width}x${height}-${mode}`;

/** Seconds that times are off by where somebody rounded them to hundredths. */
const ROUNDING = 0.01;
const seconds = (value: number): string => String(Number(value.toFixed(3)));
