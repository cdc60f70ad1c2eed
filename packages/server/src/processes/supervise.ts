import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { createGatherer } from "./gather.ts";
import { type FromMember, MEMBER, type ToMember } from "./messages.ts";

/** Milliseconds until a process that ended is started again: twice as long each time, from the first to the last. */
const BACK_OFF = { first: 250, last: 10_000 };
/** Milliseconds for which a process has to run until it counts as one that works. */
const STEADY = 30_000;
/** Milliseconds in which processes let their answers out, and close their stores, before they are killed. */
const LONGEST_END = 20_000;

export interface SuperviseOptions {
  /** How many processes. */
  readonly count: number;
  /** Program that each of them runs, and its arguments. */
  readonly program: string;
  readonly args: readonly string[];
  /** Told of processes that ended, and are started again. */
  readonly note: (message: string) => void;
}

/** A group of processes that are looked after. */
export interface ProcessGroup {
  /** Where all of them listen. */
  readonly address: string;
  /** Lets each let its answers out, and settles when all have ended. */
  close(): Promise<void>;
}

/**
 * Runs a program in several processes, each of which joins the group (`joinGroup`), and starts again what ends, later
 * each time it ends soon. The first is waited for before the others start: it brings the databases to their schema.
 * @throws Error where one of them ends before it listens for the first time; it has said why itself.
 */
export async function supervise({ count, program, args, note }: SuperviseOptions): Promise<ProcessGroup> {
  const running = new Map<number, ChildProcess>();
  /** Those that listen: one that starts would answer nothing yet. */
  const listening = new Map<number, ChildProcess>();
  const timers = new Set<NodeJS.Timeout>();
  let restarts = 0;
  let closing = false;
  const gatherer = createGatherer(() => ({ members: listening, wanted: count, restarts }));

  /** Starts a process. @returns where it listens, once it does */
  function start(number: number, pause = BACK_OFF.first): Promise<string> {
    const begun = performance.now();
    const child = fork(program, args, { env: { ...process.env, [MEMBER]: `${number}/${count}` } });
    running.set(number, child);
    const { promise: listens, resolve, reject } = Promise.withResolvers<string>();
    let isUp = false;
    child.on("message", (message: FromMember) => {
      if (message.type !== "listens") return gatherer.hear(number, message, send(child));
      isUp = true;
      listening.set(number, child);
      resolve(message.address);
    });
    child.once("exit", (code, signal) => {
      running.delete(number);
      listening.delete(number);
      const how = `Process ${number} of ${count} ended with ${signal ?? code}`;
      reject(new Error(`${how} before it listened.`));
      if (closing || (isFirstStart && !isUp)) return;
      const wait = isUp && performance.now() - begun > STEADY ? BACK_OFF.first : pause;
      note(`${how}; it is started again in ${wait / 1000} s.`);
      const timer = setTimeout(() => {
        timers.delete(timer);
        restarts++;
        start(number, Math.min(2 * wait, BACK_OFF.last)).catch(() => undefined);
      }, wait);
      timers.add(timer);
    });
    return listens;
  }

  async function close(): Promise<void> {
    closing = true;
    for (const timer of timers) clearTimeout(timer);
    const members = [...running.values()];
    const ended = Promise.all(members.map((child) => once(child, "exit")));
    for (const child of members) if (child.connected) child.disconnect();
    const late = setTimeout(() => {
      for (const child of members) child.kill("SIGKILL");
    }, LONGEST_END);
    await ended;
    clearTimeout(late);
  }

  let isFirstStart = true;
  try {
    const address = await start(1);
    const others = Array.from({ length: count - 1 }, (_, n) => start(n + 2));
    await Promise.all(others);
    isFirstStart = false;
    return { address, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sends to a process, unless it has ended. */
const send = (child: ChildProcess) => (message: ToMember) => {
  if (child.connected) child.send(message, () => undefined);
};
