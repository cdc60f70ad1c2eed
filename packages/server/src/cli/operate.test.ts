import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callbackSecret } from "@cutstream/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";
import { cutstream } from "../testing/run-cli.ts";

let folder: string;
let data: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-operate-"));
  await mkdir(join(folder, "data"));
  data = ["--data", join(folder, "data")];
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const lines = (text: string): string[] => text.split("\n").filter((line) => line !== "");

describe("keys", () => {
  it("are made, listed and taken out, but for the last", async () => {
    const [first = ""] = lines((await cutstream("keys", "list", ...data)).out);
    const rotated = await cutstream("keys", "rotate", ...data);
    expect([rotated.code, rotated.out]).toEqual([
      0,
      expect.stringMatching(new RegExp(`^new key k\\w+; 1 older ones still verify: ${first}$`)),
    ]);
    const [second = "", ...others] = lines((await cutstream("keys", "list", ...data)).out);
    expect([rotated.out.includes(second), others]).toEqual([true, [first]]);
    expect(await cutstream("keys", "remove", first, ...data)).toMatchObject({
      code: 0,
      notes: expect.stringContaining(first),
    });
    expect(lines((await cutstream("keys", "list", ...data)).out)).toEqual([second]);
    expect(await cutstream("keys", "remove", second, ...data)).toMatchObject({
      code: 1,
      notes: expect.stringContaining("only signing key"),
    });
    expect((await cutstream("keys", "remove", first, ...data)).notes).toContain("no signing key");
  });

  it("are told to an edge with their secrets, newest first, and to who checks callbacks", async () => {
    await cutstream("keys", "list", ...data);
    await cutstream("keys", "rotate", ...data);
    const stored = JSON.parse(await readFile(join(folder, "data/signing-keys.json"), "utf8"));
    expect(stored).toHaveLength(2);
    const { out, code } = await cutstream("keys", "edge", ...data);
    expect([code, JSON.parse(out)]).toEqual([0, stored]);
    expect(lines((await cutstream("keys", "callbacks", ...data)).out)).toEqual(stored.map(callbackSecret));
  });

  it("are told to an edge for each tenant; one that no server opened yet has none", async () => {
    const file = join(folder, "keys.json");
    for (const tenant of ["acme", "globex"])
      await cutstream("access", "add", tenant, "--tenant", tenant, "--file", file);
    await mkdir(join(folder, "data/tenants/acme"), { recursive: true });
    const { out } = await cutstream("keys", "edge", ...data, "--keys-file", file);
    const told = JSON.parse(out);
    const stored = async (path: string) => JSON.parse(await readFile(join(folder, path), "utf8"));
    expect(told).toEqual({
      default: await stored("data/signing-keys.json"),
      acme: await stored("data/tenants/acme/signing-keys.json"),
      globex: [],
    });
    expect(await readdir(join(folder, "data/tenants"))).toEqual(["acme"]);
  });

  it("are not looked for where no server's folder is", async () => {
    for (const command of [["list"], ["rotate"], ["edge"], ["callbacks"], ["remove", "k1"]])
      expect(await cutstream("keys", ...command, "--data", join(folder, "none"))).toMatchObject({
        code: 1,
        notes: expect.stringContaining("There is no folder"),
      });
    expect(await readdir(folder)).toEqual(["data"]);
  });
});

describe("access", () => {
  it("makes keys, shows what they may do, and takes them out", async () => {
    const file = ["--file", join(folder, "keys.json")];
    const site = await cutstream("access", "add", "site", "--scope", "read", "publish", ...file);
    expect(site.out).toMatch(/^cs_[\w-]{32}$/);
    const expires = ["--expires", "2027-01-01T00:00:00Z"];
    await cutstream("access", "add", "intake", "--tenant", "acme", "--scope", "write", ...expires, ...file);
    expect(lines((await cutstream("access", "list", ...file)).out)).toEqual([
      "site  default  read,publish  does not expire",
      "intake  acme  write  2027-01-01T00:00:00Z",
    ]);
    expect(await readFile(join(folder, "keys.json"), "utf8")).not.toContain(site.out);
    expect((await cutstream("access", "remove", "site", ...file)).out).toBe("1 keys removed");
    expect((await cutstream("access", "remove", "site", ...file)).out).toBe("0 keys removed");
    expect(lines((await cutstream("access", "list", ...file)).out)).toHaveLength(1);
  });

  it("says what is no scope, tenant or date", async () => {
    const file = ["--file", join(folder, "keys.json")];
    expect((await cutstream("access", "add", "a", "--scope", "all", ...file)).code).toBe(2);
    for (const wrong of [
      ["--tenant", "../x"],
      ["--expires", "soon"],
    ])
      expect((await cutstream("access", "add", "a", ...wrong, ...file)).code).toBe(1);
    expect(await readdir(folder)).toEqual(["data"]);
    expect((await cutstream("access", "list", ...file)).code).toBe(1);
  });
});

