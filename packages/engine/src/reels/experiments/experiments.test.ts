import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openSqliteCatalog } from "../../adapters/sqlite/sqlite-catalog.ts";
import type { ExperimentInput } from "../../api/experiments.ts";
import { experimentRow } from "../../seams/catalog.fixtures.ts";
import type { Catalog } from "../../seams/catalog.ts";
import { assignArm } from "./assign-arm.ts";
import { checkDefinition } from "./check-definition.ts";
import { createExperiments, type Experiments } from "./experiments.ts";

let catalog: Catalog;
let clock: number;
let experiments: Experiments;
beforeEach(async () => {
  catalog = await openSqliteCatalog({ path: ":memory:" });
  clock = 1000;
  experiments = createExperiments({ catalog, now: () => clock });
});
afterEach(() => catalog.close());

const { arms } = experimentRow();
const input: ExperimentInput = { arms };
/** A viewer who takes part. */
const ANN =
  Array.from({ length: 100 }, (_, n) => `ann${n}`).find((viewer) => !assignArm([], viewer).holdout) ?? "";

describe("experiments", () => {
  test("run from the moment they are put, and take what is left out by default", async () => {
    expect((await experiments.assign(ANN)).experiment).toBeUndefined();
    const made = await experiments.put("e1", input);
    expect(made).toMatchObject({ id: "e1", name: "e1", status: "running", createdAt: 1000, endedAt: null });
    expect(made.goal).toEqual({ metric: "clickThrough", effect: 0.02, alpha: 0.05 });
    expect((await experiments.assign(ANN)).experiment).toBe("e1");
    expect(await experiments.list()).toEqual([made]);
  });

  test("are put again as they are, and never changed", async () => {
    const made = await experiments.put("e1", input);
    expect(await experiments.put("e1", { goal: {}, arms, name: "e1" })).toEqual(made);
    const other = { ...input, goal: { metric: "completion" as const } };
    await expect(experiments.put("e1", other)).rejects.toMatchObject({ code: "experiment_conflict" });
  });

  test("share no viewer while they run", async () => {
    await experiments.put("e1", { ...input, traffic: { from: 0, to: 0.5 } });
    await experiments.put("e2", { ...input, traffic: { from: 0.5, to: 0.7 } });
    const third = { ...input, traffic: { from: 0.6, to: 1 } };
    await expect(experiments.put("e3", third)).rejects.toMatchObject({
      code: "experiment_conflict",
      message: expect.stringContaining("e2"),
    });
    await experiments.end("e2", "stopped");
    expect(await experiments.put("e3", third)).toMatchObject({ status: "running" });
  });

  test("end at once here, and within a second on other nodes", async () => {
    const other = createExperiments({ catalog, now: () => clock });
    await experiments.put("e1", input);
    expect((await other.assign(ANN)).experiment).toBe("e1");
    expect(await experiments.end("e1", "killed")).toMatchObject({ status: "killed", endedAt: 1000 });
    expect(await experiments.assign(ANN)).toEqual({ overrides: {}, holdout: false });
    expect((await other.assign(ANN)).experiment).toBe("e1");
    clock += 1000;
    expect((await other.assign(ANN)).experiment).toBeUndefined();
    expect(await experiments.end("e1", "stopped")).toMatchObject({ status: "killed" });
    await expect(experiments.end("nope", "killed")).rejects.toMatchObject({ code: "experiment_not_found" });
  });

  test("are asked for again where the clock was set back", async () => {
    const other = createExperiments({ catalog, now: () => clock });
    await experiments.put("e1", input);
    clock += 86_400_000;
    expect((await other.assign(ANN)).experiment).toBe("e1");
    await experiments.end("e1", "killed");
    clock -= 86_400_000;
    expect((await other.assign(ANN)).experiment).toBeUndefined();
  });

  test("are asked for again where the catalog failed", async () => {
    await experiments.put("e1", input);
    let broken = true;
    const failing = createExperiments({
      catalog: {
        ...catalog,
        experiments: async (status) => {
          if (broken) throw new Error("no");
          return catalog.experiments(status);
        },
      },
      now: () => clock,
    });
    await expect(failing.assign(ANN)).rejects.toThrow("no");
    broken = false;
    expect((await failing.assign(ANN)).experiment).toBe("e1");
  });
});

describe("a definition", () => {
  const [control, long] = arms as [(typeof arms)[0], (typeof arms)[0]];
  test.each<[string, Partial<ExperimentInput>]>([
    ["arms", { arms: [control] }],
    ["arms", { arms: [control, { ...long, share: 0.6 }] }],
    ["arms[1].id", { arms: [control, { ...long, id: "control" }] }],
    ["arms[0].share", { arms: [{ ...control, share: 0 }, long] }],
    ["arms[0].share", { arms: [{ ...control, share: Number.NaN }, long] }],
    [
      "arms[1].overrides.weights",
      { arms: [control, { ...long, overrides: { weights: { preference: 0, popularity: 0, recency: 0 } } }] },
    ],
    ["arms[1].overrides.clipTypes", { arms: [control, { ...long, overrides: { clipTypes: [] } }] }],
    ["traffic", { traffic: { from: 0.5, to: 0.5 } }],
    ["traffic.to", { traffic: { from: 0, to: 2 } }],
    ["holdout", { holdout: 0.01 }],
    ["goal.alpha", { goal: { alpha: 0 } }],
    ["goal.effect", { goal: { effect: 0 } }],
  ])("that makes no sense in %s is refused", (path, change) => {
    const check = () => checkDefinition("e1", { ...input, ...change });
    expect(check).toThrow(expect.objectContaining({ code: "invalid_experiment", details: { path } }));
  });

  test("may have thirds", () => {
    const thirds = ["a", "b", "c"].map((id) => ({ id, share: 0.3333, overrides: {} }));
    expect(checkDefinition("e1", { arms: thirds }).arms).toEqual(thirds);
  });
});
