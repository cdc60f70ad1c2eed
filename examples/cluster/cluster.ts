import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startS3 } from "../../tests/kit/s3.ts";
import { type ClusterDatabase, startDatabase } from "./database.ts";
import { startNginx } from "./nginx.ts";
import { type ClusterNode, keysForEdge, type Role, startNode } from "./node.ts";
import { freePort } from "./ports.ts";

/** Several nodes on one machine, as they would be on several. */
export interface Cluster {
  /** Where viewers and callers of the API reach it: nginx. */
  readonly url: string;
  readonly nodes: Readonly<Record<Role, readonly ClusterNode[]>>;
  /** Ends everything, and removes what it stored. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  /** Nodes of each role. */
  readonly nodes: Readonly<Record<Role, number>>;
  /** Options of `cutstream serve` beside those that the cluster gives. */
  readonly args?: readonly string[];
  /** Told what has started. */
  readonly onStarted?: (what: string, where: string) => void;
}

/**
 * Starts a database, an S3 API, nodes and nginx on free ports of loopback. What fails to start takes the others with it.
 * @throws Error where a program is missing or does not start, with what it said.
 */
export async function startCluster({
  nodes: counts,
  args = [],
  onStarted = () => {},
}: ClusterOptions): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-cluster-"));
  const running: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running.reverse()) await one.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const started = <T extends { stop(): Promise<void> }>(one: T): T => {
    running.push(one);
    return one;
  };
  try {
    const database: ClusterDatabase = started(await startDatabase(sum(counts)));
    onStarted("database", database.what);
    const s3 = started(await startS3());
    const blobs = `s3://${await s3.bucket()}/media`;
    onStarted("S3", `${blobs} at ${s3.environment.AWS_ENDPOINT_URL_S3}`);

    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const environment = { ...s3.environment, ...database.environment, BLOBS: blobs };
    const start = async (role: Role, index: number): Promise<ClusterNode> => {
      const data = join(folder, `${role}-${index}`);
      await mkdir(data);
      const node = started(await startNode({ role, data, publicUrl: url, environment, args }));
      onStarted(`${role} ${index + 1}`, node.url);
      return node;
    };
    // The first one alone: it makes the schema, and the keys that all sign with.
    const nodes: Record<Role, ClusterNode[]> = { api: [await start("api", 0)], origin: [], worker: [] };
    const others = (Object.keys(nodes) as Role[]).flatMap((role) =>
      Array.from({ length: counts[role] - nodes[role].length }, (_, n) => ({
        role,
        index: nodes[role].length + n,
      })),
    );
    // All are waited for, so that none is forgotten where another one does not start.
    const outcomes = await Promise.allSettled(
      others.map(async ({ role, index }) => {
        nodes[role][index] = await start(role, index);
      }),
    );
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    const signingKeys = await keysForEdge(join(folder, "api-0"), environment);
    started(await startNginx({ folder: join(folder, "nginx"), port, nodes, signingKeys }));
    onStarted("nginx", url);
    return { url, nodes, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const sum = (counts: Readonly<Record<Role, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);
