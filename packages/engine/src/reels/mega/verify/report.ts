import type { MegaReportView } from "../../../api/mega-assets.ts";
import type { MegaVersionRow } from "../../../seams/catalog.ts";
import { thumbnailUrl } from "../../../stream/address/thumbnail-path.ts";
import type { BareFinding } from "./compare-cuts.ts";

/** A report as the catalog keeps it. */
export interface StoredReport {
  readonly ok: boolean;
  readonly findings: readonly BareFinding[];
  /** Lines whose offsets were said to be meant. */
  readonly accepted: readonly number[];
  /** Shots that were found in the picture. */
  readonly shots: number;
  readonly slip: number | null;
  /** Milliseconds since 1970. */
  readonly checkedAt: number;
}

/** Shows a report as callers see it, with the pictures of each edge. */
export function viewReport(stored: unknown, row: MegaVersionRow, publicUrl: string): MegaReportView {
  const { findings, checkedAt, ...report } = stored as StoredReport;
  const count = (severity: BareFinding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const picture = (frame: number): string => thumbnailUrl({ publicUrl, version: row.media, frame });
  return {
    ...{ mega: row.mega, version: row.number, video: row.video, ...report },
    errors: count("error"),
    warnings: count("warning"),
    checkedAt: new Date(checkedAt).toISOString(),
    findings: findings.map((finding) => {
      const { listed, detected, edge } = finding;
      if (listed === undefined) return finding;
      // Of an out, the last frame that is shown.
      const shown = (frame: number): string => picture(edge === "out" ? frame - 1 : frame);
      const pictures = { listed: shown(listed), detected: detected === undefined ? null : shown(detected) };
      return { ...finding, pictures };
    }),
  };
}
