import { join } from "node:path";
import { CutstreamError, createEngine, type Engine, type EngineConfig } from "@cutstream/engine";
import type { FastifyInstance, FastifyServerOptions } from "fastify";
import { ringGate } from "../http/auth.ts";
import { observeServer } from "../metrics/observe-server.ts";
import { createServer, type ServerOptions } from "../server.ts";
import { openUploads } from "../uploads/upload-store.ts";
import type { KeyRing } from "./key-ring.ts";
import { type KeysFile, tenantsOf } from "./keys-file.ts";
import { assertApart } from "./own-databases.ts";
import { DEFAULT_TENANT } from "./scopes.ts";
import { createTenantFront, prefixOf, serverBehind } from "./tenant-front.ts";

/** Tenants beside the default one, each with a server of its own that does not listen. */
export interface Tenants {
  /** What makes the one server that listens for all. */
  readonly serverFactory: NonNullable<FastifyServerOptions["serverFactory"]>;
  /** Puts their lanes beside that of the default tenant. */
  readonly laneBehind: NonNullable<ServerOptions["laneBehind"]>;
  /** Ends their servers, then their engines. */
  close(): Promise<void>;
}

/** What tenants' servers are made of. */
export interface TenantParts {
  /** That of the default tenant. */
  readonly config: EngineConfig;
  readonly file: KeysFile;
  readonly keys: KeyRing;
  readonly server: Pick<ServerOptions, "logger" | "limits" | "metrics" | "peers">;
  /** Of uploads. */
  readonly maxBytes: number;
  /** Milliseconds that an upload waits. */
  readonly expiry: number;
}

/**
 * Opens an engine for each tenant of a file of keys: in a folder of its own below `tenants` in the data folder, with a
 * database of its own where the server has one, and addresses that begin with `/~` and its name. What belongs to one is
 * nowhere within reach of another's requests; no query has to remember it.
 * @throws CutstreamError `invalid_request` for a tenant without what it needs; what the engine cannot start without.
 */
export async function openTenants(parts: TenantParts): Promise<Tenants> {
  const apps = new Map<string, FastifyInstance>();
  const engines: Engine[] = [];
  const close = async (): Promise<void> => {
    await Promise.all([...apps.values()].map((app) => app.close()));
    await Promise.all(engines.map((engine) => engine.close()));
  };
  try {
    const configs = tenantsOf(parts.file).map((name) => [name, configOf(name, parts)] as const);
    assertApart([[DEFAULT_TENANT, parts.config], ...configs]);
    for (const [name, config] of configs) {
      const { observer, metrics, jobLog } = observeServer();
      const engine = await createEngine({ ...config, observer });
      engines.push(engine);
      const app = await serverOf(name, engine, config, { ...parts, server: { ...parts.server, metrics } });
      jobLog.to(app.log);
      apps.set(name, app);
    }
  } catch (error) {
    await close();
    throw error;
  }
  const front = createTenantFront(apps, parts.keys);
  return { serverFactory: serverBehind(front), laneBehind: front.laneBehind, close };
}

/**
 * What tenants' engines have in common. A setting that is not among these, and is no place, stops the compiler: whoever
 * adds one decides whether tenants may share it.
 */
const SHARED = [
  ...[
    "roles",
    "encoders",
    "encoderQueue",
    "analyse",
    "models",
    "ingests",
    "maxSourceBytes",
    "downloadTimeout",
  ],
  ...["allowPrivateSources", "ranker", "learn", "retention", "adHosts", "segmentCacheBytes", "ffmpegPath"],
] as const satisfies readonly (keyof EngineConfig)[];
type Place = "dataDir" | "publicUrl" | "databaseUrl" | "momentsUrl" | "blobs" | "signingKeys" | "observer";
type Undecided = Exclude<keyof EngineConfig, (typeof SHARED)[number] | Place>;

/**
 * The configuration of a tenant's engine: the server's, with places of its own.
 * @throws CutstreamError `invalid_request` where it needs a database of its own and names none.
 */
export function configOf(name: string, { config, file }: Pick<TenantParts, "config" | "file">): EngineConfig {
  const own = file.tenants[name] ?? {};
  const database = (setting: "databaseUrl" | "momentsUrl"): Partial<EngineConfig> => {
    const value = own[setting];
    if (value !== undefined) return { [setting]: fromEnvironment(value) };
    if (config[setting] === undefined) return {};
    const message = `The server has a ${setting}, and the tenant ${name} names none of its own.`;
    throw new CutstreamError("invalid_request", message, { path: `tenants.${name}.${setting}` });
  };
  const shared = Object.fromEntries(
    SHARED.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]]])),
  );
  const made: [Undecided] extends [never] ? EngineConfig : never = {
    ...(shared as Pick<EngineConfig, (typeof SHARED)[number]>),
    dataDir: join(config.dataDir, "tenants", name),
    publicUrl: config.publicUrl + prefixOf(name),
    ...database("databaseUrl"),
    ...database("momentsUrl"),
    ...(config.blobs !== undefined && { blobs: placeBelow(config.blobs, `tenants/${name}`) }),
  };
  return made;
}

/** A place for blobs below another: `?style=path` of `s3://bucket/prefix?style=path` stays behind the prefix. */
function placeBelow(place: string, path: string): string {
  const [prefix = "", ...options] = place.split("?");
  return [`${prefix.replace(/(?<!\/)\/+$/, "")}/${path}`, ...options].join("?");
}

async function serverOf(
  name: string,
  engine: Engine,
  { dataDir, publicUrl }: EngineConfig,
  { keys, server, maxBytes, expiry }: TenantParts,
): Promise<FastifyInstance> {
  const uploads = await openUploads({ directory: join(dataDir, "uploads"), maxBytes, expiry });
  const gate = ringGate(keys, name);
  const app = createServer({
    ...{ ...server, engine, uploads, gate, guardInsight: true, tenant: name },
    ...(engine.roles.includes("origin") && { publicUrl }),
  });
  await app.ready();
  return app;
}

function fromEnvironment(value: string): string {
  if (!value.startsWith("env:")) return value;
  const variable = value.slice("env:".length);
  const found = process.env[variable];
  if (found) return found;
  throw new CutstreamError(
    "invalid_request",
    `The variable ${variable}, which the file of keys names, is not set.`,
  );
}
