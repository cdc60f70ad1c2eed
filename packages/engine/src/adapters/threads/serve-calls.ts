import { parentPort } from "node:worker_threads";
import { CutstreamError, type ErrorCode } from "../../errors.ts";

/** A call as it crosses to the thread. */
export interface Call {
  readonly task: string;
  readonly input: unknown;
}

/** What crosses back; errors lose their class on the way. */
export type Answer =
  | { readonly result: unknown }
  | {
      readonly error: {
        /** Null for what is no {@link CutstreamError}. */
        readonly code: ErrorCode | null;
        readonly message: string;
        readonly stack: string | undefined;
      };
    };

/** What a function gives back: its result, and the buffers of it that are given away. */
export interface Served {
  readonly result: unknown;
  readonly transfer?: readonly ArrayBuffer[];
}

/** The functions that a thread offers, by name; to be called once, in the thread's script. */
export function serveCalls(tasks: Readonly<Record<string, (input: never) => Promise<Served>>>): void {
  parentPort?.on("message", async ({ task, input }: Call) => {
    try {
      const serve = tasks[task];
      if (!serve) throw new Error(`The thread has no task ${task}.`);
      const { result, transfer = [] } = await serve(input as never);
      parentPort?.postMessage({ result } satisfies Answer, [...transfer]);
    } catch (error) {
      parentPort?.postMessage({ error: plain(error) } satisfies Answer);
    }
  });
}

function plain(error: unknown): Extract<Answer, { error: unknown }>["error"] {
  const code = error instanceof CutstreamError ? error.code : null;
  const message = error instanceof Error ? error.message : String(error);
  return { code, message, stack: error instanceof Error ? error.stack : undefined };
}
