import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, readFile, writeFile } from "node:fs/promises";
import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";

const MODULE = "/usr/lib/nginx/modules/ngx_http_js_module.so";
const EDGE = join(import.meta.dirname, "../../examples/edge");

/** What nginx lacks here for the edge of the examples; undefined where it can run. */
export function missingForEdge(): string | undefined {
  if (spawnSync("nginx", ["-v"]).error) return "nginx is not installed";
  if (!existsSync(MODULE)) return "libnginx-mod-http-js is not installed";
  return spawnSync("openssl", ["version"]).error ? "openssl is not installed" : undefined;
}

/** An answer, read to its end. */
export interface EdgeAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** nginx as `examples/edge` has it, reached by sockets in its folder. */
export interface Edge {
  /** Path of the socket that speaks TLS and HTTP/2. */
  readonly tlsSocket: string;
  get(
    path: string,
    options?: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> },
  ): Promise<EdgeAnswer>;
  stop(): Promise<void>;
}

/**
 * Runs `examples/edge/nginx.conf` in a folder, which must be empty: as it stands, but for where it listens and where its
 * origin is.
 * @param origin `http://127.0.0.1:PORT`
 * @param signingKeys path of the server's file of keys
 */
export async function startEdge(folder: string, origin: string, signingKeys: string): Promise<Edge> {
  await cp(EDGE, folder, { recursive: true });
  await cp(signingKeys, join(folder, "signing-keys.json"));
  makeCertificate(folder);
  const [socket, tlsSocket] = [join(folder, "edge.sock"), join(folder, "tls.sock")];
  const path = join(folder, "nginx.conf");
  const conf = replaceAll(await readFile(path, "utf8"), {
    "listen 8080;": `listen unix:${socket};`,
    "listen 8443 ssl http2;": `listen unix:${tlsSocket} ssl http2;`,
    "server 127.0.0.1:8720;": `server ${new URL(origin).host};`,
    "worker_processes auto;": "worker_processes 2;",
    "worker_connections 8192;": "worker_connections 512;",
    // Debian's folders for these are root's.
    "access_log off;": ["access_log off;", ...temporaryFolders()].join("\n"),
  });
  await writeFile(path, conf);
  const user = process.getuid?.() === 0 ? "user root root;" : "";
  const child = spawn("nginx", [
    ...["-p", folder, "-c", "nginx.conf", "-e", "stderr", "-g", `daemon off; ${user}`],
  ]);
  let said = "";
  child.stderr.on("data", (text: Buffer) => {
    said += text;
  });
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const get: Edge["get"] = (target, options = {}) => send(socket, target, options);
  while ((await get("/healthz").catch(() => undefined)) === undefined) {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return {
    tlsSocket,
    get,
    async stop() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

const temporaryFolders = (): string[] =>
  ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`);

function replaceAll(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`examples/edge/nginx.conf has no "${from}".`);
    return changed.replace(from, to);
  }, text);
}

function makeCertificate(folder: string): void {
  const files = ["-keyout", join(folder, "edge.key"), "-out", join(folder, "edge.pem")];
  const kind = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  const { status, stderr } = spawnSync("openssl", ["req", ...kind, ...files]);
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
}

function send(
  socketPath: string,
  path: string,
  { method = "GET", headers = {} }: Parameters<Edge["get"]>[1] & object,
): Promise<EdgeAnswer> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(
      { socketPath, path, method, agent: false, headers: { host: "localhost", ...headers } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    asked.on("error", reject);
    asked.end();
  });
}
