import { describe, expect, it } from "vitest";
import { createSuccession } from "./succession.ts";

const segment = (name: string) => ({ name });
const names = (segments: readonly { readonly name: string }[]) => segments.map(({ name }) => name).join("");

describe("a succession", () => {
  it("gives what comes after a segment, nearest first, no more than asked for", () => {
    const succession = createSuccession(({ name }: { name: string }) => name, 10);
    succession.follow([..."abcde"].map(segment));
    expect(names(succession.after(segment("b"), 2))).toBe("cd");
    expect(names(succession.after(segment("d"), 2))).toBe("e");
    expect(succession.after(segment("e"), 2)).toEqual([]);
    expect(succession.after(segment("z"), 2)).toEqual([]);
  });

  it("goes by the latest order that was told, and round in a circle only as far as asked", () => {
    const succession = createSuccession(({ name }: { name: string }) => name, 10);
    succession.follow([..."abc"].map(segment));
    succession.follow([..."aca"].map(segment));
    expect(names(succession.after(segment("a"), 4))).toBe("caca");
  });

  it("forgets what was told first", () => {
    const succession = createSuccession(({ name }: { name: string }) => name, 2);
    succession.follow([..."abcd"].map(segment));
    expect(succession.after(segment("a"), 1)).toEqual([]);
    expect(names(succession.after(segment("c"), 1))).toBe("d");
  });
});
