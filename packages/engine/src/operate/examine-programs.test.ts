import { expect, it } from "vitest";
import { describeMeans } from "./examine-programs.ts";

const all = { limits: true, memory: true, withoutNetwork: ["unshare"], idly: ["chrt"] };

it("says how programs are confined, and what is missing for more", () => {
  expect(describeMeans(all, 2 ** 32)).toMatchObject({
    state: "good",
    detail: expect.stringContaining("4.0 GiB of memory each, no network"),
  });
  expect(describeMeans({ ...all, memory: false, withoutNetwork: undefined }, 2 ** 32)).toMatchObject({
    state: "poor",
    detail: expect.stringMatching(/not: 4\.0 GiB of memory each, no network$/),
    remedy: expect.any(String),
  });
});
