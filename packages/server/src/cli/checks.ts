import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { constants } from "node:fs";
import { access, rm, statfs, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import type { Role } from "@cutstream/engine";

/** What one check found. `poor`: it works, but not well or not for long; `missing`: a server cannot do without. */
export interface Finding {
  readonly name: string;
  readonly state: "good" | "poor" | "missing";
  readonly detail: string;
  readonly remedy?: string;
}

/** The oldest major version of Node that runs TypeScript as it is, and has `node:sqlite` in its final form. */
const NODE_SINCE = 24;

/** Filters that some sources need: deinterlacing, scaling, tone mapping of HDR. */
const WANTED_FILTERS = ["scale", "bwdif", "zscale", "tonemap"] as const;

const GIB = 1024 ** 3;
const SCARCE = 10 * GIB;
const TOO_LITTLE = GIB / 2;

/** Checks the version of Node. */
export function checkNode(version: string): Finding {
  const fine = Number.parseInt(version, 10) >= NODE_SINCE;
  const remedy = `Install Node ${NODE_SINCE} or newer: https://nodejs.org`;
  return { name: "Node", state: fine ? "good" : "missing", detail: version, ...(fine ? {} : { remedy }) };
}

/** Checks that a process which has not all roles can meet those that have the others. */
export function checkRoles(roles: readonly Role[], databaseUrl: string | undefined): Finding {
  const name = "roles";
  const detail = roles.join(", ");
  if (roles.length === 3 || databaseUrl) return { name, state: "good", detail };
  const remedy = "Nodes with different roles share one PostgreSQL database: set DATABASE_URL.";
  return { name, state: "missing", detail: `${detail}, with a database of its own`, remedy };
}

/** Checks that ffmpeg is there, with what is needed of it. */
export async function checkEncoder(): Promise<readonly Finding[]> {
  const { createFfmpegTranscoder } = await import("@cutstream/engine");
  try {
    const info = await createFfmpegTranscoder({}).describe();
    const filters = WANTED_FILTERS.filter((name) => !info.filters.has(name));
    return [
      { name: "ffmpeg", state: "good", detail: `${info.version} at ${info.ffmpegPath}` },
      encoder("libx264", info.hasX264),
      encoder("aac", info.hasAac),
      filters.length === 0
        ? { name: "ffmpeg filters", state: "good", detail: WANTED_FILTERS.join(", ") }
        : {
            name: "ffmpeg filters",
            state: "poor",
            detail: `without ${filters.join(", ")}`,
            remedy: "Use a full build of ffmpeg to ingest interlaced and HDR sources.",
          },
    ];
  } catch (error) {
    const { message, remedy = "Install ffmpeg." } = error as Error & { remedy?: string };
    return [{ name: "ffmpeg", state: "missing", detail: message, remedy }];
  }
}

function encoder(name: string, has: boolean): Finding {
  if (has) return { name: `encoder ${name}`, state: "good", detail: "present" };
  const remedy = "Install a build of ffmpeg that has it, or set FFMPEG_PATH to one.";
  return { name: `encoder ${name}`, state: "missing", detail: "not in this build of ffmpeg", remedy };
}

/** Checks that the data folder, or the folder it would be made in, can be written to. */
export async function checkDisk(data: string): Promise<Finding> {
  const name = "data folder";
  try {
    const folder = await nearestFolder(data);
    const probe = join(folder, `.cutstream-doctor-${randomUUID()}`);
    await writeFile(probe, "written", { flush: true });
    await rm(probe);
    return { name, state: "good", detail: folder === data ? data : `${data} (will be made)` };
  } catch (error) {
    const remedy = "Choose a folder that this user may write to: --data DIR.";
    return { name, state: "missing", detail: `${data}: ${(error as Error).message}`, remedy };
  }
}

/** Checks what space is left on the data folder's disk. */
export async function checkDiskSpace(data: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(await nearestFolder(data));
  const free = bavail * bsize;
  const detail = `${(free / GIB).toFixed(1)} GiB free`;
  if (free >= SCARCE) return { name: "disk", state: "good", detail };
  const remedy = "Free some space: a video takes about its own size, and as much again while it is ingested.";
  return { name: "disk", state: free < TOO_LITTLE ? "missing" : "poor", detail, remedy };
}

/** Checks that the port is free. */
export async function checkPort(host: string, port: number): Promise<Finding> {
  const name = `port ${port}`;
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, "listening");
    return { name, state: "good", detail: `free on ${host}` };
  } catch (error) {
    const remedy = "Stop what listens there (another cutstream?), or choose another with --port.";
    return { name, state: "missing", detail: (error as Error).message, remedy };
  } finally {
    server.close();
  }
}

async function nearestFolder(path: string): Promise<string> {
  try {
    await access(path, constants.F_OK);
    return path;
  } catch {
    const parent = dirname(path);
    return parent === path ? path : nearestFolder(parent);
  }
}
