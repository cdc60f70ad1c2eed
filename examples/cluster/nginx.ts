import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ClusterNode, Role } from "./node.ts";

const CONFIGURATION = join(import.meta.dirname, "nginx.conf");
const EDGE = join(import.meta.dirname, "../edge");
/** What the edge of examples/edge consists of, beside its keys. */
const EDGE_FILES = ["cutstream-http.conf", "cutstream-locations.conf", "signature.js"];

export interface NginxOptions {
  /** For its files and its cache. */
  readonly folder: string;
  readonly port: number;
  readonly nodes: Readonly<Record<Role, readonly Pick<ClusterNode, "url">[]>>;
  /** What the nodes sign with, as `cutstream keys edge` prints it. */
  readonly signingKeys: string;
}

/** Starts nginx in front of the nodes. @throws Error with what it said where it does not start */
export async function startNginx({
  folder,
  port,
  nodes,
  signingKeys,
}: NginxOptions): Promise<{ stop(): Promise<void> }> {
  await mkdir(folder);
  await copyFile(CONFIGURATION, join(folder, "nginx.conf"));
  for (const name of EDGE_FILES) await copyFile(join(EDGE, name), join(folder, name));
  await writeFile(join(folder, "signing-keys.json"), signingKeys, { mode: 0o600 });
  await writeFile(join(folder, "listen.conf"), `listen 127.0.0.1:${port};\n`);
  await writeFile(join(folder, "nodes.conf"), upstreams(nodes));
  const user = process.getuid?.() === 0 ? "user root root;" : "";
  const server = spawn(
    "nginx",
    ["-p", folder, "-c", "nginx.conf", "-e", "stderr", "-g", `daemon off; ${user}`],
    { stdio: ["ignore", "ignore", "pipe"] },
  );
  const gone = once(server, "exit");
  const kill = () => server.kill("SIGTERM");
  process.once("exit", kill);
  await listening(server, `http://127.0.0.1:${port}/healthz`);
  return {
    async stop() {
      process.removeListener("exit", kill);
      server.kill("SIGTERM");
      await gone;
    },
  };
}

/** The nodes by what they do; a node that refuses a connection is left out for a while. */
function upstreams({ api, origin }: NginxOptions["nodes"]): string {
  const upstream = (name: string, nodes: readonly Pick<ClusterNode, "url">[], how: string) => {
    const servers = nodes.map(({ url }) => `    server ${new URL(url).host} max_fails=1 fail_timeout=2s;`);
    return [`upstream ${name} {`, `    ${how}`, ...servers, "    keepalive 32;", "}", ""];
  };
  return [
    // An upload lies at the node that received it: whoever sends one has one node, as long as it is there.
    ...upstream("api", api, "ip_hash;"),
    ...upstream("cutstream", origin, "hash $cutstream_share consistent;"),
  ].join("\n");
}

async function listening(server: ChildProcess, url: string): Promise<void> {
  let said = "";
  server.stderr?.on("data", (text: Buffer) => {
    said = (said + text).slice(-4000);
  });
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (server.exitCode !== null) throw new Error(`nginx ended with ${server.exitCode}: ${said}`);
    await pause(50);
  }
}
