import { formatWithOptions } from "node:util";
import { redactLine } from "../http/redact.ts";

/**
 * Has a console's errors said without secrets, as lines of the log are: of troubles that belong to no request the engine
 * speaks there, with the messages of databases, stores and callbacks in them.
 */
export function redactConsole(
  to: Pick<Console, "error"> = console,
  stream: NodeJS.WritableStream & { readonly isTTY?: boolean } = process.stderr,
): void {
  to.error = (...said: unknown[]) => {
    stream.write(`${redactLine(formatWithOptions({ colors: stream.isTTY === true }, ...said))}\n`);
  };
}
