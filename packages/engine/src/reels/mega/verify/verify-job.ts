import { setImmediate as nextTurn } from "node:timers/promises";
import { z } from "zod";
import { CutstreamError } from "../../../errors.ts";
import { type Library, type LibraryVersion, mainTrack } from "../../../library/library.ts";
import type { Catalog, MegaAssetRow, MegaVersionRow } from "../../../seams/catalog.ts";
import type { JobContext, JobHandler } from "../../../seams/job-queue.ts";
import { rangesToPrepare } from "../../prepared-cuts.ts";
import { checkList } from "../list/check-list.ts";
import type { ListedClip, TimecodeList } from "../list/timecode-list.ts";
import { decodeList } from "../stored-list.ts";
import { factsOf } from "../views.ts";
import { checkContent } from "./check-content.ts";
import { type BareFinding, compareCuts, type DetectedShot, slipOf } from "./compare-cuts.ts";
import type { StoredReport } from "./report.ts";

/** Kind of the jobs that verify versions. */
export const MEGA_JOB = "mega";

/** What such a job works on. */
export interface VerifyPayload {
  readonly mega: string;
  readonly version: number;
  /** Lines that somebody looked at, and whose offsets are meant. */
  readonly accept: readonly number[];
}

const schema = z.object({
  mega: z.string(),
  version: z.number(),
  accept: z.array(z.number()),
}) satisfies z.ZodType<VerifyPayload>;

export interface VerifyJobParts {
  readonly catalog: Catalog;
  readonly library: Library;
  /** Shots of a video as its version is; found where nobody looked for them yet. */
  readonly shotsOf: (
    video: string,
    version: LibraryVersion,
    signal: AbortSignal,
  ) => Promise<readonly DetectedShot[]>;
  /** Does a job of kind `heads`. */
  readonly prepareHeads: JobHandler;
  readonly now: () => number;
}

/** Shares of the job: shots are found, then heads made. */
const SHOTS = 0.05;
const HEADS = 0.5;

/**
 * Verifies a version: its list against its video and what is asked of it, its edges against the cuts in the picture; and
 * where nothing is wrong, makes all that cuts at its clips will ever need, so that no reel waits for an encoder. Then it
 * is `verified`. Whatever was found, the report says.
 */
export function createVerifyJob(parts: VerifyJobParts): JobHandler {
  const { catalog, library, shotsOf, now } = parts;
  return async (context) => {
    const { job, signal, report } = context;
    const { mega, version: number, accept } = schema.parse(job.payload);
    report("list", 0);
    const [asset, row] = [await catalog.megaAsset(mega), await catalog.megaVersion(mega, number)];
    if (!asset || !row)
      throw new CutstreamError(
        "mega_version_not_found",
        `There is no version ${number} of mega asset ${mega}.`,
      );
    const list = decodeList(await catalog.megaList(mega, number));
    const version = await library.version(row.media);
    report("shots", SHOTS);
    const shots = await shotsOf(row.video, version, signal);
    const findings = findAll({ asset, row, list, version, shots }).map((finding) =>
      accepted(finding, accept),
    );
    const ok = findings.every(({ severity }) => severity !== "error");
    if (ok) await conditionAll(list.clips, { row, version }, context, parts);
    const stored: StoredReport = {
      ...{ ok, findings, accepted: accept, shots: shots.length, checkedAt: now() },
      slip: slipOf(findings, list.clips.length * 2),
    };
    const change = { report: stored, updatedAt: now(), ...(ok && { state: "verified" as const }) };
    await catalog.updateMegaVersion(mega, number, change, ["draft", "verified"]);
  };
}

interface Found {
  readonly asset: MegaAssetRow;
  readonly row: MegaVersionRow;
  readonly list: TimecodeList;
  readonly version: LibraryVersion;
  readonly shots: readonly DetectedShot[];
}

function findAll({ asset, row, list, version, shots }: Found): BareFinding[] {
  const { manifest } = version;
  const ofList = checkList(list, manifest).map(
    ({ line, message }): BareFinding => ({ kind: "list", severity: "error", line, message }),
  );
  return [
    ...ofList,
    ...checkContent(list, asset.clipTypes, factsOf(row).clipTypes),
    ...compareCuts(list, shots, mainTrack(version).index.frameCount),
  ].sort((a, b) => a.line - b.line);
}

/** Of lists as such nothing is accepted. */
function accepted(finding: BareFinding, lines: readonly number[]): BareFinding {
  const isMeant = finding.kind === "offset" && lines.includes(finding.line);
  return isMeant ? { ...finding, severity: "accepted" } : finding;
}

/** Clips after which others get their turn. */
const CLIPS_IN_A_TURN = 100;

/** Makes the heads and tails of all that can be cut out of these clips ({@link rangesToPrepare}). */
async function conditionAll(
  clips: readonly ListedClip[],
  { row, version }: Pick<Found, "row" | "version">,
  { job, signal, report }: JobContext,
  { prepareHeads }: VerifyJobParts,
): Promise<void> {
  const track = mainTrack(version);
  const nominal = Object.values(factsOf(row).clipTypes);
  const cuts: { readonly from: number; readonly to: number }[] = [];
  for (const [n, clip] of clips.entries()) {
    for (const { first, end } of rangesToPrepare(track, clip, nominal)) cuts.push({ from: first, to: end });
    if (n % CLIPS_IN_A_TURN === 0) await nextTurn();
  }
  await prepareHeads({
    job: { ...job, payload: { version: row.media, frames: [], clips: cuts } },
    signal,
    report: (_stage, progress) => report("heads", HEADS + (1 - HEADS) * progress),
  });
}
