/**
 * Anything that goes wrong: what, where, and how to mend it.
 *
 * @example
 * ```ts
 * try {
 *   await cs.timeline().add("video", { start: 5, end: 4 }).stream();
 * } catch (error) {
 *   if (error instanceof CutstreamError) console.error(error.code, error.message, error.remedy);
 * }
 * ```
 */
export class CutstreamError extends Error {
  override readonly name = "CutstreamError";
  /** Stable, for programs: `invalid_time`, `video_not_found`, …; `unreachable` where no server answered. */
  readonly code: string;
  readonly remedy: string;
  /** Status of the answer; 0 where there was none. */
  readonly status: number;
  /** Names the request in the server's log; empty where there was no answer. */
  readonly requestId: string;
  /** Where in the request: `timeline.clips[3].start`. */
  readonly path: string | undefined;

  constructor(message: string, facts: ErrorFacts) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = facts.code;
    this.remedy = facts.remedy;
    this.status = facts.status ?? 0;
    this.requestId = facts.requestId ?? "";
    this.path = facts.path;
  }
}

/** What a {@link CutstreamError} knows besides its message. */
export interface ErrorFacts {
  readonly code: string;
  readonly remedy: string;
  readonly status?: number;
  readonly requestId?: string;
  readonly path?: string | undefined;
  readonly cause?: unknown;
}

/** Reads the error out of an answer; of one that is not Cutstream's (a proxy's page, say) too. */
export async function errorFrom(response: Response): Promise<CutstreamError> {
  const requestId = response.headers.get("x-request-id") ?? "";
  const body: unknown = await response.json().catch(() => undefined);
  const error = (body as { error?: Partial<ErrorFacts> & { message?: string } } | undefined)?.error;
  return new CutstreamError(error?.message ?? `The server answered ${response.status}.`, {
    code: error?.code ?? "unexpected_answer",
    remedy: error?.remedy ?? "Check that the URL is that of a Cutstream server.",
    status: response.status,
    requestId: error?.requestId ?? requestId,
    path: error?.path,
  });
}
