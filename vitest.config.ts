import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Node reads our TypeScript as it is; by way of Vite each file of tests would wait seconds for its modules. */
const NATIVE = { viteModuleRunner: false };

/**
 * How long `expect.poll` waits for what is to come: against what never comes. On a machine at work a second, which is the
 * default, is nothing, and ffmpeg that works ahead of viewers has the processor only when nobody else wants it.
 */
const patience = (timeout: number) => ({ poll: { timeout } });

/**
 * Three rings of tests. `unit`: pure code and single adapters, seconds. `integration`: real ffmpeg, disk, HTTP.
 * `players`: real browsers and players on our streams; slow, and skipped aloud where a program is missing.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          setupFiles: ["tests/kit/seeded-properties.ts"],
          include: [
            "packages/*/src/**/*.test.ts",
            "tests/kit/**/*.test.ts",
            "tests/fuzz/**/*.test.ts",
            "bench/**/*.test.ts",
          ],
          // Against what hangs: the longest takes seconds, and minutes beside other rings on a machine at work.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          experimental: NATIVE,
          expect: patience(30_000),
          // By default one processor is left idle: half of what CI has.
          maxWorkers: "100%",
          // Most of the time goes into reading the modules again for each file.
          isolate: false,
        },
      },
      {
        test: {
          name: "integration",
          setupFiles: ["tests/kit/seeded-properties.ts"],
          include: ["tests/integration/**/*.test.ts"],
          experimental: NATIVE,
          expect: patience(120_000),
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // A third of the time a test waits: for a program to start, a server to end, a player to reach the end.
          maxWorkers: Math.ceil(1.5 * availableParallelism()),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "players",
          // Players without a graphics card on a shared machine: what happens once is told, what happens twice is red.
          retry: 1,
          include: ["tests/players/**/*.test.ts"],
          experimental: NATIVE,
          expect: patience(120_000),
          testTimeout: 900_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
