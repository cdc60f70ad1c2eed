import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ASSUMED, costSheet } from "./cost-sheet.ts";

it("the cost sheet in docs/operations.md is what the script prints", async () => {
  const page = await readFile(join(import.meta.dirname, "../docs/operations.md"), "utf8");
  const cells = page.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  for (const { what, how, result } of costSheet(ASSUMED))
    expect(cells, what).toContainEqual(["", what, how, result, ""]);
});

it("twice the viewers are twice the bytes, and twice the price", () => {
  const figure = (viewers: number, what: string) =>
    costSheet({ ...ASSUMED, viewers }).find((line) => line.what === what)?.result;
  expect(figure(1e6, "bytes to viewers")).toBe("195 TB");
  expect(figure(2e6, "bytes to viewers")).toBe("390 TB");
  expect([figure(1e6, "egress"), figure(2e6, "egress")]).toEqual(["3,900", "7,800"]);
});
