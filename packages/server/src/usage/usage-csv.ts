import type { UsageAmounts, UsageView } from "@cutstream/engine";

const COLUMNS = [
  "retrievals",
  "streams",
  "reels",
  "segments",
  "uniqueSegments",
  "encoderSeconds",
  "bytes",
] as const satisfies readonly (keyof UsageAmounts)[];

/** Usage as CSV (RFC 4180): a line of names, then one for each row; what is not known is empty. */
export function usageCsv({ by, rows }: UsageView): string {
  const lines = rows.map((row) => [row.of, ...COLUMNS.map((column) => row[column] ?? "")]);
  return [[by, ...COLUMNS], ...lines].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

function cell(value: string | number): string {
  // Users may be called anything: a spreadsheet is not to take a name for a formula.
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
