import type { Role } from "@cutstream/engine";
import { Command, Option } from "commander";
import { checkMetrics, checkTraces } from "../check-insight.ts";
import {
  checkDisk,
  checkDiskSpace,
  checkEncoder,
  checkNode,
  checkPort,
  checkRoles,
  type Finding,
} from "../checks.ts";
import { EXIT } from "../failure.ts";
import { readModels } from "../models-file.ts";
import { parsePort } from "../numbers.ts";
import { roleOption } from "../roles.ts";
import {
  blobsOption,
  databaseOption,
  dataOption,
  momentsOption,
  type StorageFlags,
  storageOf,
} from "../storage.ts";
import type { Terminal } from "../terminal.ts";

interface DoctorFlags extends StorageFlags {
  readonly port: number;
  readonly host: string;
  readonly role: readonly Role[];
  readonly models?: string;
  readonly json: boolean;
}

const MARKS = { good: "✓", poor: "!", missing: "✗" } as const;

/** `cutstream doctor`: is everything here that a server needs, and what can it remember with? */
export function doctorCommand(terminal: Terminal): Command {
  return new Command("doctor")
    .description("Check that this machine has what a server needs.")
    .addOption(new Option("--port <port>", "port it would listen on").default(8720).argParser(parsePort))
    .addOption(new Option("--host <host>", "address it would listen on").default("127.0.0.1"))
    .addOption(dataOption())
    .addOption(databaseOption())
    .addOption(momentsOption())
    .addOption(roleOption())
    .addOption(blobsOption())
    .addOption(new Option("--models <file>", "the models file it would use").env("CUTSTREAM_MODELS"))
    .option("--json", "print the findings as JSON", false)
    .action((flags: DoctorFlags) => examine(flags, terminal));
}

async function examine(flags: DoctorFlags, terminal: Terminal): Promise<void> {
  const { dataDir, blobs, ...databases } = storageOf(flags);
  const { examineBlobs, examineMemory, examinePrograms } = await import("@cutstream/engine");
  const findings: readonly Finding[] = [
    checkNode(process.versions.node),
    checkRoles(flags.role, flags.databaseUrl),
    ...(await checkEncoder()),
    await examinePrograms(),
    await checkDisk(dataDir),
    await checkDiskSpace(dataDir),
    await examineBlobs(blobs),
    await checkPort(flags.host, flags.port),
    checkTraces(process.env),
    checkMetrics(flags.host, flags.port),
    ...(await examineMemory({
      ...(flags.models !== undefined && { models: await readModels(flags.models) }),
      ...databases,
    })),
  ];
  if (flags.json) terminal.print(JSON.stringify(findings, null, 2));
  else for (const finding of findings) show(finding, terminal);
  if (findings.some(({ state }) => state === "missing")) process.exitCode = EXIT.failed;
}

function show({ state, name, detail, remedy }: Finding, terminal: Terminal): void {
  terminal.print(`${MARKS[state]} ${name}: ${detail}`);
  if (remedy !== undefined) terminal.print(`  → ${remedy}`);
}
