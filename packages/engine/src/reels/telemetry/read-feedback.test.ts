import { expect, test } from "vitest";
import { openEventDatabase } from "../../adapters/sqlite/open-event-database.ts";
import { storedEvent } from "../../seams/event-store.fixtures.ts";
import { readFeedback } from "./read-feedback.ts";

test("feedback is what each play says of each clip, with what spoke for it", async () => {
  const store = openEventDatabase(":memory:");
  const slot = (slot: number, title: string) => ({ slots: [{ slot, title }] });
  await store.append([
    storedEvent({ id: "1", type: "skip", ...slot(0, "A") }, { stream: "b", viewer: "bob" }),
    storedEvent({ id: "2", type: "follow-on", ...slot(0, "A") }, { stream: "b", viewer: "bob" }),
    storedEvent({ id: "3", type: "skip", ...slot(1, "B") }, { stream: "b", viewer: "bob" }),
    storedEvent(
      { id: "4", type: "progress", ...slot(0, "C"), finished: [{ slot: 0, title: "C" }] },
      { stream: "a" },
    ),
    storedEvent({ id: "5", type: "start", slots: [] }, { stream: "film" }),
    storedEvent({ id: "6", type: "skip", ...slot(0, "D") }, { stream: "held", holdout: true }),
  ]);
  const parts = { preference: 1, popularity: 0.5, recency: 0 };
  const found = await Array.fromAsync(
    readFeedback(store, async (stream) => (stream === "b" ? [parts, null] : undefined)),
  );
  expect(found).toEqual([
    { viewer: "ann", title: "C", slot: 0, impressions: 1, clicks: 0, skips: 0, completions: 1 },
    { viewer: "bob", title: "A", slot: 0, impressions: 1, clicks: 1, skips: 0, completions: 0, parts },
    { viewer: "bob", title: "B", slot: 1, impressions: 1, clicks: 0, skips: 1, completions: 0 },
    {
      ...{ viewer: "ann", title: "D", slot: 0, impressions: 1, clicks: 0, skips: 1, completions: 0 },
      holdout: true,
    },
  ]);
  await store.close();
});
