import type { CutstreamError } from "@cutstream/engine";

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
export function failed({ message, remedy }: Pick<CutstreamError, "message" | "remedy">): Envelope {
  return { success: false, message: `${message} ${remedy}` };
}
