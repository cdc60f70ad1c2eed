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
          include: ["packages/*/src/**/*.test.ts", "tests/kit/**/*.test.ts", "bench/**/*.test.ts"],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: "integration",
          include: ["tests/integration/**/*.test.ts"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "players",
          include: ["tests/players/**/*.test.ts"],
          testTimeout: 900_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
