import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { InvalidArgumentError } from "commander";
import type { TimecodeListFormat } from "cutstream";
import { CliError, EXIT } from "./failure.ts";

const FORMATS: Readonly<Record<string, TimecodeListFormat>> = {
  ...{ ".json": "json", ".csv": "csv", ".edl": "edl", ".otio": "otio", ".fcpxml": "fcpxml" },
};

/** The format that a file's name ends in. */
export function listFormatOf(path: string): TimecodeListFormat {
  const format = FORMATS[extname(path).toLowerCase()];
  if (format) return format;
  const known = Object.keys(FORMATS).join(", ");
  throw new CliError(`${path} is none of ${known}.`, "Give a file that ends in one of them.", EXIT.usage);
}

/** @throws CliError where a file cannot be read. */
export async function readListFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch(() => {
    throw new CliError(`${path} cannot be read.`, "Check the path.");
  });
}

/** `long=80,short=40`; of labels, `long,short` as well. */
export function parseClipTypes(text: string): Record<string, number | null> {
  const entries = text.split(",").map((part): [string, number | null] => {
    const [name = "", frames, ...more] = part.split("=").map((text) => text.trim());
    const isCount = frames === undefined || /^[1-9]\d{0,5}$/.test(frames);
    if (name === "" || !isCount || more.length > 0)
      throw new InvalidArgumentError("It looks like long=80,short=40.");
    return [name, frames === undefined ? null : Number(frames)];
  });
  return Object.fromEntries(entries);
}
