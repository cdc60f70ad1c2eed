import { readFileSync } from "node:fs";
import { startServer } from "../../packages/server/src/index.ts";
import { childCpu } from "./usage.ts";

/*
 * The server in a process of its own: `node server-process.ts DATA_DIR`. Tells its address over IPC, answers `usage` with
 * what it and its encoders have used, and ends when its parent lets go of it.
 */
const [dataDir = ""] = process.argv.slice(2);
const server = await startServer({ dataDir, port: 0 });
process.on("message", (message) => {
  if (message === "usage") process.send?.(usage());
});
process.on("disconnect", () => server.close());
process.send?.({ address: server.address });

function usage() {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  return {
    cpu: userCPUTime + systemCPUTime,
    childCpu: childCpu(readFileSync("/proc/self/stat", "utf8")),
    peakRss: maxRSS,
  };
}
