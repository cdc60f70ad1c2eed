/** What a `Range` header asks of a body: all of it, `[start, end)` of it, or something that it has not. */
export type RangeRequest =
  | { readonly kind: "whole" }
  | { readonly kind: "part"; readonly start: number; readonly end: number }
  | { readonly kind: "unsatisfiable" };

const WHOLE: RangeRequest = { kind: "whole" };

/**
 * Reads a `Range` header (RFC 9110 §14.1.2) against a body of `size` bytes. Several ranges, other units and what is
 * malformed are answered with the whole body, as the specification allows.
 */
export function parseRange(header: string | undefined, size: number): RangeRequest {
  const match = header === undefined ? null : /^bytes=\s*(\d*)-(\d*)\s*$/i.exec(header);
  if (!match) return WHOLE;
  const [, first = "", last = ""] = match;
  if (first === "") return last === "" ? WHOLE : suffix(Number(last), size);
  const start = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < start) return WHOLE;
  return start < size ? { kind: "part", start, end } : { kind: "unsatisfiable" };
}

function suffix(length: number, size: number): RangeRequest {
  if (length === 0 || size === 0) return { kind: "unsatisfiable" };
  return { kind: "part", start: Math.max(0, size - length), end: size };
}
