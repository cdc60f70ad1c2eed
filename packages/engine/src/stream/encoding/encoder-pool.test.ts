import { describe, expect, it } from "vitest";
import type { Urgency } from "../../seams/transcoder.ts";
import { createEncoderPool } from "./encoder-pool.ts";

/** An encode that ends when it is told to, once for each lane it is begun in. */
function heldEncode() {
  const begun: { urgency: Urgency; signal: AbortSignal; end: PromiseWithResolvers<string> }[] = [];
  const encode = (urgency: Urgency, signal: AbortSignal): Promise<string> => {
    const end = Promise.withResolvers<string>();
    signal.addEventListener("abort", () => end.reject(new Error("aborted")));
    begun.push({ urgency, signal, end });
    return end.promise;
  };
  return { encode, begun };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a pool of encoders", () => {
  it("runs what waits to be made ahead in the lane of those that somebody waits for, once it is hurried", async () => {
    const pool = createEncoderPool(1);
    const [first, second] = [heldEncode(), heldEncode()];
    const other = pool.anticipate("first", first.encode, "idle");
    const made = pool.anticipate("second", second.encode, "idle");
    await turn();
    expect(second.begun).toEqual([]);
    pool.hurry("second", "now");
    await turn();
    expect(second.begun).toMatchObject([{ urgency: "now" }]);
    second.begun[0]?.end.resolve("made");
    expect(await made).toBe("made");
    first.begun[0]?.end.resolve("too");
    expect(await other).toBe("too");
    await turn();
    expect(second.begun).toHaveLength(1);
    expect(pool.counts).toEqual({ running: 0, demanded: 0, ahead: 0 });
  });

  it("runs what a job waits for beside what nobody waits for, and for a viewer at once", async () => {
    const pool = createEncoderPool(1);
    const [ahead, job, viewed] = [heldEncode(), heldEncode(), heldEncode()];
    const outcomes = [
      pool.anticipate("ahead", ahead.encode, "idle"),
      pool.anticipate("job", job.encode, "soon"),
      pool.anticipate("viewed", viewed.encode, "soon"),
    ];
    await turn();
    expect([ahead.begun.length, job.begun.length, viewed.begun.length]).toEqual([1, 1, 0]);
    pool.hurry("viewed", "now");
    await turn();
    expect(viewed.begun).toMatchObject([{ urgency: "now" }]);
    for (const { begun } of [ahead, job, viewed]) begun[0]?.end.resolve("made");
    expect(await Promise.all(outcomes)).toEqual(["made", "made", "made"]);
  });

  it("hurries what was made ahead of time for a job, and that for a viewer", async () => {
    const pool = createEncoderPool(1);
    const { encode, begun } = heldEncode();
    const made = pool.anticipate("it", encode, "idle");
    await turn();
    for (const urgency of ["soon", "idle", "now", "soon"] as const) pool.hurry("it", urgency);
    await turn();
    expect(begun.map(({ urgency }) => urgency).sort()).toEqual(["idle", "now", "soon"]);
    begun[1]?.end.resolve("made");
    expect(await made).toBe("made");
    expect(begun.filter(({ signal }) => signal.aborted)).toHaveLength(3);
  });

  it.each([
    [0, "that began ahead of time"],
    [1, "at full priority"],
  ])(
    "hurries what is being made by a second run; the first to end counts, and ends the other (%i)",
    async (winner) => {
      const pool = createEncoderPool(1);
      const { encode, begun } = heldEncode();
      const made = pool.anticipate("it", encode, "idle");
      await turn();
      pool.hurry("it", "now");
      pool.hurry("it", "now");
      await turn();
      expect(begun).toMatchObject([{ urgency: "idle" }, { urgency: "now" }]);
      begun[winner]?.end.resolve("made");
      expect(await made).toBe("made");
      expect(begun[1 - winner]?.signal.aborted).toBe(true);
      await turn();
      expect(pool.counts.running).toBe(0);
    },
  );

  it("fails only where both runs fail", async () => {
    const pool = createEncoderPool(1);
    const { encode, begun } = heldEncode();
    const made = pool.anticipate("it", encode, "idle");
    await turn();
    pool.hurry("it", "now");
    await turn();
    begun[0]?.end.reject(new Error("killed"));
    await turn();
    begun[1]?.end.resolve("made");
    expect(await made).toBe("made");

    const lost = pool.anticipate("lost", encode, "idle");
    await turn();
    pool.hurry("lost", "now");
    await turn();
    begun[2]?.end.reject(new Error("killed"));
    begun[3]?.end.reject(new Error("killed too"));
    await expect(lost).rejects.toThrow("killed too");
    expect(pool.counts.running).toBe(0);
  });

  it("gives an error of what nobody hurried, and goes on", async () => {
    const pool = createEncoderPool(1);
    await expect(pool.anticipate("it", () => Promise.reject(new Error("no disk")), "idle")).rejects.toThrow(
      "no disk",
    );
    expect(await pool.anticipate("it", () => Promise.resolve(1), "idle")).toBe(1);
    pool.hurry("it", "now");
    pool.hurry("unknown", "now");
  });
});
