import { describe, expect, it } from "vitest";
import { createMemoryMomentStore } from "../adapters/memory/memory-moment-store.ts";
import type { JobView } from "../api/jobs.ts";
import { CutstreamError } from "../errors.ts";
import type { IndexRow, JobRow } from "../seams/catalog.ts";
import { createSubjects } from "./known-subjects.ts";
import type { ShotSubjects } from "./subject.ts";
import { encodeSubjects } from "./subjects-codec.ts";

const SHOTS: ShotSubjects[] = [
  { from: 0, to: 50, subjects: [] },
  { from: 50, to: 90, subjects: [] },
];

/** Subjects of videos whose indexes and jobs are these; `asked` tells what was analysed. */
async function made({
  indexes = [],
  jobs = [],
  fails,
}: {
  indexes?: Partial<IndexRow>[];
  jobs?: Partial<JobRow>[];
  fails?: CutstreamError;
}) {
  const moments = createMemoryMomentStore();
  const rows = SHOTS.map((shot, n) => ({
    ...{ id: `m${n}`, video: "v", collection: "c", index: "i", name: "subjects" },
    ...{ start: shot.from, end: shot.to, text: "", language: null, labels: [], metadata: {} },
    detail: encodeSubjects(shot),
  }));
  await moments.add(rows);
  await moments.replace({ video: "v", name: "subjects", index: "i" });
  const asked: (readonly string[])[] = [];
  const subjects = createSubjects({
    catalog: {
      indexes: async (_, name) => indexes.filter((row) => row.name === name) as IndexRow[],
      jobs: async () => jobs as JobRow[],
    },
    moments,
    analyse: async (_, names = []) => {
      if (fails) throw fails;
      asked.push(names);
      return names.map((name) => ({ id: `job ${name}` }) as JobView);
    },
  });
  return { subjects, asked };
}

describe("subjects of videos", () => {
  it("are those of the index that is ready", async () => {
    const { subjects } = await made({ indexes: [{ id: "i", name: "subjects", status: "ready" }] });
    expect(await subjects.known(["v"])).toEqual(new Map([["v", SHOTS]]));
  });

  it("are not known while the index is made", async () => {
    const { subjects } = await made({ indexes: [{ id: "i", name: "subjects", status: "running" }] });
    expect(await subjects.known(["v"])).toEqual(new Map());
  });
});

describe("looking at a video", () => {
  it("finds its shots first, once, however many ask", async () => {
    const { subjects, asked } = await made({});
    const told = await Promise.all([1, 2].map(() => subjects.explain(["v"], true)));
    expect(asked).toEqual([["shots", "subjects"]]);
    expect(told[0]).toEqual([
      "Video v was not looked at yet, so its window stands still. Job job subjects does it: streams published after it follow who is seen.",
    ]);
    expect(told[1]).toEqual(told[0]);
  });

  it("takes the shots that there are, or will be", async () => {
    const ready = await made({ indexes: [{ name: "shots", status: "ready" }] });
    await ready.subjects.order("v");
    expect(ready.asked).toEqual([["subjects"]]);
    const coming = await made({ jobs: [{ id: "j", kind: "index", payload: { name: "shots" } }] });
    await coming.subjects.order("v");
    expect(coming.asked).toEqual([["subjects"]]);
  });

  it("is not begun where it is under way, where a plan is all that is asked for, nor where it failed", async () => {
    const running = await made({ jobs: [{ id: "j", kind: "index", payload: { name: "subjects" } }] });
    expect((await running.subjects.explain(["v"], true))[0]).toContain("Job j does it");
    const planned = await made({});
    expect((await planned.subjects.explain(["v"], false))[0]).toContain("Publishing starts that");
    const error = { code: "analyser_unavailable", message: "The package x is missing.", remedy: "" } as const;
    const failed = await made({ indexes: [{ name: "subjects", status: "failed", error }] });
    expect((await failed.subjects.explain(["v"], true))[0]).toContain("The package x is missing.");
    expect([...running.asked, ...planned.asked, ...failed.asked]).toEqual([]);
  });

  it("says so where nothing can", async () => {
    const fails = new CutstreamError("analyser_unknown", "There is no analyser subjects.");
    const { subjects } = await made({ fails });
    expect((await subjects.explain(["v"], true))[0]).toContain("There is no analyser subjects.");
  });
});
