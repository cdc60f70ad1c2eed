import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { type Command, confine } from "./confine.ts";
import { programLimits } from "./limits.ts";
import { findMeans } from "./means.ts";

/**
 * The command that runs another confined, by what this machine has for it.
 * @param processor seconds of processor time; default ten minutes.
 * @returns the command as it is where the program is nowhere: that must show as it would without another that starts it.
 * @throws CutstreamError `encoder_missing` where the limit of memory is configured as none.
 */
export async function confined(command: Command, processor?: number, idle = false): Promise<Command> {
  const limits = programLimits(processor);
  if (!isOnPath(command.program)) return { program: command.program, args: command.args };
  return confine(command, limits, await findMeans(), idle);
}

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
