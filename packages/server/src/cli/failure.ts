import { CommanderError } from "commander";
import type { Terminal } from "./terminal.ts";

/** Exit codes: 1, it could not be done; 2, the command line is wrong; 3, no server answers. */
export const EXIT = { failed: 1, usage: 2, unreachable: 3 } as const;

/** Something that a command cannot do, and how to mend it. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly remedy: string;
  readonly exitCode: number;

  constructor(message: string, remedy: string, exitCode: number = EXIT.failed) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/**
 * Says what went wrong and how to mend it.
 * @returns the exit code.
 */
export function reportFailure(thrown: unknown, terminal: Terminal): number {
  // Commander has said it already; asking for help is no failure.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : EXIT.usage;
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  terminal.note(`✗ ${error.message}`);
  if ("path" in error && typeof error.path === "string") terminal.note(`  at ${error.path}`);
  if ("remedy" in error && typeof error.remedy === "string") terminal.note(`  → ${error.remedy}`);
  if ("requestId" in error && error.requestId) terminal.note(`  request ${error.requestId}`);
  if (thrown instanceof CliError) return thrown.exitCode;
  return "code" in error && error.code === "unreachable" ? EXIT.unreachable : EXIT.failed;
}
