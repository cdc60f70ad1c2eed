import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { StreamRow } from "../../seams/catalog.ts";
import { type Notices, noNotices } from "../../seams/notices.ts";
import { createStreamRows, ROW_TTL } from "./stream-rows.ts";

let elapsed: number;
/** Passes time for the cache, which holds `performance` and looks at it again after a timer of its own. */
function pass(milliseconds: number): void {
  elapsed += milliseconds;
  vi.advanceTimersByTime(milliseconds);
}

beforeEach(() => {
  elapsed = 1000;
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.spyOn(performance, "now").mockImplementation(() => elapsed);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const published: StreamRow = {
  ...{ id: "str_1", user: "ann", name: "goals", plan: "{}" },
  ...{ createdAt: 0, expiresAt: 1, revokedAt: null },
};
const revoked = { ...published, revokedAt: 5 };

/** Rows over a catalog with one stream, and notices that a test sends. */
function setUp(alone: boolean) {
  const stored = { row: published, reads: 0, held: Promise.resolve() };
  const heard = new Map<string, (text: string) => void>();
  const gaps: (() => void)[] = [];
  const notices: Notices = {
    ...noNotices(),
    alone,
    send: vi.fn(),
    on(topic, hear) {
      heard.set(topic, hear);
      return () => undefined;
    },
    onGap(hear) {
      gaps.push(hear);
      return () => undefined;
    },
  };
  const rows = createStreamRows(
    {
      async stream(id) {
        stored.reads++;
        const { row } = stored;
        await stored.held;
        return id === row.id ? row : undefined;
      },
    },
    notices,
  );
  return { rows, stored, notices, heard, gaps };
}

describe("rows of streams", () => {
  it("are read once, however many ask, and kept as they were written", async () => {
    const { rows, stored } = setUp(true);
    const both = await Promise.all([rows.recent("str_1"), rows.recent("str_1")]);
    expect(both).toEqual([published, published]);
    rows.keep({ ...published, id: "str_2" });
    expect(await rows.recent("str_2")).toMatchObject({ id: "str_2" });
    expect(stored.reads).toBe(1);
    await expect(rows.recent("str_none")).rejects.toMatchObject({ code: "stream_not_found" });
    await expect(rows.read("str_none")).rejects.toMatchObject({ code: "stream_not_found" });
  });

  it.each([
    ["nobody else", true],
    ["others", false],
  ])("that this node changes are read again, with %s on the catalog", async (_, alone) => {
    const { rows, stored, notices } = setUp(alone);
    await rows.recent("str_1");
    stored.row = revoked;
    rows.changed("str_1");
    expect(await rows.recent("str_1")).toBe(revoked);
    expect(notices.send).toHaveBeenCalledExactlyOnceWith("stream.changed", "str_1");
  });

  it("that change while they are read are not kept as they were", async () => {
    const { rows, stored } = setUp(true);
    const { promise, resolve } = Promise.withResolvers<void>();
    stored.held = promise;
    const before = rows.recent("str_1");
    await Promise.resolve();
    stored.row = revoked;
    rows.changed("str_1");
    resolve();
    expect(await before).toBe(published);
    expect(await rows.recent("str_1")).toBe(revoked);
  });

  it("that another node changes are read again when it says so, when notices were lost, and after two seconds", async () => {
    const { rows, stored, heard, gaps } = setUp(false);
    const ways = [
      () => heard.get("stream.changed")?.("str_1"),
      () => gaps.forEach((hear) => void hear()),
      () => pass(ROW_TTL + 1),
    ];
    for (const [n, way] of ways.entries()) {
      await rows.recent("str_1");
      stored.row = { ...published, expiresAt: 100 + n };
      pass(ROW_TTL / 2);
      expect((await rows.recent("str_1")).expiresAt).not.toBe(100 + n);
      way();
      expect((await rows.recent("str_1")).expiresAt).toBe(100 + n);
    }
  });

  it("are kept for as long as nobody else can change them", async () => {
    const { rows, stored } = setUp(true);
    await rows.recent("str_1");
    pass(100 * ROW_TTL);
    await rows.recent("str_1");
    expect(stored.reads).toBe(1);
  });
});
