import { type ParseError, parseTree } from "jsonc-parser";
import { MediaFormatError } from "./format-error.ts";
import { type JsonPath, placesInJson } from "./json-places.ts";
import { lineAt, lineFinder } from "./text.ts";

/**
 * Reads JSON (RFC 8259).
 * @throws MediaFormatError with the line of the first mistake.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const line = firstMistake(text);
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MediaFormatError(`Line ${line} is no JSON: ${reason}`, line);
  }
}

/** The line that a value of a JSON text starts on, by its path; that of the innermost value there is on the way. */
export function lineOfJson(text: string, path: JsonPath): number {
  return linesOfJson(text, [path])[0] ?? 1;
}

/** As {@link lineOfJson}, of many values: the text is read once. */
export function linesOfJson(text: string, paths: readonly JsonPath[]): number[] {
  const lines = lineFinder(text);
  return placesInJson(text, paths).map((offset) => lines(offset));
}

function firstMistake(text: string): number {
  const errors: ParseError[] = [];
  parsed(text, errors);
  return lineAt(text, errors[0]?.offset ?? text.length);
}

function parsed(text: string, errors: ParseError[]): ReturnType<typeof parseTree> {
  try {
    return parseTree(text, errors, { disallowComments: true });
  } catch (error) {
    // Nested so deeply that the stack did not last: what was found up to there is all there is.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
