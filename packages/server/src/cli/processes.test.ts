import { availableParallelism } from "node:os";
import { describe, expect, it } from "vitest";
import { encodersOf, parseProcesses } from "./processes.ts";

describe("--processes", () => {
  it("takes a number, or one for each core", () => {
    expect(["1", "12", "auto", "0"].map(parseProcesses)).toEqual([
      ...[1, 12],
      ...[availableParallelism(), availableParallelism()],
    ]);
    for (const wrong of ["", "-1", "1.5", "all", "1000"]) expect(() => parseProcesses(wrong)).toThrow("auto");
  });

  it("leaves encoders half of the machine, and each process one", () => {
    expect(encodersOf(1)).toBe(Math.max(1, Math.floor(availableParallelism() / 2)));
    expect(encodersOf(1000)).toBe(1);
  });
});
