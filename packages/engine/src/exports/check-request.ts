import type { ExportRequest } from "../api/exports.ts";
import { CutstreamError } from "../errors.ts";
import { MOST_RANGES } from "./export-items.ts";

/**
 * Refuses what does not go together.
 * @throws CutstreamError `invalid_request`
 */
export function checkExportRequest(request: ExportRequest): void {
  const { timeline, stream, ranges, container = "mp4", burn = [], pictures, captions } = request;
  const sources = [timeline, stream, ranges].filter((source) => source !== undefined).length;
  if (sources !== 1)
    throw invalid("timeline", `has ${sources} of timeline, stream and ranges, and takes one`);
  if (ranges && (ranges.length === 0 || ranges.length > MOST_RANGES))
    throw invalid("ranges", `has ${ranges.length} ranges, and takes 1 to ${MOST_RANGES}`);
  if (container !== "mp4" && burn.length > 0)
    throw invalid("burn", `names ${burn.join(", ")}, but ${container} holds no film to burn it into`);
  if ((container === "jpg") !== (pictures !== undefined))
    throw invalid(
      "pictures",
      container === "jpg" ? "is needed with jpg" : `goes with jpg, not with ${container}`,
    );
  if (pictures && (pictures.every === undefined) === (pictures.times === undefined))
    throw invalid("pictures", "takes either every or times");
  if (captions !== undefined && !burn.includes("subtitles"))
    throw invalid("captions", "is of use only where burn names subtitles");
  const dress = { overlays: request.overlays, reframe: request.reframe, subtitles: request.subtitles };
  for (const [what, given] of Object.entries(dress)) {
    if (given === undefined) continue;
    if (!ranges) throw invalid(what, "goes with ranges; a timeline has its own");
    if (!burn.some((one) => one === what)) throw invalid(what, "is given, but burn does not name it");
  }
}

function invalid(path: string, what: string): CutstreamError {
  return new CutstreamError("invalid_request", `The export's ${path} ${what}.`, { path });
}
