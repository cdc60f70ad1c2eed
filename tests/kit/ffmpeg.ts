import { type ChildProcess, spawn } from "node:child_process";
import { type Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** ffmpeg as the tests use it: FFMPEG_PATH, or what PATH finds. */
export const FFMPEG = process.env.FFMPEG_PATH ?? "ffmpeg";

/** How a program ended. */
export interface ProgramResult {
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** What {@link runProgram} may be given beside the arguments. */
export interface RunOptions {
  /** Written to file descriptor 0, 3, 4, … in this order; all at once, each as fast as it is read. */
  readonly inputs?: readonly AsyncIterable<Uint8Array>[];
  /** Takes standard output as it comes; kept and returned otherwise. */
  readonly onStdout?: (chunk: Buffer) => void;
  readonly env?: NodeJS.ProcessEnv;
  /** Milliseconds until the program is killed and the call fails. Default 120 000. */
  readonly timeoutMs?: number;
  /** Also accept this exit code; 0 is always right. */
  readonly exitCode?: number;
}

/**
 * Runs a program to its end.
 * @throws Error with the end of what it said where it fails, does not exist or takes too long.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<ProgramResult> {
  const inputs = options.inputs ?? [];
  const child = spawn(program, args, {
    stdio: [
      inputs.length > 0 ? "pipe" : "ignore",
      "pipe",
      "pipe",
      ...inputs.slice(1).map(() => "pipe" as const),
    ],
    env: options.env ?? process.env,
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 120_000);
  const chunks: Buffer[] = [];
  let stderr = "";
  child.stdout?.on("data", options.onStdout ?? ((chunk: Buffer) => chunks.push(chunk)));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const fed = Promise.all(inputs.map((input, i) => feed(input, child, i === 0 ? 0 : i + 2)));
  const ended = new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(signal ?? String(code)));
  });
  try {
    const [how] = await Promise.all([ended, fed]);
    if (how !== "0" && how !== String(options.exitCode)) {
      throw new Error(`${program} ended with ${how}: ${stderr.slice(-2000)}`);
    }
  } finally {
    clearTimeout(timer);
  }
  return { stdout: Buffer.concat(chunks), stderr };
}

/** Writes one input; a program that stops reading early is judged by its exit code, not by the broken pipe. */
async function feed(
  input: AsyncIterable<Uint8Array>,
  child: ChildProcess,
  descriptor: number,
): Promise<void> {
  const stream: Readable | Writable | null | undefined = child.stdio[descriptor];
  if (!(stream instanceof Writable)) throw new Error(`no pipe at descriptor ${descriptor}`);
  await pipeline(input, stream).catch(() => undefined);
}
