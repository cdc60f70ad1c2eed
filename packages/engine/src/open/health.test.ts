import { expect, test } from "vitest";
import { openEventDatabase } from "../adapters/sqlite/open-event-database.ts";
import { openSqliteAudienceStore } from "../adapters/sqlite/sqlite-audience-store.ts";
import { openSqliteUsageStore } from "../adapters/sqlite/sqlite-usage-store.ts";
import { CutstreamError } from "../errors.ts";
import { storedEvent } from "../seams/event-store.fixtures.ts";
import { checkHealth, type HealthParts } from "./health.ts";

const others: Pick<HealthParts, "roles" | "catalog" | "blobs" | "transcoder"> = {
  roles: ["api"],
  catalog: { collections: async () => [] },
  blobs: { size: async () => undefined },
  transcoder: {
    async describe() {
      throw new CutstreamError("encoder_missing", "There is no ffmpeg.");
    },
  },
};

test("says of each store whether it answers, and what of one that does not", async () => {
  const audience = await openSqliteAudienceStore({ path: ":memory:" });
  const events = openEventDatabase(":memory:");
  const usage = await openSqliteUsageStore({ path: ":memory:" });
  const parts = { ...others, audience, events, usage };
  expect(await checkHealth(parts)).toEqual({
    ok: false,
    roles: ["api"],
    checks: {
      catalog: { ok: true, detail: "0 collections" },
      audience: { ok: true, detail: "0 changes of the ranking" },
      events: { ok: true, detail: "none yet" },
      usage: { ok: true, detail: "readable" },
      blobs: { ok: true, detail: "readable" },
      encoder: { ok: false, detail: "There is no ffmpeg." },
    },
  });
  await events.append([storedEvent()]);
  expect((await checkHealth(parts)).checks.events).toEqual({ ok: true, detail: "readable" });
  await audience.close();
  await events.close();
  await usage.close();
  const { checks } = await checkHealth(parts);
  expect(checks.audience?.ok).toBe(false);
  expect(checks.events?.ok).toBe(false);
  expect(checks.usage?.ok).toBe(false);
});
