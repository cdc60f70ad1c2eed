/**
 * A node to be killed: counts retrievals, one after the other, in the usage store of the PostgreSQL database that is its
 * first argument, and prints a line for each once it is settled.
 */
import { openPostgresUsageStore } from "../../packages/engine/src/adapters/postgres/postgres-usage-store.ts";
import { acknowledge } from "../../packages/engine/src/adapters/writer-process.fixtures.ts";
import { createMeter } from "../../packages/engine/src/usage/meter.ts";

const store = await openPostgresUsageStore({ url: process.argv[2] ?? "" });
const meter = createMeter({ store, now: () => Date.UTC(2026, 10, 22) });
for (let index = 0; ; index++) {
  await meter.settle({ retrievals: 1 }, { key: "key_1", user: index % 2 === 0 ? "ann" : null });
  await acknowledge(String(index));
}
