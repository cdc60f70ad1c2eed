import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";

/** A process that writes to a store for ever, and prints a line for each write that was acknowledged. */
export interface WriterProcess {
  readonly pid: number;
  /** Waits for so many more acknowledged writes. */
  acknowledged(count: number): Promise<void>;
  /** Kills it with SIGKILL. @returns the lines of all that it acknowledged. */
  kill(): Promise<readonly string[]>;
}

/** Starts `node script folder`. */
export function startWriter(script: string, folder: string): WriterProcess {
  const child = spawn(process.execPath, [script, folder], { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const read: string[] = [];
  return {
    pid: child.pid ?? 0,
    async acknowledged(count) {
      for (let more = 0; more < count; more++) {
        const line = await lines.next();
        if (line.done) throw new Error("The writer ended by itself.");
        read.push(line.value);
      }
    },
    async kill() {
      child.kill("SIGKILL");
      const [, signal] = await exit;
      if (signal !== "SIGKILL") throw new Error("The writer ended by itself.");
      // What still stands in the pipe was acknowledged too.
      for (let line = await lines.next(); !line.done; line = await lines.next()) read.push(line.value);
      return read;
    },
  };
}

/**
 * Prints a line, for the writer's script. Resolves once the reader's side has it: a kill loses lines that a full pipe
 * keeps in this process, and whoever counts them would find more written than was acknowledged.
 */
export function acknowledge(line: string): Promise<void> {
  return new Promise((resolve) => process.stdout.write(`${line}\n`, () => resolve()));
}
