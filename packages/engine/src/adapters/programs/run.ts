import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { constants, setPriority } from "node:os";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CutstreamError } from "../../errors.ts";
import type { Urgency } from "../../seams/transcoder.ts";
import { confined } from "./confined.ts";
import { programEnvironment } from "./environment.ts";
import { killProgram } from "./kill-program.ts";
import { LACKS_MEMORY, limitHit } from "./limit-hit.ts";
import { programLimits } from "./limits.ts";
import { type ProgressWatch, watchProgress } from "./progress-watch.ts";

/** One run of a program: ffmpeg, ffprobe, a recogniser of speech, a translator. */
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
  /** A program that runs with these arguments already, and waits for its input. The run's own: it ends with it. */
  readonly started?: ChildProcess | undefined;
  readonly signal?: AbortSignal | undefined;
  /** To whom it gives way: default nobody. */
  readonly urgency?: Urgency;
  /** Seconds of processor time that it may take: default ten minutes. */
  readonly processor?: number | undefined;
  /** Seconds that it may do nothing, while nobody keeps it waiting: by default the more, the more it gives way. */
  readonly patience?: number | undefined;
  /** Called with each line that the program writes to file descriptor 3; returns whether it tells of progress. */
  readonly onLine?: ((line: string) => boolean) | undefined;
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

/** Seconds without progress after which a program is taken to hang. What runs on idle time may be kept from running. */
const PATIENCE: Readonly<Record<Urgency, number>> = { now: 120, soon: 300, idle: 1800 };

const KEPT_LINES = 40;
const KEPT_LINE_LENGTH = 500;
const LONGEST_LINE = 65_536;

/**
 * Runs a program and yields what it writes to standard output. It runs confined: within limits of memory, time and
 * files, in an environment without secrets and, where the system allows it, without a network. It is killed with all
 * that it started, and its end awaited, when the signal fires, when it hangs, or when the consumer leaves the loop, so
 * no process outlives the iteration.
 * @throws CutstreamError what `onFailure` makes; `program_out_of_memory`, `program_out_of_time` where it ran into a
 * limit; `cancelled` once the signal has fired; `encoder_missing` where there is no such program, `encoder_failed` where
 * the system refuses to start it.
 */
export async function* streamTool(run: ToolRun): AsyncGenerator<Uint8Array, void, undefined> {
  if (run.signal?.aborted && !run.started) throw cancelled(run.signal);
  const child = run.started ?? (await startProgram(run));
  const since = performance.now();
  const closed = once(child, "close");
  const kill = () => killProgram(child);
  run.signal?.addEventListener("abort", kill, { once: true });
  // It may have fired while the program started, or while it waited.
  if (run.signal?.aborted) kill();
  const patience = run.patience ?? PATIENCE[run.urgency ?? "now"];
  let stalled: number | undefined;
  const watch = watchProgress(patience, () => {
    stalled = patience;
    kill();
  });
  const [stdin, stdout, stderr, lines, script, second] = child.stdio as unknown as Channels;
  let lackedMemory = false;
  const tail = keepTail(stderr, (line) => {
    run.onComplaint?.(line);
    if (!LACKS_MEMORY.test(line)) return;
    // Whatever it does now, it does it without something: ffmpeg leaves out pictures, or waits for ever.
    lackedMemory = true;
    kill();
  });
  if (run.onLine) forEachLine(lines, (line) => void (run.onLine?.(line) && watch.progressed()));
  if (run.script !== undefined) {
    script.on("error", () => {});
    script.end(run.script);
  }
  const fed = Promise.all([
    run.input ? feed(stdin, run.input, watch) : undefined,
    run.secondInput ? feed(second, run.secondInput, watch) : undefined,
  ]).then((ends) => ends.find((broken) => broken !== undefined));
  if ((run.urgency ?? "now") !== "now") lowerPriority(child);
  try {
    for await (const chunk of stdout) {
      const goOn = watch.keptWaiting();
      yield chunk as Uint8Array;
      goOn();
    }
    await closed;
    if (run.signal?.aborted) throw cancelled(run.signal);
    const broken = await fed;
    if (broken) throw broken.reason;
    const { exitCode, signalCode: killedBy } = child;
    const failure = { exitCode, killedBy, lines: tail() };
    const hit = limitHit({
      ...{ program: run.program, exitCode, killedBy, stalled, lackedMemory },
      ...{ limits: programLimits(run.processor), elapsed: (performance.now() - since) / 1000 },
      cause: printed(failure),
    });
    if (hit) throw hit;
    if (exitCode !== 0) throw run.onFailure(failure);
  } finally {
    watch.stop();
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
 * Starts a program, confined, with a pipe for whatever the run has.
 * @throws CutstreamError `encoder_missing`, `encoder_failed`
 */
export async function startProgram(
  run: Pick<
    ToolRun,
    "program" | "args" | "input" | "onLine" | "script" | "secondInput" | "urgency" | "processor"
  >,
): Promise<ChildProcess> {
  const pipeIf = (needed: boolean) => (needed ? "pipe" : "ignore");
  const { program, args } = await confined(run, run.processor, run.urgency === "idle");
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
      env: programEnvironment(),
      // A group of its own, so that what it starts can be killed with it.
      detached: process.platform !== "win32",
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
  watch: ProgressWatch,
): Promise<{ readonly reason: unknown } | undefined> {
  if (input instanceof Uint8Array) {
    stdin.on("error", () => {});
    stdin.end(input);
    return undefined;
  }
  let broken: { readonly reason: unknown } | undefined;
  const noted = async function* () {
    let goOn = watch.keptWaiting();
    try {
      for await (const chunk of input) {
        goOn();
        yield chunk;
        goOn = watch.keptWaiting();
      }
    } catch (reason) {
      broken = { reason };
      throw reason;
    } finally {
      goOn();
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
function keepTail(stream: Readable, onLine: (line: string) => void): () => readonly string[] {
  const lines: string[] = [];
  forEachLine(stream, (line) => {
    if (line.trim() === "") return;
    const kept = line.slice(0, KEPT_LINE_LENGTH);
    onLine(kept);
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
