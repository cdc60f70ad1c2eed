import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { CliError } from "./failure.ts";
import { assertFolder, storageOf } from "./storage.ts";

test("the engine is told what was given, the folder by its whole path", () => {
  const given = { databaseUrl: "postgresql://db", momentsUrl: "postgresql://moments", blobs: "s3://media/a" };
  expect(storageOf({ data: "kept", ...given })).toEqual({ dataDir: resolve("kept"), ...given });
});

test("a variable that is set to nothing is as one that is not set", () => {
  const empty = { databaseUrl: "", momentsUrl: "", blobs: "" };
  expect(storageOf({ data: "kept", ...empty })).toEqual({ dataDir: resolve("kept") });
});

test("a folder that is not there is refused by its whole path", () => {
  expect(() => assertFolder(tmpdir())).not.toThrow();
  expect(() => assertFolder(join(tmpdir(), "no such folder"))).toThrow(CliError);
});
