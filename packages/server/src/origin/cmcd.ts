import type { IncomingHttpHeaders } from "node:http";

/** Headers that CTA-5004 spreads its keys over. */
const HEADERS = ["cmcd-object", "cmcd-request", "cmcd-session", "cmcd-status"] as const;
/** Characters of what is looked at: all keys together are shorter. */
const LONGEST = 4096;

/** What a request says of its player, by headers or by `?CMCD=`. @returns undefined where it says nothing. */
export function cmcdOf(request: {
  readonly query: unknown;
  readonly headers: IncomingHttpHeaders;
}): string | undefined {
  const query = request.query as { readonly CMCD?: unknown };
  if (typeof query.CMCD === "string") return query.CMCD.slice(0, LONGEST);
  const sent = HEADERS.flatMap((name) => request.headers[name] ?? []);
  return sent.length === 0 ? undefined : sent.join(",").slice(0, LONGEST);
}
