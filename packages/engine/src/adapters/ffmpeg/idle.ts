import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/**
 * The command that runs another on processor time that nobody else wants (SCHED_IDLE of Linux, by `chrt` of util-linux,
 * which becomes the program it is given). Niceness alone lets an encoder keep its processor for some milliseconds while
 * an answer waits, at each of the many turns that an answer takes.
 * @returns the command as it is where the system has no such thing, or does not allow it, or the program is nowhere.
 */
export async function idly(command: Command): Promise<Command> {
  if (!(await supported()) || !isOnPath(command.program)) return command;
  return { program: "chrt", args: ["--idle", "0", command.program, ...command.args] };
}

let known: Promise<boolean> | undefined;

function supported(): Promise<boolean> {
  known ??=
    process.platform === "linux"
      ? promisify(execFile)("chrt", ["--idle", "0", "true"]).then(
          () => true,
          () => false,
        )
      : Promise.resolve(false);
  return known;
}

/** That a program is missing must show as it would without another that starts it. */
function isOnPath(program: string): boolean {
  const places = program.includes("/")
    ? [program]
    : (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  return places.some((place) => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
