#!/usr/bin/env node
import { reportFailure } from "./failure.ts";
import { createProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

const terminal = processTerminal();
try {
  await createProgram(terminal).parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, terminal);
}
