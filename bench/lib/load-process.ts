import { once } from "node:events";
import { Agent, get } from "node:http";

/*
 * A load client in a process of its own. Over IPC it takes {@link Load}s, one at a time, and answers each with a
 * {@link LoadResult}: every path is fetched once, in order, over so many kept connections.
 */

/** What to fetch. */
export interface Load {
  readonly base: string;
  readonly paths: readonly string[];
  readonly connections: number;
}

/** What came. */
export interface LoadResult {
  readonly requests: number;
  readonly bytes: number;
  /** Milliseconds that all of it took. */
  readonly wall: number;
}

process.on("message", async (load: Load) => process.send?.(await run(load)));

async function run({ base, paths, connections }: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const start = performance.now();
  let next = 0;
  let bytes = 0;
  const worker = async (): Promise<void> => {
    for (let path = paths[next++]; path !== undefined; path = paths[next++]) {
      const size = await fetchOne(base + path, agent);
      bytes += size;
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
  agent.destroy();
  return { requests: paths.length, bytes, wall: performance.now() - start };
}

/** @returns bytes of the body, which is thrown away. @throws Error for any answer but 200. */
async function fetchOne(url: string, agent: Agent): Promise<number> {
  const [response] = await once(get(url, { agent }), "response");
  let bytes = 0;
  response.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
  });
  await once(response, "end");
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode}`);
  return bytes;
}
