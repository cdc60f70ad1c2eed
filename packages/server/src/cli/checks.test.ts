import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checkDisk, checkDiskSpace, checkNode, checkPort, checkRoles } from "./checks.ts";

describe("checks", () => {
  it("know which Node will do", () => {
    expect(checkNode("24.1.0")).toMatchObject({ state: "good" });
    expect(checkNode("20.19.2")).toMatchObject({ state: "missing", remedy: expect.stringContaining("24") });
  });

  it("know that roles are shared out over one database", () => {
    const all = ["api", "origin", "worker"] as const;
    expect(checkRoles(all, undefined)).toMatchObject({ state: "good", detail: "api, origin, worker" });
    expect(checkRoles(["worker"], "postgresql://host/db")).toMatchObject({ state: "good" });
    expect(checkRoles(["worker"], undefined)).toMatchObject({ state: "missing" });
  });

  it("write to the data folder, or to where it will be, and leave nothing there", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cutstream-doctor-"));
    expect(await checkDisk(folder)).toMatchObject({ state: "good", detail: folder });
    expect(await checkDisk(join(folder, "a", "b"))).toMatchObject({ state: "good" });
    expect((await checkDiskSpace(join(folder, "a"))).detail).toMatch(/GiB free$/);
    expect(await readdir(folder)).toEqual([]);
    await writeFile(join(folder, "file"), "");
    expect(await checkDisk(join(folder, "file"))).toMatchObject({
      state: "missing",
      remedy: expect.any(String),
    });
    await rm(folder, { recursive: true });
  });

  it("see that a port is taken", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await checkPort("127.0.0.1", port)).toMatchObject({ state: "missing" });
    await new Promise((resolve) => server.close(resolve));
    expect(await checkPort("127.0.0.1", port)).toMatchObject({ state: "good" });
  });
});
