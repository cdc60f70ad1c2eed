import { afterEach, beforeEach, expect, test } from "vitest";
import { IN_MEMORY, openSqliteCatalog } from "../../../adapters/sqlite/sqlite-catalog.ts";
import type { Library, LibraryVersion } from "../../../library/library.ts";
import { jobRow, megaAssetRow, megaVersionRow } from "../../../seams/catalog.fixtures.ts";
import type { Catalog } from "../../../seams/catalog.ts";
import { makeVersion } from "../../../testing/made-library.ts";
import { encodeList } from "../stored-list.ts";
import type { StoredReport } from "./report.ts";
import { createVerifyJob } from "./verify-job.ts";

const PAL = { num: 25, den: 1 };
const made = makeVersion({ gops: [80, 40] });
const version: LibraryVersion = { ...made, id: "v1" };
const library = { version: async () => version } as unknown as Library;

let catalog: Catalog;
/** Clips whose heads were asked for. */
let conditioned: unknown[];
beforeEach(async () => {
  catalog = await openSqliteCatalog({ path: IN_MEMORY });
  conditioned = [];
  await catalog.insertMegaAsset(megaAssetRow({ clipTypes: { long: 80 } }));
});
afterEach(() => catalog.close());

/** Adds a version whose clips change at a frame, and verifies it against a picture that cuts at 80. */
async function verify(boundary: number, accept: readonly number[] = []): Promise<StoredReport> {
  const facts = { clipTypes: { long: 80, short: 40 }, clips: 2, titles: 1, frameRate: "25" };
  const clips = [
    { title: "Heat", clipType: "long", first: 0, end: boundary, line: 2 },
    { title: "Heat", clipType: "short", first: boundary, end: 120, line: 3 },
  ];
  const row = megaVersionRow({ facts });
  const number = await catalog.insertMegaVersion(row, encodeList({ frameRate: PAL, clips }));
  const work = createVerifyJob({
    ...{ catalog, library, now: () => 7 },
    shotsOf: async () => [0, 80].map((at) => ({ at, isCut: true })),
    prepareHeads: async ({ job }) => {
      conditioned.push(job.payload);
    },
  });
  const payload = { mega: "mega1", version: number, accept };
  await work({ job: jobRow({ payload }), signal: AbortSignal.any([]), report: () => {} });
  return (await catalog.megaReport("mega1", number)) as StoredReport;
}

const stateOf = async (number: number) => (await catalog.megaVersion("mega1", number))?.state;

test("a list that is right is verified once all its cuts are conditioned, those of stand-ins too", async () => {
  expect(await verify(80)).toMatchObject({ ok: true, findings: [], checkedAt: 7 });
  expect(await stateOf(1)).toBe("verified");
  expect(conditioned).toEqual([
    {
      version: "v1",
      frames: [],
      clips: [
        { from: 0, to: 80 },
        { from: 0, to: 40 },
        { from: 80, to: 120 },
      ],
    },
  ]);
});

test("a list that is off stays a draft, and nothing is encoded for it", async () => {
  const { ok, findings } = await verify(81);
  expect(ok).toBe(false);
  expect(findings.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
    "warning: line 2: lasts 81 frames; long is 80",
    "error: line 2: out is 1 frame late",
    "warning: line 3: lasts 39 frames; short is 40",
    "error: line 3: in is 1 frame late",
  ]);
  expect(await stateOf(1)).toBe("draft");
  expect(conditioned).toEqual([]);
});

test("lines that somebody looked at are accepted, and no others", async () => {
  expect(await verify(81, [2])).toMatchObject({ ok: false });
  const { ok, findings } = await verify(81, [2, 3]);
  expect(ok).toBe(true);
  expect(findings.filter(({ kind }) => kind === "offset").map(({ severity }) => severity)).toEqual([
    ...["accepted", "accepted"],
  ]);
  expect(await stateOf(2)).toBe("verified");
});

test("what was retired meanwhile stays retired", async () => {
  await verify(80);
  await catalog.retireMegaVersion("mega1", 1, 8);
  const work = createVerifyJob({
    ...{ catalog, library, now: () => 9, prepareHeads: async () => undefined },
    shotsOf: async () => [],
  });
  const payload = { mega: "mega1", version: 1, accept: [] };
  await work({ job: jobRow({ payload }), signal: AbortSignal.any([]), report: () => {} });
  expect(await stateOf(1)).toBe("retired");
  const gone = jobRow({ payload: { mega: "mega1", version: 9, accept: [] } });
  await expect(work({ job: gone, signal: AbortSignal.any([]), report: () => {} })).rejects.toMatchObject({
    code: "mega_version_not_found",
  });
});
