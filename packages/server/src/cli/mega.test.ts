import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { cutstream } from "../testing/run-cli.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-mega-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const EDL = `TITLE: sizzle
001  AX  V  C  00:00:00:00 00:00:04:00 01:00:00:00 01:00:04:00
* FROM CLIP NAME: Heat
* LOC: 01:00:00:00 RED long
* LOC: 01:00:03:05 RED Heat | short
* LOC: 01:00:03:20 GREEN grade this
`;

describe("cutstream mega label", () => {
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const options = ["--rate", "25", "--start-timecode", "01:00:00:00", "--types", "long=80, short=20"];

  test("turns markers into a list, and says what is missing", async () => {
    const path = await write("markers.edl", EDL);
    const titles = await write("titles.txt", "Heat\r\nUp\n\n");
    const { out, notes, code } = await cutstream("mega", "label", path, ...options, "--titles", titles);
    expect(code).toBe(0);
    expect(out.split(/\r?\n/)).toEqual([
      "title,clip_type,in,out,frame_rate",
      "Heat,long,0,80,25",
      "Heat,short,80,100,25",
    ]);
    expect(notes.split("\n")).toEqual([
      "2 clips of 1 titles",
      '! line 2: "grade this" names no clip',
      "! Up lacks long, short",
    ]);
    const list = join(folder, "list.json");
    await cutstream("mega", "label", path, ...options, "--out", list);
    expect(JSON.parse(await readFile(list, "utf8")).clips).toHaveLength(2);
  });

  test("refuses by the line what is ambiguous, and what has no markers", async () => {
    const path = await write("markers.edl", EDL);
    const open = await cutstream("mega", "label", path, ...options.slice(0, 4), "--types", "long,short");
    expect(open).toMatchObject({
      code: 1,
      notes: expect.stringMatching(/Line 2: two markers are in the clip "Heat"/),
    });
    const rate = await cutstream("mega", "label", path);
    expect(rate.notes).toMatch(/Line 1: the list does not say how many frames a second/);
    expect(await cutstream("mega", "label", await write("list.csv", ""))).toMatchObject({ code: 2 });
    expect(await cutstream("mega", "label", path, "--rate", "fast")).toMatchObject({ code: 2 });
    expect(await cutstream("mega", "label", path, "--types", "=80")).toMatchObject({ code: 2 });
    expect(await cutstream("mega", "label", join(folder, "gone.edl"))).toMatchObject({ code: 1 });
  });
});

test("cutstream mega create wants lengths of clip types", async () => {
  const { code, notes } = await cutstream("mega", "create", "sizzle", "--types", "long=80,short");
  expect(code).toBe(2);
  expect(notes).toMatch(/--types says no length of short/);
});
