import { describe, expect, it } from "vitest";
import { createEncoderPool } from "./encoder-pool.ts";

/** An encode that ends when it is told to, once for each lane it is begun in. */
function heldEncode() {
  const begun: { background: boolean; signal: AbortSignal; end: PromiseWithResolvers<string> }[] = [];
  const encode = (background: boolean, signal: AbortSignal): Promise<string> => {
    const end = Promise.withResolvers<string>();
    signal.addEventListener("abort", () => end.reject(new Error("aborted")));
    begun.push({ background, signal, end });
    return end.promise;
  };
  return { encode, begun };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("a pool of encoders", () => {
  it("runs what waits to be made ahead in the lane of those that somebody waits for, once it is hurried", async () => {
    const pool = createEncoderPool(1);
    const [first, second] = [heldEncode(), heldEncode()];
    const other = pool.anticipate("first", first.encode);
    const made = pool.anticipate("second", second.encode);
    await turn();
    expect(second.begun).toEqual([]);
    pool.hurry("second");
    await turn();
    expect(second.begun).toMatchObject([{ background: false }]);
    second.begun[0]?.end.resolve("made");
    expect(await made).toBe("made");
    first.begun[0]?.end.resolve("too");
    expect(await other).toBe("too");
    await turn();
    expect(second.begun).toHaveLength(1);
    expect(pool.counts).toEqual({ running: 0, demanded: 0, ahead: 0 });
  });

  it.each([
    [0, "that began ahead of time"],
    [1, "at full priority"],
  ])(
    "hurries what is being made by a second run; the first to end counts, and ends the other (%i)",
    async (winner) => {
      const pool = createEncoderPool(1);
      const { encode, begun } = heldEncode();
      const made = pool.anticipate("it", encode);
      await turn();
      pool.hurry("it");
      pool.hurry("it");
      await turn();
      expect(begun).toMatchObject([{ background: true }, { background: false }]);
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
    const made = pool.anticipate("it", encode);
    await turn();
    pool.hurry("it");
    await turn();
    begun[0]?.end.reject(new Error("killed"));
    await turn();
    begun[1]?.end.resolve("made");
    expect(await made).toBe("made");

    const lost = pool.anticipate("lost", encode);
    await turn();
    pool.hurry("lost");
    await turn();
    begun[2]?.end.reject(new Error("killed"));
    begun[3]?.end.reject(new Error("killed too"));
    await expect(lost).rejects.toThrow("killed too");
    expect(pool.counts.running).toBe(0);
  });

  it("gives an error of what nobody hurried, and goes on", async () => {
    const pool = createEncoderPool(1);
    await expect(pool.anticipate("it", () => Promise.reject(new Error("no disk")))).rejects.toThrow(
      "no disk",
    );
    expect(await pool.anticipate("it", () => Promise.resolve(1))).toBe(1);
    pool.hurry("it");
    pool.hurry("unknown");
  });
});
