/** What stands in place of a secret. */
const HIDDEN = "…";

/** Secrets by the company that they keep; each pattern reads a line once. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Signatures and tickets stand in paths: /u/{user}/{stream}/{signature}/, /e/{file}/{signature}/, /upload/{ticket}.
  [/(\/u\/[^/\s"\\?]{1,400}\/[^/\s"\\?]{1,100}\/)[^/\s"\\?]+/g, `$1${HIDDEN}`],
  [/(\/e\/[^/\s"\\?]{1,200}\/)[^/\s"\\?]+/g, `$1${HIDDEN}`],
  [/(\/upload\/)[^/\s"\\?]+/g, `$1${HIDDEN}`],
  // Queries carry the signatures of others: of stores, ad servers, sources.
  [/(\/[^\s"\\?]{0,100})\?[^\s"\\]+/g, `$1?${HIDDEN}`],
  // postgresql://user:password@host
  [/(:\/\/)[^/\s"\\@]{1,300}@/g, `$1${HIDDEN}@`],
  [/\b(Bearer|Basic) +[^\s"\\]+/gi, `$1 ${HIDDEN}`],
  [/("(?:authorization|cookie|set-cookie|x-access-token|x-api-key|apiKey|secret)":")[^"]*/gi, `$1${HIDDEN}`],
];

/** A line of a log without the secrets that an address, a header or somebody else's message brought into it. */
export function redactLine(line: string): string {
  return SECRETS.reduce((text, [secret, shown]) => text.replace(secret, shown), line);
}
