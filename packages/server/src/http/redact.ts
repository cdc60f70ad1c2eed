/** What stands in place of a secret. */
const HIDDEN = "…";

/** Secrets by the company that they keep; each pattern reads a line once. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Signatures and tickets stand in paths: /u/{user}/{stream}/{signature}/, /e/{file}/{signature}/, /upload/{ticket}.
  [/(\/u\/[^/\s"\\?]{1,400}\/[^/\s"\\?]{1,100}\/)[^/\s"\\?]+/g, `$1${HIDDEN}`],
  [/(\/e\/[^/\s"\\?]{1,200}\/)[^/\s"\\?]+/g, `$1${HIDDEN}`],
  [/(\/upload\/)[^/\s"\\?]+/g, `$1${HIDDEN}`],
  // Queries carry the signatures of others: of stores, ad servers, sources. What is escaped in them belongs to them.
  [/\?(?:[^\s"\\]|\\.)+/g, `?${HIDDEN}`],
  // postgresql://user:password@host, where people leave an @ or a slash in the password
  [/(\bpostgres(?:ql)?:\/\/)[^\s"\\]{1,300}@/gi, `$1${HIDDEN}@`],
  [/(:\/\/)[^/\s"\\@]{1,300}@/g, `$1${HIDDEN}@`],
  [/\b(Bearer|Basic) +[^\s"\\]+/gi, `$1 ${HIDDEN}`],
  [/\bwhsec_[\w+/=-]+/g, `whsec_${HIDDEN}`],
  // As JSON, within a text of JSON too, and as people write headers and settings: whole, with what is escaped in them.
  [
    /(\\?"(?:(?:proxy-)?authorization|(?:set-)?cookie|x-access-token|x-api-key|api_?key|secret(?:_?access_?key)?|password|token)\\?": ?\[?\\?")(?:[^"\\]|\\.)*/gi,
    `$1${HIDDEN}`,
  ],
  [
    /\b((?:authorization|cookie|x-access-token|x-api-key|password)(?:: ?|=))(?:[^\s"\\]|\\.)+/gi,
    `$1${HIDDEN}`,
  ],
];

/** A line of a log without the secrets that an address, a header or somebody else's message brought into it. */
export function redactLine(line: string): string {
  return SECRETS.reduce((text, [secret, shown]) => text.replace(secret, shown), line);
}
