import { startServer } from "../../packages/server/src/index.ts";

/*
 * The server in a process of its own: `node server-process.ts DATA_DIR`. Tells its address over IPC, answers `cpu` with
 * its process.cpuUsage() in microseconds, and ends when told to, or when its parent does.
 */
const [dataDir = ""] = process.argv.slice(2);
const server = await startServer({ dataDir, port: 0 });
process.on("message", (message) => {
  if (message === "cpu") process.send?.(process.cpuUsage());
});
process.on("disconnect", () => server.close());
process.send?.({ address: server.address });
