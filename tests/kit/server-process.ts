import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Cutstream, connect } from "../../packages/client/src/index.ts";

const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");

/** A server in a process of its own, started as users start it; it can be killed, and its memory measured. */
export interface ServerProcess {
  readonly url: string;
  readonly client: Cutstream;
  readonly pid: number;
  /** Most bytes that were in memory at once since the last call; undefined where the system does not tell. */
  peakMemory(): Promise<number | undefined>;
  /** Ends it, and waits until it is gone. Default SIGTERM. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts `cutstream serve` on a folder. Without a port it takes any that is free. */
export async function spawnServer(
  dataDir: string,
  options: {
    readonly port?: number;
    readonly args?: readonly string[];
    /** Beside those of this process. */
    readonly env?: NodeJS.ProcessEnv;
  } = {},
): Promise<ServerProcess> {
  const args = ["serve", "--data", dataDir, "--port", String(options.port ?? 0)];
  args.push("--log-level", "silent", "--no-analyse");
  const child = spawn(process.execPath, [MAIN, ...args, ...(options.args ?? [])], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
  });
  const gone = once(child, "exit");
  const url = await listening(child);
  return {
    url,
    client: connect({ url }),
    pid: child.pid ?? 0,
    peakMemory: () => takePeak(child.pid),
    stop: async (signal = "SIGTERM") => {
      child.kill(signal);
      await gone;
    },
  };
}

/** What the server says once it listens. @throws Error with what it said instead. */
function listening(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (text: Buffer) => {
      said += text;
      const url = /listens on (http:\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${said}`)));
  });
}

/** Reads the peak of a process's resident memory and sets it back (Linux, proc(5)). */
async function takePeak(pid: number | undefined): Promise<number | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, "utf8");
    await writeFile(`/proc/${pid}/clear_refs`, "5");
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
  } catch {
    return undefined;
  }
}
