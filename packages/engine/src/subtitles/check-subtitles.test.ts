import { describe, expect, it } from "vitest";
import type { SubtitleInput } from "../api/subtitles.ts";
import { checkSubtitles } from "./check-subtitles.ts";

describe("what is asked for", () => {
  it("is decided where it was left open", () => {
    expect(checkSubtitles([{ language: "EN-us" }, { language: "pt-br", forced: true }])).toEqual([
      {
        ...{ language: "en-US", source: "transcript", translateFrom: null, name: "American English" },
        ...{
          default: false,
          autoselect: true,
          forced: false,
          style: "caption",
          path: "timeline.subtitles[0]",
        },
      },
      expect.objectContaining({ language: "pt-BR", name: "Português (Brasil) (forced)", forced: true }),
    ]);
  });

  it("is translated from what it is in, or from what is said", () => {
    const [any, english] = checkSubtitles([
      { language: "es", translate: true },
      { language: "de", translate: { from: "en" } },
    ]);
    expect([any?.translateFrom, english?.translateFrom]).toEqual(["any", "en"]);
  });

  it.each<[string, SubtitleInput[], string]>([
    ["no language", [{ language: "english" }], "timeline.subtitles[0].language"],
    ["two letters that are none", [{ language: "en" }, { language: "qq" }], "timeline.subtitles[1].language"],
    ["a name for players' own use", [{ language: "en", name: 'a"b' }], "timeline.subtitles[0].name"],
    ["two of one name", [{ language: "en" }, { language: "en" }], "timeline.subtitles[1]"],
    [
      "two defaults",
      [
        { language: "en", default: true },
        { language: "de", default: true },
      ],
      "timeline.subtitles[1].default",
    ],
    [
      "a default not to select",
      [{ language: "en", default: true, autoselect: false }],
      "timeline.subtitles[0].autoselect",
    ],
    [
      "forced, not to select",
      [{ language: "en", forced: true, autoselect: false }],
      "timeline.subtitles[0].autoselect",
    ],
    [
      "no language to translate from",
      [{ language: "en", translate: { from: "" } }],
      "timeline.subtitles[0].translate.from",
    ],
    [
      "more than a menu holds",
      Array.from({ length: 51 }, (_, n) => ({ language: "en", name: `${n}` })),
      "timeline.subtitles",
    ],
  ])("is refused with %s", (_, inputs, path) => {
    expect(() => checkSubtitles(inputs)).toThrow(
      expect.objectContaining({ code: "invalid_request", details: expect.objectContaining({ path }) }),
    );
  });
});
