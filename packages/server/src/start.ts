import { CutstreamError, createEngine, type EngineConfig, rolesOf } from "@cutstream/engine";
import { openKeys } from "./access/open-keys.ts";
import { openTenants, type Tenants } from "./access/open-tenants.ts";
import { holdPort } from "./http/acceptors.ts";
import { ringGate } from "./http/auth.ts";
import {
  DAY,
  type ListenOptions,
  listen,
  MAX_UPLOAD,
  type RunningServer,
  requireKeysBeyondLoopback,
} from "./listen.ts";
import { observeServer } from "./metrics/observe-server.ts";

/** Everything that a server is started with; `publicUrl` defaults to where it listens. */
export type StartOptions = Omit<EngineConfig, "publicUrl"> &
  Partial<Pick<EngineConfig, "publicUrl">> &
  ListenOptions;

/**
 * Makes an engine and serves it.
 * @throws CutstreamError as {@link listen}, and what the engine cannot start without.
 */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  requireKeysBeyondLoopback(options);
  requireOrigin(options);
  const { host = "127.0.0.1", apiKeys, keysFile, logger, limits, peers, ...config } = options;
  // The engine writes the port into URLs, so that it must be known before anything listens.
  await using held = options.port === 0 ? await holdPort(host) : undefined;
  const port = held?.port ?? options.port ?? 8720;
  const publicUrl = config.publicUrl ?? `http://${publicHost(host)}:${port}`;
  const keys = await openKeys(options);
  const { observer, metrics, jobLog } = observeServer();
  const engine = await createEngine({ ...config, publicUrl, observer });
  let tenants: Tenants | undefined;
  const close = async (): Promise<void> => {
    keys.close();
    await tenants?.close();
  };
  try {
    if (keys.file) {
      tenants = await openTenants({
        ...{ config: { ...config, publicUrl }, file: keys.file, keys: keys.ring, expiry: DAY },
        server: {
          ...(logger !== undefined && { logger }),
          ...(limits && { limits }),
          ...(peers && { peers }),
        },
        maxBytes: options.maxSourceBytes ?? MAX_UPLOAD,
      });
    }
    const guarded = tenants && {
      ...{ gate: ringGate(keys.ring), serverFactory: tenants.serverFactory },
      laneBehind: tenants.laneBehind,
    };
    await held?.release();
    const server = await listen(engine, { ...options, ...guarded, port, metrics });
    jobLog.to(server.app.log);
    return { ...server, close: () => server.close().finally(close) };
  } catch (error) {
    await engine.close();
    await close();
    throw error;
  }
}

/**
 * Refuses to hand out addresses of a node that would not answer them.
 * @throws CutstreamError `invalid_request`
 */
function requireOrigin(options: Pick<StartOptions, "roles" | "databaseUrl" | "publicUrl">): void {
  const roles = rolesOf(options);
  if (roles.includes("origin") || options.publicUrl !== undefined) return;
  throw new CutstreamError(
    "invalid_request",
    `A server that is ${roles.join(" and ")} alone hands out addresses of others: say with --public-url where viewers reach the nodes that are origin.`,
    { path: "publicUrl" },
  );
}

function publicHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}
