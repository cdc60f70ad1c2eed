import { join } from "node:path";
import { expect, it } from "vitest";
import { runProgram } from "../kit/ffmpeg.ts";

const EXAMPLE = join(import.meta.dirname, "../../examples/reels/reels.ts");

it("examples/reels runs as its README says, with fewer titles", async () => {
  const { stdout } = await runProgram(process.execPath, [EXAMPLE, "--titles", "4"], { timeoutMs: 120_000 });
  const text = String(stdout);
  expect(text).toMatch(/^Version 1: \d+ shots found, 0 errors, \d+ warnings\.$/m);
  const viewers = [...text.matchAll(/^\| (viewer \d+|somebody new) \|.*\*\*.*\| .*score.*\|$/gm)];
  expect(viewers.map(([, viewer]) => viewer)).toEqual([
    ...Array.from({ length: 10 }, (_, n) => `viewer ${n + 1}`),
    "somebody new",
  ]);
}, 150_000);
