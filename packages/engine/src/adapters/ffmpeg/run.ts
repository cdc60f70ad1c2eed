import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CutstreamError } from "../../errors.ts";
import type { Urgency } from "../../seams/transcoder.ts";
import { idly } from "./idle.ts";

/** One run of ffmpeg or ffprobe. */
export interface ToolRun {
  readonly program: string;
  /** Arguments as the program gets them; no shell is involved. */
  readonly args: readonly string[];
  /**
   * Written to standard input, an iterable as fast as the program reads it; without it, standard input is empty.
   * What an iterable throws is thrown once the program has ended.
   */
  readonly input?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** Written to file descriptor 4. */
  readonly script?: string | undefined;
  /** Written to file descriptor 5, as {@link input} is to standard input. */
  readonly secondInput?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** A program that runs with these arguments already, and waits for its input. */
  readonly started?: ChildProcess | undefined;
  readonly signal?: AbortSignal | undefined;
  /** To whom it gives way: default nobody. */
  readonly urgency?: Urgency;
  /** Called with each line that the program writes to file descriptor 3. */
  readonly onLine?: ((line: string) => void) | undefined;
  /** Called with each line that the program writes to standard error. */
  readonly onComplaint?: ((line: string) => void) | undefined;
  /** Makes the error to throw when the program fails. */
  readonly onFailure: (failure: ToolFailure) => CutstreamError;
}

/** How a program ended that did not end well. */
export interface ToolFailure {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** Last lines of standard error, oldest first. */
  readonly lines: readonly string[];
}

/**
 * Static builds, as npm brings them, crash on transport streams when glibc loads the system's character conversions
 * into them: without a path to those, names of services, which nobody reads here, stay as they are.
 */
const ENVIRONMENT = { AV_LOG_FORCE_NOCOLOR: "1", GCONV_PATH: "/nonexistent" };

const KEPT_LINES = 40;
const KEPT_LINE_LENGTH = 500;
const LONGEST_LINE = 65_536;

/**
 * Runs a program and yields what it writes to standard output. It is killed, and its end awaited, when the signal
 * fires or the consumer leaves the loop, so no process outlives the iteration.
 * @throws CutstreamError what `onFailure` makes; `cancelled` once the signal has fired; `encoder_missing` where there
 * is no such program, `encoder_failed` where the system refuses to start it.
 */
export async function* streamTool(run: ToolRun): AsyncGenerator<Uint8Array, void, undefined> {
  if (run.signal?.aborted) throw cancelled(run.signal);
  const child = run.started ?? (await startProgram(run));
  const closed = once(child, "close");
  const kill = () => child.kill("SIGKILL");
  run.signal?.addEventListener("abort", kill, { once: true });
  // It may have fired while the program started.
  if (run.signal?.aborted) kill();
  const [stdin, stdout, stderr, lines, script, second] = child.stdio as unknown as Channels;
  const tail = keepTail(stderr, run.onComplaint);
  if (run.onLine) forEachLine(lines, run.onLine);
  if (run.script !== undefined) {
    script.on("error", () => {});
    script.end(run.script);
  }
  const fed = Promise.all([
    run.input ? feed(stdin, run.input) : undefined,
    run.secondInput ? feed(second, run.secondInput) : undefined,
  ]).then((ends) => ends.find((broken) => broken !== undefined));
  if ((run.urgency ?? "now") !== "now") lowerPriority(child);
  try {
    for await (const chunk of stdout) yield chunk as Uint8Array;
    await closed;
    if (run.signal?.aborted) throw cancelled(run.signal);
    const broken = await fed;
    if (broken) throw broken.reason;
    if (child.exitCode !== 0) {
      throw run.onFailure({ exitCode: child.exitCode, killedBy: child.signalCode, lines: tail() });
    }
  } finally {
    if (child.exitCode === null && child.signalCode === null) kill();
    stdout.destroy();
    await closed;
    await fed;
    run.signal?.removeEventListener("abort", kill);
  }
}

