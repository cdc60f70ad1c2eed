import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, globSync, realpathSync } from "node:fs";
import { chown, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** A PostgreSQL server of the tests' own, in a temporary folder, reached over a socket in it. */
export interface TestPostgres {
  /** Makes an empty database. @returns its URL. */
  database(): Promise<string>;
  /**
   * Ends the server, and all its connections, and starts it again on the same data.
   * @param options.signal how it ends; SIGQUIT: as if it had crashed. @param options.meanwhile what is done without it
   */
  restart(options?: {
    readonly signal?: "SIGINT" | "SIGQUIT";
    readonly meanwhile?: () => Promise<unknown>;
  }): Promise<void>;
  stop(): Promise<void>;
}

/** Milliseconds that a server may take to start. */
const START = 60_000;

/**
 * Folder of PostgreSQL's programs: on PATH, or where Debian has them.
 * @returns undefined where it is not installed.
 */
export function postgresPrograms(): string | undefined {
  const folders = [
    ...(process.env.PATH ?? "").split(delimiter),
    ...globSync("/usr/lib/postgresql/*/bin").sort().reverse(),
  ];
  const hasAll = (folder: string) =>
    ["initdb", "postgres"].every((program) => existsSync(join(folder, program)));
  const found = folders.find((folder) => folder !== "" && hasAll(folder));
  // PATH may have links; the other programs lie beside what they lead to.
  return found && dirname(realpathSync(join(found, "initdb")));
}

/** Whether a server of these programs has an extension to create; those of a distribution seldom have `vector`. */
export function hasExtension(programs: string, name: string): boolean {
  const { stdout } = spawnSync(join(programs, "pg_config"), ["--sharedir"], { encoding: "utf8" });
  return existsSync(join(stdout.trim(), "extension", `${name}.control`));
}

/**
 * Starts a server. Its texts sort by English rules, so that a query which forgot that ids do not is found out.
 * @param programs as {@link postgresPrograms} found them.
 * @param configuration beside the defaults: `shared_buffers=1GB`.
 */
export async function startPostgres(
  programs: string,
  configuration: readonly string[] = [],
): Promise<TestPostgres> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-postgres-"));
  const user = await nonRootUser(folder);
  const data = join(folder, "data");
  const settings = [
    "--auth=trust",
    "--username=cutstream",
    "--encoding=UTF8",
    "--no-sync",
    "--no-instructions",
  ];
  const locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en"];
  const made = spawnSync(join(programs, "initdb"), ["-D", data, ...settings, ...locale], {
    ...user,
    encoding: "utf8",
  });
  if (made.status !== 0) throw new Error(`initdb ended with ${made.status}: ${made.stderr}`);

  const address = (database: string) =>
    `postgresql://cutstream@localhost/${database}?host=${encodeURIComponent(folder)}`;
  const start = () =>
    startServer(
      join(programs, "postgres"),
      [...["-D", data, "-k", folder, "-h", "", "-F"], ...configuration.flatMap((one) => ["-c", one])],
      user,
      address("postgres"),
    );
  let server = await start();
  let databases = 0;
  return {
    async database() {
      const name = `test_${++databases}`;
      await query(address("postgres"), `create database ${name}`);
      return address(name);
    },
    async restart({ signal = "SIGINT", meanwhile } = {}) {
      await end(server, signal);
      try {
        await meanwhile?.();
      } finally {
        server = await start();
      }
    },
    async stop() {
      await end(server, "SIGINT");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: who it runs as then, and the folder given to them. */
async function nonRootUser(folder: string): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string) => Number(spawnSync("id", [flag, "nobody"], { encoding: "utf8" }).stdout);
  const user = { uid: idOf("-u"), gid: idOf("-g") };
  await chown(folder, user.uid, user.gid);
  return user;
}

async function startServer(
  program: string,
  args: readonly string[],
  user: { uid?: number; gid?: number },
  url: string,
): Promise<ChildProcess> {
  const server = spawn(program, args, { ...user, stdio: ["ignore", "ignore", "pipe"] });
  process.once("exit", () => server.kill("SIGQUIT"));
  let said = "";
  server.stderr?.on("data", (text: Buffer) => {
    said = (said + text).slice(-4000);
  });
  const deadline = Date.now() + START;
  while (server.exitCode === null && Date.now() < deadline) {
    try {
      await query(url, "select 1");
      return server;
    } catch {
      await pause(50);
    }
  }
  server.kill("SIGKILL");
  throw new Error(`PostgreSQL did not start: ${said}`);
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(server, "exit");
  server.kill(signal);
  await gone;
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
