import { join } from "node:path";
import { CutstreamError, type Engine } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { type Acceptors, createAcceptors, requireFreePort, sharesPort } from "./http/acceptors.ts";
import { isLoopback } from "./http/auth.ts";
import type { Peers } from "./processes/member.ts";
import { createServer, type ServerOptions } from "./server.ts";
import { openUploads } from "./uploads/upload-store.ts";

/** Milliseconds that answers on their way may take when the server stops. */
const GRACE = 10_000;

/** Milliseconds that an upload waits. */
export const DAY = 24 * 3600 * 1000;

/** Largest upload where nothing is said: 100 GiB, as the engine has it for sources. */
export const MAX_UPLOAD = 100 * 1024 ** 3;

/** How a server is reached and guarded. */
export interface ListenOptions
  extends Pick<
    ServerOptions,
    "apiKeys" | "gate" | "serverFactory" | "laneBehind" | "logger" | "publicUrl" | "limits" | "metrics"
  > {
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** 0: any that is free. Default 8720. */
  readonly port?: number;
  /** The processes that serve the port together, where this is one of several. */
  readonly peers?: Peers;
  /** JSON file of tenants and of keys with scopes (access/keys-file.ts), beside `apiKeys`. */
  readonly keysFile?: string;
}

/** A server that listens. */
export interface RunningServer {
  readonly app: FastifyInstance;
  /** Where it listens: `http://127.0.0.1:8720`. */
  readonly address: string;
  /** Stops listening, lets answers on their way out for ten seconds, and closes the engine. */
  close(): Promise<void>;
}

/**
 * Refuses to be reachable from elsewhere without keys.
 * @throws CutstreamError `unauthorized`
 */
export function requireKeysBeyondLoopback(
  options: Pick<ListenOptions, "host" | "apiKeys" | "keysFile">,
): void {
  const { host = "127.0.0.1", apiKeys = [], keysFile } = options;
  if (isLoopback(host) || apiKeys.length > 0 || keysFile !== undefined) return;
  throw new CutstreamError(
    "unauthorized",
    `Listening on ${host} without an API key would open this server to anyone: set CUTSTREAM_API_KEY, or listen on 127.0.0.1.`,
  );
}

/**
 * Serves an engine over HTTP. Closing the server closes the engine; failing to listen leaves it open.
 * @throws CutstreamError `unauthorized` where it would be open to anyone; Node's error where the port is taken.
 */
export async function listen(
  engine: Engine,
  options: ListenOptions & { readonly dataDir: string; readonly maxSourceBytes?: number },
): Promise<RunningServer> {
  requireKeysBeyondLoopback(options);
  const { host = "127.0.0.1", port = 8720, apiKeys = [] } = options;
  const uploads = await openUploads({
    directory: join(options.dataDir, "uploads"),
    maxBytes: options.maxSourceBytes ?? MAX_UPLOAD,
    expiry: DAY,
  });
  const app = createServer({
    engine,
    uploads,
    apiKeys,
    guardInsight: !isLoopback(host),
    // That of the origin: a node which is none is reached by what its clients call it.
    ...(options.publicUrl === undefined || !engine.roles.includes("origin")
      ? {}
      : { publicUrl: options.publicUrl }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    ...(options.peers && { peers: options.peers }),
    ...(options.gate && { gate: options.gate }),
    ...(options.serverFactory && { serverFactory: options.serverFactory }),
    ...(options.laneBehind && { laneBehind: options.laneBehind }),
  });
  const acceptors = createAcceptors(app.server);
  app.addHook("preClose", async () => acceptors.stop());
  try {
    if (sharesPort && !options.peers) await requireFreePort(host, port);
    const at = { host, port, reusePort: sharesPort };
    const address = await app.listen(at);
    await acceptors.listen(app.addresses().filter((at) => typeof at === "object"));
    return { app, address, close: () => closeGracefully(app, acceptors, engine) };
  } catch (error) {
    await app.close();
    throw error;
  }
}

async function closeGracefully(app: FastifyInstance, acceptors: Acceptors, engine: Engine): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), GRACE);
  try {
    await app.close();
    await acceptors.ended;
  } finally {
    clearTimeout(cut);
    await engine.close();
  }
}
