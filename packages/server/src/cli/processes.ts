import { availableParallelism } from "node:os";
import { InvalidArgumentError, Option } from "commander";
import { closeOnSignals } from "../close-on-signals.ts";
import { holdPort, requireFreePort, sharesPort } from "../http/acceptors.ts";
import { supervise } from "../processes/supervise.ts";
import { CliError, EXIT, reportFailure } from "./failure.ts";
import type { Terminal } from "./terminal.ts";

/** `--processes`: how many serve one port. */
export const processesOption = (): Option =>
  new Option(
    "--processes <count>",
    "processes that serve the port together: a number, or auto, one for each core",
  )
    .env("CUTSTREAM_PROCESSES")
    .default(1)
    .argParser(parseProcesses);

/** Reads a number of processes; `auto`, or 0, is one for each core. */
export function parseProcesses(text: string): number {
  if (text === "auto" || text === "0") return availableParallelism();
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count > 0) return count;
  throw new InvalidArgumentError("It must be a whole number, or auto.");
}

/** Encoders of one of so many processes: together they have half of the machine, and each has one. */
export const encodersOf = (processes: number): number =>
  Math.max(1, Math.floor(availableParallelism() / 2 / processes));

async function freePort(host: string): Promise<number> {
  await using held = await holdPort(host);
  return held.port;
}

/** What several processes are started with. */
export interface ProcessesFlags {
  readonly processes: number;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl?: string;
}

/**
 * Runs this very command in several processes on one port, until it is told to stop.
 * @throws CliError where they could not work together.
 */
export async function serveInProcesses(flags: ProcessesFlags, terminal: Terminal): Promise<void> {
  requireShared(flags);
  const { processes: count, host } = flags;
  const port = flags.port === 0 ? await freePort(host) : flags.port;
  await requireFreePort(host, port);
  const group = await supervise({
    ...{ count, program: process.argv[1] ?? "", note: (message: string) => terminal.note(message) },
    args: [...process.argv.slice(2), "--port", String(port)],
  });
  terminal.note(`Cutstream listens on ${group.address} in ${count} processes`);
  closeOnSignals(group, (error) => {
    process.exitCode = reportFailure(error, terminal);
  });
}

function requireShared({ processes, databaseUrl }: ProcessesFlags): void {
  if (!databaseUrl)
    throw new CliError(
      `${processes} processes need a PostgreSQL database: a data folder with SQLite in it is one process's own.`,
      "Set DATABASE_URL (`cutstream move-catalog` takes over what there is), or run one process, with an edge in front.",
      EXIT.usage,
    );
  if (!sharesPort)
    throw new CliError(
      `Processes cannot share a port on ${process.platform}.`,
      "Run several servers, each on a port of its own, behind an edge.",
      EXIT.usage,
    );
}
