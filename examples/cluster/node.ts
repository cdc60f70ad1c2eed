import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");

/** What a node does of all that there is to do. */
export type Role = "api" | "origin" | "worker";

/** A node in a process of its own. */
export interface ClusterNode {
  readonly role: Role;
  /** Its own address; viewers and callers use nginx's. */
  readonly url: string;
  /** Whether its process runs. */
  isUp(): boolean;
  /** As a power cut does. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface NodeOptions {
  readonly role: Role;
  /** Its own folder, for uploads and what it works on. */
  readonly data: string;
  readonly publicUrl: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Starts a node on a free port. @throws Error with what it said where it does not start */
export async function startNode({
  role,
  data,
  publicUrl,
  environment,
  args,
}: NodeOptions): Promise<ClusterNode> {
  const options = [
    "--role",
    role,
    "--data",
    data,
    "--public-url",
    publicUrl,
    "--port",
    "0",
    "--log-level",
    "warn",
  ];
  const child = spawn(process.execPath, [MAIN, "serve", ...options, ...args], {
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const gone = once(child, "exit");
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  void gone.then(() => process.removeListener("exit", kill));
  return {
    role,
    url: await listening(child, role),
    isUp: () => child.exitCode === null && child.signalCode === null,
    kill: () => end("SIGKILL"),
    stop: () => end("SIGTERM"),
  };
}

function listening(child: ChildProcess, role: Role): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (text: Buffer) => {
      said = (said + text).slice(-4000);
      const url = /listens on (http:\S+)/.exec(said)?.[1];
      if (url) resolve(url);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", (code) => reject(new Error(`The ${role} ended with ${code}: ${said}`)));
  });
}

/** What nodes sign with, for the edge to check. @param data folder of any of them. */
export async function keysForEdge(
  data: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const env = { ...process.env, ...environment };
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "keys", "edge", "--data", data], {
    env,
  });
  return stdout;
}
