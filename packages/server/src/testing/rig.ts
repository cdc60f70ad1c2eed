import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Role } from "@cutstream/engine";
import type { FastifyInstance } from "fastify";
import { createServer, type ServerOptions } from "../server.ts";
import { openUploads, type UploadStore } from "../uploads/upload-store.ts";
import { createFakeEngine, type FakeEngine } from "./fake-engine.ts";

/** A server over a fake engine, with uploads in a folder of its own. */
export interface Rig extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly engine: FakeEngine;
  readonly uploads: UploadStore;
  /** Listens on a free port of loopback, once asked. @returns the origin. */
  listen(): Promise<string>;
}

/** Sets a server up; `await using` takes it down. */
export async function createRig(
  options: Partial<ServerOptions> & { maxUpload?: number; roles?: readonly Role[] } = {},
): Promise<Rig> {
  const directory = await mkdtemp(join(tmpdir(), "cutstream-rig-"));
  const { maxUpload = 1_000_000, roles, ...rest } = options;
  const uploads = await openUploads({ directory, maxBytes: maxUpload, expiry: 60_000 });
  const engine = createFakeEngine(undefined, roles);
  const app = createServer({ engine, uploads, ...rest });
  return {
    app,
    engine,
    uploads,
    listen: () => app.listen({ port: 0, host: "127.0.0.1" }),
    async [Symbol.asyncDispose]() {
      await app.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
