import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrangementOf, operations } from "./arrangement-arbitraries.contract.ts";
import { DecodeError } from "./decode.ts";
import { readDraft, writeDraft } from "./draft.ts";

const publish = { ttl: "24h", user: "", name: "highlights" };

const DRESSED = {
  captions: [
    { key: "k900", language: "en", style: "words", shown: true, file: null, translate: false } as const,
  ],
  reframe: { aspect: "9:16", fit: "pad", mode: "simple", anchor: "center", background: "blur" },
  music: {
    ...({ video: "vid", title: "theme", mode: "mix", loop: true, start: 0, end: null } as const),
    ...{ gain: -6.5, duck: 12, fadeIn: 0, fadeOut: 1500 },
  },
  serial: 1000,
} as const;

describe("a draft", () => {
  it("comes back as it was kept", () => {
    fc.assert(
      fc.property(operations, fc.boolean(), (all, dressed) => {
        const arrangement = { ...arrangementOf(all), ...(dressed ? DRESSED : {}) };
        expect(readDraft(writeDraft({ arrangement, publish }))).toEqual({ arrangement, publish });
      }),
    );
  });

  it("is refused with words that say what is wrong", () => {
    const arrangement = arrangementOf([]);
    const broken = (change: (draft: { readonly arrangement: object }) => void) => {
      const draft = JSON.parse(writeDraft({ arrangement: { ...arrangement, ...DRESSED }, publish }));
      change(draft);
      return () => readDraft(JSON.stringify(draft));
    };
    expect(() => readDraft("{")).toThrow("no JSON");
    expect(() => readDraft("null")).toThrow(DecodeError);
    expect(broken((draft) => Object.assign(draft, { version: 7 }))).toThrow("version 7");
    expect(broken(({ arrangement }) => Object.assign(arrangement, { render: "both" }))).toThrow(
      "draft.arrangement.render should be one of player, segments",
    );
    expect(broken(({ arrangement }) => Object.assign(arrangement, { serial: 5 }))).toThrow("key");
    const source = { video: "v", title: "t", rate: "25/1", frames: 9, pictures: null };
    expect(
      broken(({ arrangement }) =>
        Object.assign(arrangement, { clips: [{ key: "k1", source, from: 3, to: 10 }] }),
      ),
    ).toThrow("draft.arrangement.clips[0] shows frames 3 to 10 of 9");
  });

  it("is refused or read, never half of it, whatever is in it", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(() => readDraft(json)).toThrow(DecodeError);
        const draft = JSON.parse(writeDraft({ arrangement: arrangementOf([]), publish }));
        expect(() => readDraft(JSON.stringify({ ...draft, arrangement: JSON.parse(json) }))).toThrow(
          DecodeError,
        );
      }),
    );
  });
});
