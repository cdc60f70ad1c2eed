import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";

/** Runs a program that imports `cutstream`, as somebody's who has installed it, and gives what it prints. */
export async function runSdkCode(code: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-code-"));
  try {
    await mkdir(join(folder, "node_modules"));
    const client = resolve(import.meta.dirname, "../../packages/client");
    await symlink(client, join(folder, "node_modules/cutstream"), "junction");
    await writeFile(join(folder, "program.ts"), code);
    await writeFile(join(folder, "package.json"), '{ "type": "module" }');
    const { stdout } = await promisify(execFile)(process.execPath, ["program.ts"], { cwd: folder });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
