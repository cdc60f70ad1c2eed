import { findNodeAtLocation, type ParseError, parseTree } from "jsonc-parser";
import { MediaFormatError } from "./format-error.ts";
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
export function lineOfJson(text: string, path: readonly (string | number)[]): number {
  return linesOfJson(text, [path])[0] ?? 1;
}

/** As {@link lineOfJson}, of many values: the text is read once. */
export function linesOfJson(text: string, paths: readonly (readonly (string | number)[])[]): number[] {
  const root = parsed(text, []);
  if (!root) return paths.map(() => 1);
  const lines = lineFinder(text);
  return paths.map((path) => {
    for (let length = path.length; length >= 0; length--) {
      const node = findNodeAtLocation(root, path.slice(0, length));
      if (node) return lines(node.offset);
    }
    return 1;
  });
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
