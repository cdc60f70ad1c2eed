import { CutstreamError } from "@cutstream/engine";
import type { FastifySchemaCompiler } from "fastify";
import type { z } from "zod";
import { isTimePath } from "../schemas/time.ts";

/**
 * Entries that one list of a body may hold before anything looks at them. Far above what the engine takes; it bounds
 * the work and memory that a body of nothing but faults can cause.
 */
const MAX_LIST = 50_000;

type Issue = z.core.$ZodIssue;

/**
 * Checks a part of a request against its zod schema.
 * A fault is a {@link CutstreamError}: `invalid_time` where a time is wrong, `invalid_request` otherwise, with the
 * path of the first wrong field and what was expected there.
 */
export const compileValidator: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const endless = httpPart === "body" ? endlessList(data) : undefined;
    if (endless !== undefined) return { error: tooManyEntries(endless) };
    const result = schema.safeParse(data);
    return result.success ? { value: result.data } : { error: faultOf(result.error, data) };
  };

/** Writes zod's path as people do: `timeline.clips[3].start`. */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${String(part)}`))
    .join("");
}

/** Turns zod's findings on `data` into the error of the first of them. */
export function faultOf(error: z.ZodError, data: unknown): CutstreamError {
  const issue = error.issues[0];
  if (issue === undefined)
    return new CutstreamError("invalid_request", "The request does not fit its schema.");
  const path = formatPath(issue.path);
  const value = valueAt(data, issue.path);
  const message = `${path || "The request"} ${expectation(issue, value)}.`;
  // A time that is missing is a malformed request; a time that is there and makes no sense is an invalid time.
  const code = isTimePath(path) && value !== undefined ? "invalid_time" : "invalid_request";
  return new CutstreamError(code, message, path ? { path } : {});
}

function expectation(issue: Issue, value: unknown): string {
  if (issue.code === "unrecognized_keys") return `has unknown fields: ${shorten(issue.keys.join(", "))}`;
  if (value === undefined) return `is required: it ${rule(issue)}`;
  return `${rule(issue)}; got ${show(value)}`;
}

function rule(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return `must be ${withArticle(issue.expected)}`;
    case "invalid_value":
      return `must be ${issue.values.map((value) => JSON.stringify(value)).join(" or ")}`;
    case "too_small":
      return `must ${amount(issue.origin)} ${issue.inclusive ? "at least" : "more than"} ${issue.minimum}${unit(issue.origin)}`;
    case "too_big":
      return `must ${amount(issue.origin)} ${issue.inclusive ? "at most" : "less than"} ${issue.maximum}${unit(issue.origin)}`;
    default:
      return issue.message;
  }
}

const amount = (origin: string) => (origin === "string" || origin === "array" ? "have" : "be");
const unit = (origin: string) => (origin === "string" ? " characters" : origin === "array" ? " entries" : "");

function withArticle(type: string): string {
  const name = type === "int" ? "integer" : type;
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}

function show(value: unknown): string {
  if (typeof value === "number") return String(value);
  if (Array.isArray(value)) return "a list";
  return shorten(JSON.stringify(value) ?? typeof value);
}

const shorten = (text: string) => (text.length > 80 ? `${text.slice(0, 80)}…` : text);

function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  let value = data;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | null | undefined)?.[part];
  return value;
}

function endlessList(body: unknown, prefix = ""): { path: string; length: number } | undefined {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  for (const [key, value] of Object.entries(body)) {
    const path = `${prefix}${key}`;
    if (Array.isArray(value) && value.length > MAX_LIST) return { path, length: value.length };
    const deeper = prefix === "" ? endlessList(value, `${key}.`) : undefined;
    if (deeper) return deeper;
  }
  return undefined;
}

function tooManyEntries({ path, length }: { path: string; length: number }): CutstreamError {
  const code = path === "timeline.clips" ? "too_many_clips" : "invalid_request";
  return new CutstreamError(code, `${path} holds ${length} entries; ${MAX_LIST} is the most.`, { path });
}
