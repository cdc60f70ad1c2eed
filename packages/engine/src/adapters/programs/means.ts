import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What this machine has to confine a program with. */
export interface Means {
  /** Limits of processor time, of files and of memory dumps: `ulimit` of a POSIX shell. */
  readonly limits: boolean;
  /** A limit of memory that the system keeps: Linux's of data (RLIMIT_DATA) counts what is mapped to be written, since 4.7. */
  readonly memory: boolean;
  /** The command that takes the network away from the one behind it; undefined where the system has or allows none. */
  readonly withoutNetwork: readonly string[] | undefined;
  /** The command that has the one behind it run on processor time that nobody else wants. */
  readonly idly: readonly string[] | undefined;
}

/** `chrt` of util-linux, which becomes the program that it is given. Policy SCHED_IDLE has one priority, 0. */
const IDLY = ["chrt", "--idle", "0"];

/**
 * A network of its own, with nothing in it: for root, and for others where the system lets them have a namespace of
 * users (user_namespaces(7)). Root without the right to it has no use for the second: there it would lose its files.
 */
const NO_NETWORK = process.getuid?.() === 0 ? ["unshare", "--net"] : ["unshare", "--user", "--net"];

let known: Promise<Means> | undefined;

/** Finds out, once, by trying each on a program that does nothing. */
export function findMeans(): Promise<Means> {
  known ??= find();
  return known;
}

async function find(): Promise<Means> {
  const linux = process.platform === "linux";
  const ifWorks = async (command: readonly string[]) =>
    linux && (await works([...command, "true"])) ? command : undefined;
  const [limits, memory, withoutNetwork, idly] = await Promise.all([
    works(["/bin/sh", "-c", "ulimit -c 0"]),
    linux && works(["/bin/sh", "-c", "ulimit -d 1048576"]),
    ifWorks(NO_NETWORK),
    ifWorks(IDLY),
  ]);
  return { limits, memory, withoutNetwork, idly };
}

function works([program = "", ...args]: readonly string[]): Promise<boolean> {
  return promisify(execFile)(program, args).then(
    () => true,
    () => false,
  );
}
