/** Where a command writes. */
export interface Terminal {
  /** Results, a line at a time: what a pipe gets. */
  print(line: string): void;
  /** Progress and remarks: never part of the result. */
  note(line: string): void;
  /** Whether a person watches, so that bars may move. */
  readonly interactive: boolean;
}

/** The process's own terminal. */
export function processTerminal(): Terminal {
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    note: (line) => void process.stderr.write(`${line}\n`),
    interactive: process.stderr.isTTY === true,
  };
}
