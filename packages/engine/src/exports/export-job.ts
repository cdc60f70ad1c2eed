import { asCutstreamError, CutstreamError, type ErrorCode } from "../errors.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { JobContext, JobHandler } from "../seams/job-queue.ts";
import { layOutPlan, type MovieContents } from "../stream/downloads/movie-layout.ts";
import type { Makers } from "../stream/encoding/makers.ts";
import { decodePlan } from "../stream/plan/plan-codec.ts";
import type { PlaylistCache } from "../stream/playlists/playlist-cache.ts";
import type { SegmentSource } from "../stream/segments/segments.ts";
import type { Thumbnails } from "../stream/thumbnails/thumbnails.ts";
import type { FilmStore } from "./film-store.ts";
import { makeParts } from "./make-parts.ts";
import { type ExportItem, type ExportPayload, exportPayload, type MovieItem } from "./payload.ts";

export interface ExportJobParts {
  readonly catalog: Pick<Catalog, "updateJob">;
  readonly films: Pick<FilmStore, "claim" | "put">;
  readonly playlists: Pick<PlaylistCache, "bind">;
  readonly makers: Makers;
  readonly segments: SegmentSource;
  readonly thumbnails: Pick<Thumbnails, "get">;
}

/** Share of a film's work that laying it out is, once its parts are there. */
const LAYOUT_SHARE = 0.05;

/**
 * Makes the files of an export. A film is the samples of its segments, which are stored already, each for everyone: all
 * that is written for it is what they are and where they stand. What an earlier run has made is left as it is.
 */
export function createExportJob(parts: ExportJobParts): JobHandler {
  return async ({ job, signal, report }) => {
    let payload = exportPayload.parse(job.payload);
    // Asked for again: what failed is tried again.
    if (job.attempts === 1) payload = { ...payload, files: payload.files.map(withoutError) };
    const contents = payload.container === "m4a" ? "audio" : "video";
    for (const [n, item] of payload.files.entries()) {
      signal.throwIfAborted();
      if (isSettled(item)) continue;
      const share = (stage: string, done: number) => report(stage, (n + done) / payload.files.length);
      const made = await makeItem(item, contents, parts, { signal, share, exported: payload.export });
      payload = { ...payload, files: payload.files.with(n, made) };
      if (item.kind === "movie") await parts.catalog.updateJob(job.id, { payload });
    }
    await parts.catalog.updateJob(job.id, { payload });
    assertMade(payload);
  };
}

function withoutError(item: ExportItem): ExportItem {
  if (item.kind === "failed") return item;
  const { error: _, ...rest } = item;
  return rest;
}

function isSettled(item: ExportItem): boolean {
  if (item.error !== undefined) return true;
  return item.kind === "movie" ? item.size !== undefined : item.kind === "picture" && item.made;
}

/** An export of which nothing came is a job that failed. */
function assertMade({ files }: ExportPayload): void {
  const [first] = files;
  if (!first?.error || files.some(({ error }) => !error)) return;
  throw new CutstreamError(first.error.code as ErrorCode, first.error.message);
}

interface Work extends Pick<JobContext, "signal"> {
  /** Id of the export. */
  readonly exported: string;
  readonly share: (stage: string, done: number) => void;
}

/** A file, made; or with the reason why it was not. @throws CutstreamError `cancelled` */
async function makeItem(
  item: ExportItem,
  contents: MovieContents,
  parts: ExportJobParts,
  work: Work,
): Promise<ExportItem> {
  try {
    if (item.kind === "failed") return item;
    if (item.kind === "movie") return { ...item, size: await makeMovie(item, contents, parts, work) };
    const { version, frame, width } = item;
    work.share("pictures", 0);
    await parts.thumbnails.get({ version, frame, width });
    return { ...item, made: true };
  } catch (error) {
    work.signal.throwIfAborted();
    const { code, message, remedy } = asCutstreamError(error);
    return { ...item, error: { code, message, remedy } };
  }
}

/** Makes a film. @returns its bytes. */
async function makeMovie(
  { plan, file }: MovieItem,
  contents: MovieContents,
  { films, playlists, makers, segments }: ExportJobParts,
  { signal, share, exported }: Work,
): Promise<number> {
  // Somebody else may have asked for the same film.
  const made = await films.claim(file, exported);
  if (made) return made.size;
  share("encode", 0);
  const bound = await playlists.bind(decodePlan(plan));
  const report = (done: number) => share("encode", done * (1 - LAYOUT_SHARE));
  await makeParts(bound, contents, makers, { signal, report });
  share("write", 1 - LAYOUT_SHARE);
  const movie = await layOutPlan(bound, contents, segments);
  signal.throwIfAborted();
  await films.put(file, movie, signal);
  return movie.size;
}
