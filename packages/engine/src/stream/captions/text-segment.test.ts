import { FLICKS_PER_SECOND as S } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { createTextStore } from "../../subtitles/text-store.ts";
import type { TextPath } from "../address/text-path.ts";
import { textSegment } from "./text-segment.ts";

const version = "0".repeat(24);
const cues = [
  { start: 0, end: 4 * S, text: "first", speaker: "Ann" },
  {
    start: 5 * S,
    end: 9 * S,
    text: "a b",
    parts: [
      { start: 5 * S, text: "a" },
      { start: 6 * S, text: " b" },
    ],
  },
  { start: 20 * S, end: 21 * S, text: "placed", settings: "line:10%" },
];

async function setUp() {
  const blobs = createMemoryBlobStore();
  const hash = await createTextStore(blobs).put(version, cues);
  const path = (change: Partial<TextPath>): TextPath => ({
    ...{ kind: "text", version, hash, style: "caption", cut: { from: 2 * S, to: 30 * S } },
    ...{ from: 2 * S, to: 8 * S, at: 12 * S, media: 1002 * S },
    ...change,
  });
  // What another node makes of it, which reads the text anew.
  const get = async (change: Partial<TextPath>) =>
    new TextDecoder().decode(await textSegment(path(change), createTextStore(blobs)));
  return { get };
}

describe("a segment of text", () => {
  it("has every cue that it shows some of, with all of the time that is left of it", async () => {
    const { get } = await setUp();
    expect(await get({})).toBe(
      "WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:90180000,LOCAL:00:00:12.000\n\n" +
        "00:00:12.000 --> 00:00:14.000\n<v Ann>first\n\n" +
        "00:00:15.000 --> 00:00:19.000\na b\n",
    );
    const next = { from: 8 * S, to: 30 * S, at: 18 * S, media: 1008 * S };
    expect(await get(next)).toContain("\n00:00:15.000 --> 00:00:19.000\na b\n");
    expect(await get(next)).toContain("00:00:30.000 --> 00:00:31.000 line:10%\nplaced\n");
    expect(await get({ style: "words" })).toContain("a <00:00:16.000>b\n");
  });

  it.each<[string, Partial<TextPath>]>([
    ["a text that is not there", { hash: "f".repeat(32) }],
    ["a version that is not there", { version: "1".repeat(24) }],
    ["nothing", { from: 8 * S }],
    ["what was cut away", { from: 1 * S }],
    ["what was cut away behind", { to: 31 * S }],
    ["a time before the timeline", { from: 20 * S, to: 21 * S, at: 0 }],
    ["a time beyond all counting", { at: 2 ** 53 }],
  ])("is not made of %s", async (_, change) => {
    const { get } = await setUp();
    await expect(get(change)).rejects.toMatchObject({ code: "media_not_found" });
  });
});
