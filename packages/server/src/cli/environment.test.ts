import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, it } from "vitest";
import { createProgram } from "./program.ts";
import { processTerminal } from "./terminal.ts";

const PAGE = join(import.meta.dirname, "../../../../docs/operations.md");

const variablesOf = ({ options, commands }: Command): string[] => [
  ...options.flatMap(({ envVar }) => envVar ?? []),
  ...commands.flatMap(variablesOf),
];

it("docs/operations.md names every variable that an option is taken from", async () => {
  const page = await readFile(PAGE, "utf8");
  const variables = [...new Set(variablesOf(createProgram(processTerminal())))];
  expect(variables.length).toBeGreaterThan(10);
  expect(variables.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
