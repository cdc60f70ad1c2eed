import { reportFailure } from "../cli/failure.ts";
import { createProgram } from "../cli/program.ts";

/** What a command line printed, what it noted beside that, and the code that it ended with. */
export interface CliRun {
  readonly out: string;
  readonly notes: string;
  readonly code: number;
}

/** Runs a command line in this process; its exit code does not become the process's. */
export async function cutstream(...line: string[]): Promise<CliRun> {
  const printed: string[] = [];
  const noted: string[] = [];
  const terminal = {
    print: (text: string) => void printed.push(text),
    note: (text: string) => void noted.push(text),
    interactive: false,
  };
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await createProgram(terminal).parseAsync(line, { from: "user" });
  } catch (error) {
    process.exitCode = reportFailure(error, terminal);
  }
  const code = Number(process.exitCode);
  process.exitCode = before;
  return { out: printed.join("\n"), notes: noted.join("\n"), code };
}
