import type { CutstreamError, JobView } from "@cutstream/engine";

type StoredError = NonNullable<JobView["error"]>;

/** What every answer is wrapped in. The Python SDK rejects those without `success`. */
export interface Envelope {
  readonly success: boolean;
  readonly message: string;
  readonly data?: unknown;
}

/** Wraps what was done; `warnings` say what came out otherwise than it was asked for. */
export function done(data: unknown = {}, warnings: readonly string[] = []): Envelope {
  return { success: true, message: warnings.join(" "), data };
}

/** Wraps what went wrong. */
export function failed(error: Pick<CutstreamError, "code" | "message" | "remedy"> | StoredError): Envelope {
  const remedy = error.code === "unauthorized" ? "Give the SDK one of this server's API keys." : error.remedy;
  return { success: false, message: `${error.message} ${remedy}` };
}