/**
 * Runs a program and returns what it wrote to standard output. Throws as {@link streamTool}; output beyond
 * `maxBytes` is a failure too.
 */
export async function captureTool(run: ToolRun, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of streamTool(run)) {
    size += chunk.byteLength;
    if (size > maxBytes) {
      throw run.onFailure({
        exitCode: null,
        killedBy: null,
        lines: [`more than ${maxBytes} bytes of output`],
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** The lines that a program printed last, as the cause of an error. */
export function printed(failure: ToolFailure): Error {
  const end = failure.killedBy === null ? `exit code ${failure.exitCode}` : `killed by ${failure.killedBy}`;
  return new Error([end, ...failure.lines].join("\n"));
}

type Channels = [
  stdin: Writable,
  stdout: Readable,
  stderr: Readable,
  lines: Readable,
  script: Writable,
  secondInput: Writable,
];

/**
 * Starts a program, with a pipe for whatever the run has.
 * @throws CutstreamError `encoder_missing`, `encoder_failed`
 */
export async function startProgram(
  run: Pick<ToolRun, "program" | "args" | "input" | "onLine" | "script" | "secondInput" | "urgency">,
): Promise<ChildProcess> {
  const pipeIf = (needed: boolean) => (needed ? "pipe" : "ignore");
  const { program, args } = run.urgency === "idle" ? await idly(run) : run;
  try {
    const child = spawn(program, args, {
      stdio: [
        pipeIf(run.input !== undefined),
        "pipe",
        "pipe",
        pipeIf(run.onLine !== undefined),
        pipeIf(run.script !== undefined),
        pipeIf(run.secondInput !== undefined),
      ],
      env: { ...process.env, ...ENVIRONMENT },
      windowsHide: true,
    });
    await once(child, "spawn");
    return child;
  } catch (cause) {
    const gone =
      cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "EACCES");
    throw new CutstreamError(
      gone ? "encoder_missing" : "encoder_failed",
      `${run.program} could not be started.`,
      { cause },
    );
  }
}

/**
 * The program may stop reading before all is written, when it has the frames it wants: no error.
 * @returns why the input ended before its end, where that was its own fault.
 */
async function feed(
  stdin: Writable,
  input: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<{ readonly reason: unknown } | undefined> {
  if (input instanceof Uint8Array) {
    stdin.on("error", () => {});
    stdin.end(input);
    return undefined;
  }
  let broken: { readonly reason: unknown } | undefined;
  const noted = async function* () {
    try {
      yield* input;
    } catch (reason) {
      broken = { reason };
      throw reason;
    }
  };
  await pipeline(noted, stdin).catch(() => {});
  return broken;
}

function lowerPriority(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not allowed here, or already ended: it only runs less politely.
  }
}

/** Collects the last lines of a stream; the returned function gives them. */
function keepTail(stream: Readable, onLine?: (line: string) => void): () => readonly string[] {
  const lines: string[] = [];
  forEachLine(stream, (line) => {
    if (line.trim() === "") return;
    const kept = line.slice(0, KEPT_LINE_LENGTH);
    onLine?.(kept);
    lines.push(kept);
    if (lines.length > KEPT_LINES) lines.shift();
  });
  return () => lines;
}

/** Calls `use` with each line; one that does not end is cut, so that memory stays bounded. */
function forEachLine(stream: Readable, use: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8");
  stream.on("error", () => {});
  stream.on("data", (text: string) => {
    const lines = (rest + text).split(/\r?\n/);
    rest = lines.pop() ?? "";
    for (const line of lines) use(line);
    if (rest.length > LONGEST_LINE) {
      use(rest);
      rest = "";
    }
  });
  stream.on("end", () => {
    if (rest !== "") use(rest);
  });
}

function cancelled(signal: AbortSignal): CutstreamError {
  return new CutstreamError("cancelled", "The work was cancelled.", { cause: signal.reason });
}
