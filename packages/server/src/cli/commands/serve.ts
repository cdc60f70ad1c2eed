import { resolve } from "node:path";
import type { Role } from "@cutstream/engine";
import { Command, Option } from "commander";
import type { AdmissionLimits } from "../../admission/limits.ts";
import { parseKeys } from "../connection.ts";
import { CliError, reportFailure } from "../failure.ts";
import { addLimit } from "../limits.ts";
import { readModels } from "../models-file.ts";
import { parsePort } from "../numbers.ts";
import { encodersOf, processesOption, serveInProcesses } from "../processes.ts";
import { redactConsole } from "../redact-console.ts";
import { retainOption } from "../retain.ts";
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

interface ServeOptions extends StorageFlags {
  readonly port: number;
  readonly host: string;
  readonly processes: number;
  readonly role: readonly Role[];
  readonly publicUrl?: string;
  readonly allowPrivateSources: boolean;
  readonly ranker?: string;
  readonly learn: "daily" | "off";
  readonly retain?: string;
  readonly adHost?: readonly string[];
  readonly apiKey?: string;
  readonly keysFile?: string;
  readonly analyse: readonly string[] | boolean;
  readonly models?: string;
  readonly limit?: Partial<AdmissionLimits>;
  readonly logLevel: string;
}

/** `cutstream serve`: the server, until it is told to stop. */
export function serveCommand(terminal: Terminal): Command {
  return new Command("serve")
    .description("Run the server.")
    .addOption(new Option("--port <port>", "port to listen on").default(8720).argParser(parsePort))
    .addOption(
      new Option("--host <host>", "address to listen on; others than loopback need an API key").default(
        "127.0.0.1",
      ),
    )
    .addOption(dataOption("folder for everything that is kept"))
    .addOption(databaseOption("PostgreSQL with pgvector for catalog and moments"))
    .addOption(momentsOption())
    .addOption(processesOption())
    .addOption(roleOption())
    .addOption(blobsOption())
    .addOption(new Option("--public-url <url>", "how viewers reach this server").env("CUTSTREAM_PUBLIC_URL"))
    .option("--allow-private-sources", "take sources from private addresses too", false)
    .option("--ad-host <hosts...>", "HOST or HOST:PORT of ad servers that may be asked at private addresses")
    .addOption(
      new Option("--ranker <url>", "another ranker, asked in place of the built-in one").env(
        "CUTSTREAM_RANKER",
      ),
    )
    .addOption(
      new Option("--learn <when>", "learn from what viewers do with reels how to rank titles")
        .choices(["daily", "off"])
        .default("daily"),
    )
    .addOption(retainOption())
    .addOption(
      new Option("--api-key <keys>", "keys that open the API, joined by commas").env("CUTSTREAM_API_KEY"),
    )
    .addOption(
      new Option(
        "--keys-file <file>",
        "JSON of tenants and of keys with scopes, made by `cutstream access add`",
      ).env("CUTSTREAM_KEYS"),
    )
    .option("--analyse <names...>", "analysers that run over new videos: shots speech scenes sound", true)
    .option("--no-analyse", "run none unless asked")
    .addOption(
      new Option("--models <file>", "JSON that says which models memory works with").env("CUTSTREAM_MODELS"),
    )
    .addOption(
      new Option(
        "--limit <limits...>",
        "up to where new work is taken, such as compose=64 (docs/operations.md)",
      ).argParser(addLimit),
    )
    .addOption(
      new Option("--log-level <level>", "what is logged")
        .choices(["debug", "info", "warn", "error", "silent"])
        .default("info"),
    )
    .action((options: ServeOptions) => serve(options, terminal));
}

async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const { joinGroup } = await import("../../processes/member.ts");
  const member = joinGroup();
  if (!member && options.processes > 1) return serveInProcesses(options, terminal);
  const { closeOnSignals, startServer, startTracing } = await import("../../index.ts");
  const { parseRetention } = await import("@cutstream/engine");
  redactConsole();
  const tracing = await startTracing();
  const { port, host, publicUrl, allowPrivateSources, analyse } = options;
  const server = await startServer({
    port,
    host,
    ...storageOf(options),
    roles: options.role,
    allowPrivateSources,
    apiKeys: parseKeys(options.apiKey),
    ...(options.keysFile && { keysFile: resolve(options.keysFile) }),
    analyse: typeof analyse === "boolean" ? (analyse ? "all" : []) : analyse,
    learn: options.learn,
    logger: { level: options.logLevel },
    ...(options.limit === undefined ? {} : { limits: options.limit }),
    ...(options.models === undefined ? {} : { models: await readModels(options.models) }),
    ...(options.retain === undefined ? {} : { retention: parseRetention(options.retain) }),
    ...(options.adHost ? { adHosts: options.adHost } : {}),
    ...(options.ranker === undefined ? {} : { ranker: { url: options.ranker } }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(member && { peers: member, encoders: encodersOf(member.count) }),
  }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === "EADDRINUSE" ? portTaken(host, port) : error;
  });
  tracing?.report((message) => server.app.log.warn(message));
  const close = () => server.close().finally(() => tracing?.stop());
  const failed = (error: unknown): void => {
    process.exitCode = reportFailure(error, terminal);
  };
  if (member) {
    member.onEnd(() => close().catch(failed));
    member.listens(server.address);
    return;
  }
  terminal.note(`Cutstream listens on ${server.address}${rolesNote(options.role)}`);
  closeOnSignals({ close }, failed);
}

/** Says the roles of a process that has not all. */
const rolesNote = (roles: readonly Role[]): string => (roles.length === 3 ? "" : ` as ${roles.join(", ")}`);

/** What is thrown where something else listens already. */
export function portTaken(host: string, port: number): CliError {
  return new CliError(
    `Port ${port} of ${host} is taken.`,
    "Stop what listens there (another cutstream?), or choose another port with --port.",
  );
}
