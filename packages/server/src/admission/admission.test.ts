import { CutstreamError } from "@cutstream/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAdmission, type LoadSigns } from "./admission.ts";
import { type AdmissionLimits, DEFAULT_LIMITS, NEW_WORK, type NewWork } from "./limits.ts";

const CALM: LoadSigns = { lateness: () => 0, waited: () => 0, rate: () => 0, encodes: () => 0 };

const set = (limits: Partial<AdmissionLimits>, signs: Partial<LoadSigns> = {}, random = 0) =>
  createAdmission({ ...DEFAULT_LIMITS, ...limits }, { ...CALM, ...signs }, () => random);

function refusal(act: () => unknown): CutstreamError | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof CutstreamError) return error;
    throw error;
  }
}

describe("admission", () => {
  it("holds each kind to its limit, whatever order things begin and end in", () => {
    const kind = fc.constantFrom(...NEW_WORK);
    const step = fc.record({ kind, leave: fc.boolean(), which: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 4 }), (steps, most) => {
        const admission = set({ compose: most, ingest: most, store: most, session: most, download: most });
        const open: Record<NewWork, (() => void)[]> = {
          ...{ compose: [], ingest: [], store: [], session: [], download: [] },
        };
        for (const { kind, leave, which } of steps) {
          const held = open[kind];
          if (leave) {
            const [end] = held.splice(which % Math.max(1, held.length), 1);
            end?.();
            end?.();
          } else {
            const full = held.length === most;
            expect(refusal(() => held.push(admission.enter(kind)))?.code).toBe(
              full ? "overloaded" : undefined,
            );
          }
          expect(admission.metrics().gauges[`${kind}_under_way`]).toBe(held.length);
        }
      }),
    );
  });

  it("begins nothing while segments or encodes pile up, and never refuses a segment", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const admission = set({ cuts: 2 });
    const segments = [1, 2, 3].map(() => admission.cutting(promise));
    expect(refusal(() => admission.enter("session"))?.message).toMatch(/3 segments are in the making/);
    resolve("bytes");
    expect(await Promise.all(segments)).toEqual(["bytes", "bytes", "bytes"]);
    expect(refusal(() => admission.enter("session"))).toBeUndefined();
    expect(refusal(() => set({}, { encodes: () => 32 }).enter("compose"))?.message).toMatch(/32 encodes/);
  });

  it("takes lateness for load only where requests come", () => {
    const late = { lateness: () => 300 };
    expect(refusal(() => set({}, { ...late, rate: () => 49 }).enter("compose"))).toBeUndefined();
    expect(refusal(() => set({}, { ...late, rate: () => 50 }).enter("compose"))?.message).toMatch(
      /event loop is 300 ms late/,
    );
  });

  it("takes nothing new while players stand in line too long", () => {
    expect(refusal(() => set({}, { waited: () => 199 }).enter("session"))).toBeUndefined();
    expect(refusal(() => set({}, { waited: () => 200 }).enter("session"))?.message).toMatch(
      /players have waited for 200 ms/,
    );
  });

  it("sends those who were refused away for different times, and counts them", () => {
    const times = [0, 0.5, 1].map((random) => {
      const admission = set({ compose: 0 }, {}, random);
      const { status, details } = refusal(() => admission.enter("compose")) ?? {};
      expect(status).toBe(503);
      expect(admission.metrics().counters).toMatchObject({
        refused_compose_total: 1,
        refused_session_total: 0,
      });
      return details?.retryAfter;
    });
    expect(times).toEqual([2, 4, 6]);
  });
});
