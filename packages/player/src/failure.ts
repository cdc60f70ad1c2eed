/** All that can keep a stream from playing, in words that a viewer understands. */
const FAILURES = {
  // What the server says of the address.
  stream_expired: { title: "This stream has expired", again: false },
  stream_revoked: { title: "This stream was withdrawn", again: false },
  stream_forged: { title: "This address is not genuine", again: false },
  stream_not_found: { title: "There is no such stream", again: false },
  encoder_busy: { title: "The server is busy", again: true },
  server_error: { title: "The server cannot play this stream now", again: true },
  // What the player finds out.
  address_invalid: { title: "This is no stream's address", again: false },
  browser_unsupported: { title: "This browser cannot play HLS", again: false },
  server_unreachable: { title: "The server cannot be reached", again: true },
  stream_broken_off: { title: "The stream broke off", again: true },
  media_undecodable: { title: "This stream cannot be decoded here", again: true },
} as const;

/** Why a stream does not play: a closed list. */
export type FailureCode = keyof typeof FAILURES;

export const FAILURE_CODES = Object.keys(FAILURES) as readonly FailureCode[];

/** Why a stream does not play, as viewers are told. */
export interface Failure {
  readonly code: FailureCode;
  readonly title: string;
  readonly text: string;
  readonly remedy: string;
  /** Whether trying again may help. */
  readonly again: boolean;
}

/** Makes a failure. Texts may come from a server: they are shown as text, never as markup. */
export function failure(code: FailureCode, text = "", remedy = ""): Failure {
  return { code, ...FAILURES[code], text, remedy };
}

/** What a server's answer to the address that failed says: its status, and its body where that is JSON. */
export function failureOfAnswer(status: number, body: unknown): Failure {
  const error = property(body, "error");
  const code = text(property(error, "code"));
  const [message, remedy] = [text(property(error, "message")), text(property(error, "remedy"))];
  const known = FAILURE_CODES.find((one) => one === code);
  if (known) return failure(known, message, remedy);
  if (status >= 200 && status < 300) return failure("stream_broken_off", "Try again.");
  return failure("server_error", message || `It answered ${status}.`, remedy);
}

/** Asks a server once more for what failed, and tells what it says. */
export async function explain(url: string, signal: AbortSignal): Promise<Failure> {
  const answer = await fetch(url, { credentials: "omit", signal }).catch(() => undefined);
  if (!answer) return failure("server_unreachable", "Check the address and the connection.");
  const body = answer.ok ? undefined : await answer.json().catch(() => undefined);
  if (answer.ok) await answer.body?.cancel();
  return failureOfAnswer(answer.status, body);
}

const property = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;

const text = (value: unknown): string => (typeof value === "string" ? value : "");
