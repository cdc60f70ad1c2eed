import Table from "cli-table3";
import { Command, Option } from "commander";
import type { Usage, UsageAmounts, UsageRequest } from "cutstream";
import { type Connection, connectTo, withConnection } from "../connection.ts";
import type { Terminal } from "../terminal.ts";

interface UsageFlags extends Connection, UsageRequest {
  readonly csv: boolean;
  readonly json: boolean;
}

/** `cutstream usage`: what was used, by day, key or user. */
export function usageCommand(terminal: Terminal): Command {
  const command = new Command("usage")
    .description("Show what was used: streams, reels, retrievals, segments, encoders and bytes.")
    .option("--from <day>", "first day, in UTC: 2026-11-01; by default the first of the month")
    .option("--to <day>", "last day; today by default")
    .addOption(new Option("--by <what>", "what is summed up").choices(["day", "key", "user"]).default("day"))
    .option("--csv", "print CSV", false)
    .option("--json", "print JSON", false)
    .action(async ({ csv, json, ...flags }: UsageFlags) => {
      const { from, to, by } = flags;
      const asked = { ...(from && { from }), ...(to && { to }), ...(by && { by }) };
      const usage = await connectTo(flags).usage(asked);
      if (json) terminal.print(JSON.stringify(usage, null, 2));
      else if (csv) terminal.print((await import("../../usage/usage-csv.ts")).usageCsv(usage).trimEnd());
      else terminal.print(table(usage));
    });
  return withConnection(command);
}

function table({ by, rows, total }: Usage): string {
  const shown = new Table({
    head: [by, "retrievals", "streams", "reels", "segments", "unique", "encoders (s)", "bytes"],
    colAligns: ["left", ...Array<"right">(7).fill("right")],
    style: { head: [], border: [] },
  });
  for (const row of rows) shown.push([row.of || "–", ...cells(row)]);
  shown.push(["all", ...cells(total)]);
  return shown.toString();
}

const cells = (amounts: UsageAmounts): string[] => [
  String(amounts.retrievals),
  String(amounts.streams),
  String(amounts.reels),
  String(amounts.segments),
  String(amounts.uniqueSegments ?? "–"),
  amounts.encoderSeconds.toFixed(1),
  String(amounts.bytes),
];
