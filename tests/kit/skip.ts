import type { TestContext } from "vitest";

/** Skips the running test and says so where people look: the runner only counts skipped tests. */
export function skipAloud(context: TestContext, reason: string): never {
  console.warn(`SKIPPED "${context.task.name}": ${reason}`);
  return context.skip(reason);
}
