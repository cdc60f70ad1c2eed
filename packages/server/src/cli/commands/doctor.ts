import { resolve } from "node:path";
import { Command, Option } from "commander";
import { checkDisk, checkDiskSpace, checkEncoder, checkNode, checkPort, type Finding } from "../checks.ts";
import { EXIT } from "../failure.ts";
import { parsePort } from "../numbers.ts";
import type { Terminal } from "../terminal.ts";

interface DoctorFlags {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly json: boolean;
}

const MARKS = { good: "✓", poor: "!", missing: "✗" } as const;

/** `cutstream doctor`: is everything here that a server needs? */
export function doctorCommand(terminal: Terminal): Command {
  return new Command("doctor")
    .description("Check that this machine has what a server needs.")
    .addOption(new Option("--port <port>", "port it would listen on").default(8720).argParser(parsePort))
    .addOption(new Option("--host <host>", "address it would listen on").default("127.0.0.1"))
    .addOption(new Option("--data <dir>", "its data folder").env("CUTSTREAM_DATA").default(".cutstream"))
    .option("--json", "print the findings as JSON", false)
    .action((flags: DoctorFlags) => examine(flags, terminal));
}

async function examine(flags: DoctorFlags, terminal: Terminal): Promise<void> {
  const data = resolve(flags.data);
  const findings: readonly Finding[] = [
    checkNode(process.versions.node),
    ...(await checkEncoder()),
    await checkDisk(data),
    await checkDiskSpace(data),
    await checkPort(flags.host, flags.port),
  ];
  if (flags.json) terminal.print(JSON.stringify(findings, null, 2));
  else for (const finding of findings) show(finding, terminal);
  if (findings.some(({ state }) => state === "missing")) process.exitCode = EXIT.failed;
}

function show({ state, name, detail, remedy }: Finding, terminal: Terminal): void {
  terminal.print(`${MARKS[state]} ${name}: ${detail}`);
  if (remedy !== undefined) terminal.print(`  → ${remedy}`);
}
