#!/usr/bin/env node
import { reportFailure } from "./failure.ts";
import { processTerminal } from "./terminal.ts";
import { restartTuned } from "./young-generation.ts";

if (process.argv[2] === "serve") restartTuned();
// loaded after the restart: most of the start is this
const { createProgram } = await import("./program.ts");
const terminal = processTerminal();
try {
  await createProgram(terminal).parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, terminal);
}
