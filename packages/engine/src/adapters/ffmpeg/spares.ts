import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { killProgram } from "../programs/kill-program.ts";

/** Programs that were started ahead of their work: of a short run of ffmpeg most is loading its libraries. */
export interface Spares {
  /** One that was started so, and still waits for its input; undefined where there is none. */
  take(program: string, args: readonly string[]): ChildProcess | undefined;
  /** Starts one for whoever comes next. That it cannot be started is for whoever needs it to find out. */
  prepare(program: string, args: readonly string[]): void;
  /** Kills those that wait, and waits until they are gone. */
  close(): Promise<void>;
}

export interface SparesOptions {
  readonly start: (program: string, args: readonly string[]) => Promise<ChildProcess>;
  /** Milliseconds that one waits for work. */
  readonly patience?: number;
  /** How many wait at a time, each for other work. */
  readonly most?: number;
}

interface Waiting {
  readonly child: ChildProcess;
  readonly timer: NodeJS.Timeout;
}

/** Spares that are killed when nothing came for them for half a minute. They keep no process alive. */
export function createSpares({ start, patience = 30_000, most = 2 }: SparesOptions): Spares {
  const waiting = new Map<string, Waiting>();
  const starting = new Map<string, Promise<void>>();
  const dying = new Set<Promise<unknown>>();
  let closed = false;
  const keyOf = (program: string, args: readonly string[]): string => JSON.stringify([program, ...args]);

  const dismiss = (key: string): void => {
    const spare = waiting.get(key);
    if (!spare) return;
    waiting.delete(key);
    clearTimeout(spare.timer);
    end(spare.child);
  };

  const end = (child: ChildProcess): void => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit").finally(() => dying.delete(gone));
    dying.add(gone);
    // whoever waits for its end must not be left waiting by a process that has nothing else to do
    hold(child, true);
    killProgram(child);
  };

  const keep = (key: string, child: ChildProcess): void => {
    starting.delete(key);
    if (closed || waiting.size >= most) {
      end(child);
      return;
    }
    hold(child, false);
    child.once("exit", () => {
      if (waiting.get(key)?.child === child) dismiss(key);
    });
    waiting.set(key, { child, timer: setTimeout(() => dismiss(key), patience).unref() });
  };

  return {
    take(program, args) {
      const key = keyOf(program, args);
      const spare = waiting.get(key);
      if (!spare) return undefined;
      waiting.delete(key);
      clearTimeout(spare.timer);
      hold(spare.child, true);
      return spare.child;
    },
    prepare(program, args) {
      const key = keyOf(program, args);
      if (closed || waiting.has(key) || starting.has(key)) return;
      const [oldest] = waiting.keys();
      if (waiting.size >= most && oldest !== undefined) dismiss(oldest);
      const started = start(program, args).then(
        (child) => keep(key, child),
        () => void starting.delete(key),
      );
      starting.set(key, started);
    },
    async close() {
      closed = true;
      for (const key of [...waiting.keys()]) dismiss(key);
      await Promise.all(starting.values());
      await Promise.all(dying);
    },
  };
}

/** Whether this process stays alive for a child. */
function hold(child: ChildProcess, held: boolean): void {
  const handles = [child, ...child.stdio.filter((stream) => stream !== null)] as (ChildProcess | Socket)[];
  for (const handle of handles) {
    if (held) handle.ref();
    else handle.unref();
  }
}
