import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { findSidecars } from "./find-sidecars.ts";
import { readSidecarName } from "./sidecar-name.ts";

describe("the name of subtitles beside heat.mp4", () => {
  test.each([
    ["heat.srt", null, false, "srt"],
    ["heat.SRT", null, false, "srt"],
    ["heat.en.srt", "en", false, "srt"],
    ["heat.de.vtt", "de", false, "vtt"],
    ["heat.pt-br.ttml", "pt-BR", false, "ttml"],
    ["heat.zh-Hant.ass", "zh-Hant", false, "ass"],
    ["heat.ger.ssa", "de", false, "ass"],
    ["heat.forced.srt", null, true, "srt"],
    ["heat.en.forced.srt", "en", true, "srt"],
    ["heat.en.SDH.srt", "en", false, "srt"],
  ] as const)("may be %s", (name, language, forced, format) => {
    expect(readSidecarName(name, "heat")).toEqual({ language, forced, format });
  });

  test.each([
    "heat.mp4",
    "heat",
    "heat.",
    ".srt",
    "heat2.srt",
    "Heat.srt",
    "heat.sub",
    "heat.directors.srt",
    "heat.en.de.srt",
    "heat.en.sdh.forced.srt",
    "heat.en-.srt",
    "heat.x-private.srt",
    "heat..srt",
    "theheat.srt",
  ])("is not %s", (name) => expect(readSidecarName(name, "heat")).toBeUndefined());
});

describe("findSidecars", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "sidecars-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = (name: string, content: string | Uint8Array) => writeFile(join(folder, name), content);
  const find = (name = "heat.mp4") => findSidecars(join(folder, name));

  it("reads what lies beside the film, those without a language first", async () => {
    await put("heat.mp4", "");
    await put("heat.en.srt", "English");
    await put("heat.vtt", "");
    await put("heat.de.srt", Buffer.from("\ufeffDeutsch – ß", "utf16le"));
    await put("other.srt", "not of this film");
    const found = await find();
    expect(found.map(({ name, content }) => [name, content])).toEqual([
      ["heat.vtt", { text: "" }],
      ["heat.de.srt", { text: "Deutsch – ß" }],
      ["heat.en.srt", { text: "English" }],
    ]);
  });

  it("takes a film by its whole name but for the extension", async () => {
    await put("heat.1995.srt", "of the film of 1995");
    expect(await find("heat.mp4")).toEqual([]);
    expect(await find("heat.1995.mp4")).toMatchObject([{ name: "heat.1995.srt", language: null }]);
    expect(await find("heat.1995")).toEqual([]);
  });

  it("says why it could not read one, and reads the others", async () => {
    await put("secret", "root:x:0:0");
    await symlink(join(folder, "secret"), join(folder, "heat.aa.srt"));
    await put("heat.bb.srt", Buffer.from("1\n2\n\xe9t\xe9\n", "latin1"));
    await put("heat.cs.srt", "");
    await truncate(join(folder, "heat.cs.srt"), 33 << 20);
    await mkdir(join(folder, "heat.dd.srt"));
    execFileSync("mkfifo", [join(folder, "heat.ee.srt")]);
    await put("heat.ff.srt", "whole");
    await put("heat.srt", "\0\0\0");
    expect((await find()).map(({ name, content }) => [name, content])).toEqual([
      ["heat.srt", { problem: "Line 1 has the control character U+0000: this is no text" }],
      ["heat.aa.srt", { problem: "it is a link, which is not followed" }],
      ["heat.bb.srt", { problem: "Line 3 is no UTF-8 text" }],
      ["heat.cs.srt", { problem: "it has 34603008 bytes; 33554432 are the most for all beside a video" }],
      ["heat.dd.srt", { problem: "it is no regular file" }],
      ["heat.ee.srt", { problem: "it is no regular file" }],
      ["heat.ff.srt", { text: "whole" }],
    ]);
  });

  it("finds nothing where the folder is gone", async () => {
    expect(await findSidecars(join(folder, "gone", "heat.mp4"))).toEqual([]);
  });
});
