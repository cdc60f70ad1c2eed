import { isUri } from "./attribute-list.ts";

/** One rule that a playlist breaks. */
export interface LintFinding {
  /** Clause of RFC 8216 or of Apple's HLS Authoring Specification, such as `RFC 8216 §4.3.3.1` or `Apple 8.15`. */
  readonly rule: string;
  /** `error`: a MUST, or players are known to fail. `warning`: a SHOULD. */
  readonly severity: "error" | "warning";
  readonly message: string;
  /** URI of the media playlist; absent in findings about the playlist that was passed itself. */
  readonly playlist?: string;
}

export const error = (rule: string, message: string): LintFinding => ({ rule, severity: "error", message });

export const warning = (rule: string, message: string): LintFinding => ({
  rule,
  severity: "warning",
  message,
});

const ABSOLUTE = /^([a-z][a-z0-9+.-]*:|\/\/)/i;

/**
 * A URI must fit on its line; and it should be relative, so that a playlist can be moved, mirrored and proxied together
 * with its media.
 */
export function lintUri(uri: string): LintFinding[] {
  if (!isUri(uri)) return [error("RFC 8216 §4.1", `Not a URI: ${JSON.stringify(uri)}`)];
  return ABSOLUTE.test(uri) ? [warning("relative URI", `The URI is absolute: ${uri}`)] : [];
}
