import type { ReelVerifyReport, VerifiedSlot, VerifiedSpan, VerifyReport } from "@cutstream/engine";
import Table from "cli-table3";
import { CliError } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** Fetches what a player would. @throws CliError for any answer but a success. */
export async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url);
  if (response.ok) return response.bytes();
  throw new CliError(
    `${url} was answered ${response.status}.`,
    "Check that the stream still lives: cutstream compose makes a new one.",
  );
}

/** Prints a report as a table: asked, shown, error in frames, sound. */
export function printReport(report: VerifyReport | ReelVerifyReport, terminal: Terminal): void {
  const slots = "slots" in report ? report.slots : undefined;
  const table = new Table({
    head: ["", slots ? "clip" : "video", "frames asked", "shown", "first", "last", "sound (ms)"],
    colAligns: ["left", "left", "right", "right", "right", "right", "right"],
    style: { head: [], border: [] },
  });
  if (slots) for (const slot of slots) table.push(slotRow(slot));
  else if ("spans" in report) for (const span of report.spans) table.push(row(span));
  terminal.print(table.toString());
  terminal.print(`audio longer than video by ${(report.lengthDifference * 1000).toFixed(1)} ms`);
  terminal.print(report.ok ? "✓ every cut is exact" : "✗ not every cut is exact");
}

function row(span: VerifiedSpan): string[] {
  const { startFrame, endFrame, first, last, soundOffset } = span;
  return [
    span.ok ? "✓" : "✗",
    span.video,
    `${startFrame} – ${endFrame - 1}`,
    `${span.shown} of ${endFrame - startFrame}`,
    first === undefined ? "none" : String(first.error),
    last === undefined ? "none" : String(last.error),
    soundOffset === undefined ? "–" : (soundOffset * 1000).toFixed(1),
  ];
}

/** A slot with its look-up, and what was found of the stretch that shows it. */
function slotRow({ title, clip, version, frames, span, ok }: VerifiedSlot): string[] {
  const [, , , ...found] = row(span);
  const lookup = `${title}, ${clip} of version ${version}`;
  return [ok ? "✓" : "✗", lookup, `${frames.first} – ${frames.end - 1}`, ...found];
}
