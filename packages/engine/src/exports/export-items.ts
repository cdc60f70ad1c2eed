import { FLICKS_PER_SECOND, flicksToSeconds } from "@cutstream/media";
import type { Burn, ExportContainer, ExportPictures, ExportRange, ExportRequest } from "../api/exports.ts";
import { asCutstreamError, CutstreamError } from "../errors.ts";
import type { Plan } from "../stream/plan/plan.ts";
import { encodePlan } from "../stream/plan/plan-codec.ts";
import type { PlaylistCache } from "../stream/playlists/playlist-cache.ts";
import type { BoundPlan } from "../stream/project/tracks.ts";
import type { PlayableStream } from "../stream/published/playable.ts";
import type { PublishedStreams } from "../stream/published/streams.ts";
import { parseFlicks } from "../timeline/time-input.ts";
import { burnPlan } from "./burn-plan.ts";
import { type ExportItem, movieFile } from "./payload.ts";

export interface ItemParts {
  readonly streams: Pick<PublishedStreams, "decide">;
  readonly playable: (stream: string) => Promise<PlayableStream>;
  readonly playlists: Pick<PlaylistCache, "bind">;
}

/** What the files of an export are, decided. */
export interface ExportItems {
  readonly files: readonly ExportItem[];
  /** Of a video that each is made of. */
  readonly video: string;
  readonly warnings: readonly string[];
}

/** Files of one export. */
export const MOST_RANGES = 500;
const MOST_PICTURES = 2000;

/** Decides what the files of an export are. Throws as `ExportService.create`. */
export async function exportItems(request: ExportRequest, parts: ItemParts): Promise<ExportItems> {
  const { timeline, stream, ranges, container = "mp4", name = "export" } = request;
  const burn = new Set(request.burn);
  const from = async (plan: Plan, called: string): Promise<Decided> => {
    const burnt = burnPlan(plan, burn, request.captions);
    const bound = await parts.playlists.bind(burnt.plan);
    return {
      files: filesOf(bound, called, container, request.pictures),
      warnings: burnt.warnings,
      video: videoOf(plan),
    };
  };
  if (stream !== undefined) return from((await parts.playable(stream)).plan(), name);
  if (timeline !== undefined)
    return from(await parts.streams.decide({ timeline: withOnly(timeline, burn) }), name);
  const { overlays = [], reframe, subtitles = [] } = request;
  const dressed = { overlays, subtitles, ...(reframe && { reframe }) };
  const decided = await Promise.all(
    (ranges ?? []).map(async (range, n): Promise<Decided | { name: string; error: CutstreamError }> => {
      const called = range.name ?? `${name}-${n + 1}`;
      try {
        const clips = [clipOf(range)];
        const plan = await parts.streams.decide({ timeline: withOnly({ clips, ...dressed }, burn) });
        return await from(plan, called);
      } catch (error) {
        return { name: called, error: inRange(asCutstreamError(error), n) };
      }
    }),
  );
  return together(decided);
}

type Decided = ExportItems;

/** The files of all ranges, those that cannot be made with their errors. @throws the first one's where all have one. */
function together(
  decided: readonly (Decided | { readonly name: string; readonly error: CutstreamError })[],
): ExportItems {
  const made = decided.filter((one) => "files" in one);
  const [first] = made;
  if (!first) throw decided.find((one) => "error" in one)?.error ?? new RangeError("There are no ranges.");
  return {
    video: first.video,
    files: decided.flatMap((one): readonly ExportItem[] => {
      if ("files" in one) return one.files;
      const { code, message, remedy } = one.error;
      return [{ kind: "failed", name: one.name, error: { code, message, remedy } }];
    }),
    warnings: [...new Set(made.flatMap(({ warnings }) => warnings))],
  };
}

const clipOf = ({ video, start, end }: ExportRange) => ({ video, start, end });

/** An error says where in the request its range is, not where in the timeline that was made of it. */
function inRange(error: CutstreamError, n: number): CutstreamError {
  const place = (text: string) => text.replaceAll("timeline.clips[0]", `ranges[${n}]`);
  const { path, ...details } = error.details;
  return new CutstreamError(error.code, place(error.message), {
    ...details,
    ...(path !== undefined && { path: place(path) }),
  });
}

/** A timeline without what would not be in its file anyway: nobody translates or draws that. */
function withOnly(
  timeline: NonNullable<ExportRequest["timeline"]>,
  burn: ReadonlySet<Burn>,
): NonNullable<ExportRequest["timeline"]> {
  const { overlays, reframe, subtitles, ...rest } = timeline;
  return {
    ...rest,
    ...(burn.has("overlays") && overlays && { overlays }),
    ...(burn.has("reframe") && reframe && { reframe }),
    ...(burn.has("subtitles") && subtitles && { subtitles }),
  };
}

const videoOf = ({ clips }: Plan): string => clips[0]?.video ?? "";

function filesOf(
  bound: BoundPlan,
  name: string,
  container: ExportContainer,
  pictures: ExportPictures | undefined,
): ExportItem[] {
  const spans = bound.variants[0] ?? [];
  const flicks = spans.reduce((sum, { duration }) => sum + duration, 0);
  if (container !== "jpg") {
    const contents = container === "mp4" ? "video" : "audio";
    // What is only seen makes no other sound.
    const { surface: _s, subtitles: _t, captions: _c, render: _r, ...heard } = bound.plan;
    const plan = contents === "video" ? bound.plan : heard;
    const file = movieFile(plan, contents);
    return [{ kind: "movie", name, plan: encodePlan(plan), file, duration: flicksToSeconds(flicks) }];
  }
  const { width = 640 } = pictures ?? {};
  return pictureTimes(pictures ?? {}, flicks).flatMap((time, n): ExportItem[] => {
    const span = spans.findLast(({ start }) => start <= time);
    if (!span) return [];
    const { video, version, from, to, start } = span;
    const frame = Math.min(to - 1, from + Math.floor((time - start) / video.frameFlicks));
    const at = flicksToSeconds(start + (frame - from) * video.frameFlicks);
    return [{ kind: "picture", name: `${name}-${n + 1}`, version, frame, width, at, made: false }];
  });
}

/** Times of pictures, in flicks. A frame is meant by every time up to a millisecond before its own. */
function pictureTimes({ every, times = [] }: ExportPictures, duration: number): number[] {
  const tolerance = FLICKS_PER_SECOND / 1000;
  if (every !== undefined) {
    const step = Math.round(every * FLICKS_PER_SECOND);
    const count = Math.ceil(duration / step);
    if (count > MOST_PICTURES) throw tooMany(count);
    return Array.from({ length: count }, (_, n) => n * step + tolerance);
  }
  if (times.length > MOST_PICTURES) throw tooMany(times.length);
  return times.map((time, n) => {
    const path = `pictures.times[${n}]`;
    const flicks = parseFlicks(time);
    if (flicks !== undefined && flicks >= 0 && flicks < duration) return flicks + tolerance;
    const message = `${path} is ${time}; there are ${flicksToSeconds(duration).toFixed(3)} seconds.`;
    throw new CutstreamError("invalid_time", message, { path });
  });
}

function tooMany(count: number): CutstreamError {
  const message = `${count} pictures are more than ${MOST_PICTURES}.`;
  return new CutstreamError("invalid_request", message, { path: "pictures" });
}
