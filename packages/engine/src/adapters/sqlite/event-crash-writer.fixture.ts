import { storedEvent } from "../../seams/event-store.fixtures.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

/** Appends to the event store at `argv[2]` for ever, and prints each id once its event was acknowledged. */
const store = await openSqliteEventStore({ path: process.argv[2] ?? "" });
for (let index = 0; ; index++) {
  await store.append([storedEvent({ id: `e${index}` }, { stream: `str${index % 7}` })]);
  process.stdout.write(`${index}\n`);
}
