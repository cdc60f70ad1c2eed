import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { EngineConfig } from "@cutstream/engine";
import { Option } from "commander";
import { CliError } from "./failure.ts";

/** Where a server keeps things, as commands are told; those without an option of these leave it out. */
export interface StorageFlags {
  readonly data: string;
  readonly databaseUrl?: string;
  readonly momentsUrl?: string;
  readonly blobs?: string;
}

/** `--data`, a server's folder. */
export const dataOption = (help = "folder of the server"): Option =>
  new Option("--data <dir>", help).env("CUTSTREAM_DATA").default(".cutstream");

/** `--database-url`, for all but media. */
export const databaseOption = (help = "PostgreSQL of the server, with pgvector"): Option =>
  new Option("--database-url <url>", help).env("DATABASE_URL");

/** `--moments-url`, for moments alone. */
export const momentsOption = (help = "another PostgreSQL for moments alone, with pgvector"): Option =>
  new Option("--moments-url <url>", help).env("MOMENTS_DATABASE_URL");

/** `--blobs`, for media. */
export const blobsOption = (
  help = "where media lie: s3://bucket/prefix, rather than the data folder",
): Option => new Option("--blobs <place>", help).env("BLOBS");

/** The same as the engine is told it; what is empty, as a variable of the environment can be, is not there. */
export function storageOf({
  data,
  databaseUrl,
  momentsUrl,
  blobs,
}: StorageFlags): Pick<EngineConfig, "dataDir" | "databaseUrl" | "momentsUrl" | "blobs"> {
  return {
    dataDir: resolve(data),
    ...(databaseUrl && { databaseUrl }),
    ...(momentsUrl && { momentsUrl }),
    ...(blobs && { blobs }),
  };
}

/** @throws CliError where a server's folder is not there, so that a slip does not make an empty one */
export function assertFolder(data: string): void {
  const folder = resolve(data);
  if (existsSync(folder)) return;
  throw new CliError(`There is no folder ${folder}.`, "Give the server's own folder with --data.");
}
