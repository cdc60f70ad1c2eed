import { describe, expect, it } from "vitest";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import { chooseCaptions } from "./choose-captions.ts";

const one = (language: string, name: string, isDefault = false): PlannedSubtitles => ({
  ...{ language, name, default: isDefault, autoselect: true, forced: false, style: "caption" },
  ...{ characteristics: [], texts: { videos: {} } },
});
const all = [one("en", "English"), one("pt-BR", "Português", true), one("de", "Deutsch")];

describe("captions", () => {
  it("are the default ones, or the first", () => {
    expect(chooseCaptions(all, undefined)).toBe(1);
    expect(chooseCaptions([all[0]!, all[2]!], undefined)).toBe(0);
  });
  it("are those that are named, by name or by language", () => {
    expect(chooseCaptions(all, "Deutsch")).toBe(2);
    expect(chooseCaptions(all, "PT-br")).toBe(1);
  });
  it("are none where none are wished, or there", () => {
    expect(chooseCaptions(all, null)).toBeUndefined();
    expect(chooseCaptions([], undefined)).toBeUndefined();
  });
  it("are refused where none are called so", () => {
    expect(() => chooseCaptions(all, "fr")).toThrow(/captions is "fr".*Português \(pt-BR\)/);
  });
});
