import { expect, it } from "vitest";
import { newSigningKey } from "./signing-key-store.ts";

it("keys made in the same millisecond have ids of their own: one would be taken out with the other", () => {
  const ids = Array.from({ length: 20 }, () => newSigningKey().id);
  expect(new Set(ids).size).toBe(ids.length);
  // As long as files of keys take them.
  for (const id of ids) expect(id).toMatch(/^k\w{1,15}$/);
});
