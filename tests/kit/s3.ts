import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";

/** An S3 API of the tests' own, on loopback: OpenStack Swift. */
export interface TestS3 {
  /** What a process needs in its environment to use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A client of it; many settings are its own. */
  client(): S3Client;
  /** Makes an empty bucket. @returns its name. */
  bucket(): Promise<string>;
  stop(): Promise<void>;
}

/** Debian's, since Swift's modules are there and nowhere else. */
const PYTHON = "/usr/bin/python3";
const PROGRAM = new URL("../../examples/cluster/s3-server.py", import.meta.url).pathname;

/** Whether Swift is installed: Debian's swift-proxy, swift-account, swift-container and swift-object. */
export const hasS3 = (): boolean =>
  ["account", "container", "object", "proxy"].every((name) => existsSync(`/usr/bin/swift-${name}-server`)) &&
  spawnSync(PYTHON, ["-c", "import swift.proxy.server"]).status === 0;

/** Starts one on a free port, with a folder that goes when it stops. */
export async function startS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-s3-"));
  // It ends with its standard input, and so with this process, whatever happens to it.
  const server = spawn(PYTHON, [PROGRAM, folder], { stdio: ["pipe", "pipe", "pipe"] });
  const { endpoint, accessKeyId, secretAccessKey } = await readyLine(server);
  const client = () =>
    new S3Client({
      endpoint,
      region: "us-east-1",
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
  let buckets = 0;
  return {
    environment: {
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
    client,
    async bucket() {
      const Bucket = `test-${++buckets}`;
      await client().send(new CreateBucketCommand({ Bucket }));
      return Bucket;
    },
    async stop() {
      const gone = once(server, "exit");
      server.kill("SIGKILL");
      await gone;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Ready {
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

async function readyLine(server: ChildProcess): Promise<Ready> {
  let said = "";
  server.stderr?.on("data", (text: Buffer) => {
    said = (said + text).slice(-4000);
  });
  if (!server.stdout) throw new Error("The S3 server has no output.");
  for await (const line of createInterface(server.stdout)) return JSON.parse(line);
  throw new Error(`The S3 server did not start: ${said}`);
}
