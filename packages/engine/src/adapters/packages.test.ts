import { expect, test } from "vitest";
import { installedVersion, missingPackage } from "./packages.ts";

test("optional packages are found, or named where they are missing", () => {
  expect(missingPackage(["zod", "lru-cache"])).toBeUndefined();
  expect(missingPackage(["zod", "@nobody/nothing", "lru-cache"])).toBe("@nobody/nothing");
  expect(installedVersion("zod")).toMatch(/^\d+\.\d+\.\d+/);
  expect(() => installedVersion("@nobody/nothing")).toThrow("@nobody/nothing is not installed");
});
