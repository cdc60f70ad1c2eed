import { defineConfig } from "vitest/config";

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
          testTimeout: 20_000,
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
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxWorkers: "100%",
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "players",
          // Players without a graphics card on a shared machine: what happens once is told, what happens twice is red.
          retry: 1,
          include: ["tests/players/**/*.test.ts"],
          testTimeout: 900_000,
          hookTimeout: 600_000,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
