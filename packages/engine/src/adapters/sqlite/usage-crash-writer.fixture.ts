import { createMeter } from "../../usage/meter.ts";
import { acknowledge } from "../writer-process.fixtures.ts";
import { openSqliteUsageStore } from "./sqlite-usage-store.ts";

/** Settles one retrieval after another in the usage store at `argv[2]`, and prints a line for each once it is settled. */
const store = await openSqliteUsageStore({ path: process.argv[2] ?? "" });
const meter = createMeter({ store, now: () => Date.UTC(2026, 10, 22) });
for (let index = 0; ; index++) {
  await meter.settle({ retrievals: 1 }, { key: "key_1", user: null });
  await acknowledge(String(index));
}
