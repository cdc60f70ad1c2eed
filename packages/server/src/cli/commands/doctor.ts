import { resolve } from "node:path";
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
import { parseRoles } from "../roles.ts";
import type { Terminal } from "../terminal.ts";

interface DoctorFlags {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly databaseUrl?: string;
  readonly momentsUrl?: string;
  readonly role: readonly Role[];
  readonly blobs?: string;
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
    .addOption(new Option("--data <dir>", "its data folder").env("CUTSTREAM_DATA").default(".cutstream"))
    .addOption(new Option("--database-url <url>", "PostgreSQL that it would use").env("DATABASE_URL"))
    .addOption(
      new Option("--moments-url <url>", "another PostgreSQL for moments alone, with pgvector").env(
        "MOMENTS_DATABASE_URL",
      ),
    )
    .addOption(
      new Option("--role <roles>", "what it would do, joined by commas: api, origin, worker")
        .env("CUTSTREAM_ROLE")
        .default(["api", "origin", "worker"], "all")
        .argParser(parseRoles),
    )
    .addOption(new Option("--blobs <place>", "s3://bucket/prefix that it would use").env("BLOBS"))
    .addOption(new Option("--models <file>", "the models file it would use").env("CUTSTREAM_MODELS"))
    .option("--json", "print the findings as JSON", false)
    .action((flags: DoctorFlags) => examine(flags, terminal));
}

async function examine(flags: DoctorFlags, terminal: Terminal): Promise<void> {
  const data = resolve(flags.data);
  const { examineBlobs, examineMemory } = await import("@cutstream/engine");
  const findings: readonly Finding[] = [
    checkNode(process.versions.node),
    checkRoles(flags.role, flags.databaseUrl),
    ...(await checkEncoder()),
    await checkDisk(data),
    await checkDiskSpace(data),
    await examineBlobs(flags.blobs || undefined),
    await checkPort(flags.host, flags.port),
    checkTraces(process.env),
    checkMetrics(flags.host, flags.port),
    ...(await examineMemory({
      ...(flags.models !== undefined && { models: await readModels(flags.models) }),
      ...(flags.databaseUrl && { databaseUrl: flags.databaseUrl }),
      ...(flags.momentsUrl && { momentsUrl: flags.momentsUrl }),
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