describe("collect", () => {
  it("says what went, or would, and what is no rule", async () => {
    expect(await cutstream("collect", ...data, "--retain", "streams=90")).toMatchObject({
      ...{ code: 0, out: "nothing went" },
    });
    expect((await cutstream("collect", ...data, "--dry-run")).out).toBe("nothing would go");
    const json = await cutstream("collect", ...data, "--json", "--retain", "parts=30,exports=1");
    expect(JSON.parse(json.out)).toMatchObject({ collected: [] });
    expect(await cutstream("collect", ...data, "--retain", "streams=soon")).toMatchObject({
      code: 1,
      notes: expect.stringContaining("streams=soon"),
    });
    expect((await cutstream("collect", "--data", join(folder, "none"))).notes).toContain(
      "There is no folder",
    );
  });
});

describe("backup and restore", () => {
  it("copy a folder there and back, say what tenants are not in it, and restore only where nothing is", async () => {
    await cutstream("keys", "list", ...data);
    await mkdir(join(folder, "data/blobs/v"), { recursive: true });
    await writeFile(join(folder, "data/blobs/v/a"), "media");
    await mkdir(join(folder, "data/tenants/acme"), { recursive: true });
    const to = join(folder, "to");
    const made = await cutstream("backup", ...data, "--to", to);
    expect([made.code, made.out]).toEqual([0, expect.stringContaining("1 blobs")]);
    expect(made.notes).toContain("Tenants are not in it: acme.");
    const [restored, again] = [
      await cutstream("restore", "--from", to, "--data", join(folder, "new")),
      await cutstream("restore", "--from", to, "--data", join(folder, "new")),
    ];
    expect([restored.code, restored.out]).toEqual([0, expect.stringContaining("1 blobs")]);
    expect(again).toMatchObject({ code: 1, notes: expect.stringContaining("not empty") });
    expect(await readFile(join(folder, "new/blobs/v/a"), "utf8")).toBe("media");
    const keys = "signing-keys.json";
    expect(await readFile(join(folder, "new", keys))).toEqual(await readFile(join(folder, "data", keys)));
    expect((await cutstream("restore", "--from", folder, "--data", join(folder, "x"))).notes).toMatch(
      /no backup/i,
    );
  });
});

describe("reels", () => {
  it("are made for a viewer, and shown with why", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    await rig.engine.videos.ingest({ source: { kind: "url", url: "https://a.test/c.mp4" } });
    rig.engine.finish("v1");
    await rig.engine.cadences.put("daily", { slots: [{ clip: "long" }] } as never);
    const flags = ["--viewer", "ann", "--cadence", "daily", "--url", url];
    const made = await cutstream("reels", "make", ...flags, "--mega", "m1", "--seed", "7", "--ttl", "90m");
    expect([made.notes, made.code, made.out]).toEqual([
      "",
      0,
      expect.stringMatching(/t1 .* mid .* 100 – 149 .*Number 1/),
    ]);
    const [, stream = ""] = /stream {2}(\S+),/.exec(made.out) ?? [];
    const shown = await cutstream("reels", "show", stream, "--json", "--url", url);
    expect(JSON.parse(shown.out)).toMatchObject({ reel: { viewer: "ann", mega: "m1", seed: "7" } });
    expect(await cutstream("reels", "show", "str_none", "--url", url)).toMatchObject({ code: 1 });
    expect((await cutstream("reels", "make", "--viewer", "ann", "--url", url)).code).toBe(2);
    const unknown = await cutstream("reels", "make", "--viewer", "ann", "--cadence", "no", "--url", url);
    expect(unknown).toMatchObject({ code: 1, notes: expect.stringContaining("no cadence") });
  });
});

describe("exports", () => {
  it("are listed with where their files are, and deleted", async () => {
    await using rig = await createRig();
    const url = await rig.listen();
    expect(await cutstream("exports", "--url", url)).toMatchObject({ code: 0, out: "" });
    expect(await cutstream("exports", "--delete", "exp_none", "--url", url)).toMatchObject({ code: 1 });
  });
});
