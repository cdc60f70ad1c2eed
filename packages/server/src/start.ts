import { createEngine, type EngineConfig } from "@cutstream/engine";
import { type ListenOptions, listen, type RunningServer, requireKeysBeyondLoopback } from "./listen.ts";

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
  const { host = "127.0.0.1", port = 8720, apiKeys, logger, ...config } = options;
  const publicUrl = config.publicUrl ?? `http://${host === "127.0.0.1" ? "localhost" : host}:${port}`;
  const engine = await createEngine({ ...config, publicUrl });
  try {
    return await listen(engine, options);
  } catch (error) {
    await engine.close();
    throw error;
  }
}
