import { startCluster } from "./cluster.ts";

/*
 * node examples/cluster/run.ts
 * Two nodes of each role, a database, an S3 API and nginx on this machine, until Ctrl-C. README.md says what to try.
 */
const cluster = await startCluster({
  nodes: { api: 2, origin: 2, worker: 2 },
  args: ["--allow-private-sources"],
  onStarted: (what, where) => console.log(`${what.padEnd(10)} ${where}`),
});
console.log(`\nOpen ${cluster.url}, or: cutstream ingest FILE --url ${cluster.url}`);
process.once("SIGINT", () => void cluster.stop());
process.once("SIGTERM", () => void cluster.stop());
