import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ingestLibrary, randomCuts } from "../kit/coded-library.ts";
import { compareToPlan } from "../kit/compare.ts";
import { decodeFrames } from "../kit/decode.ts";
import type { FrameCode } from "../kit/frame-code.ts";
import { type CommandLinePlayer, playOnCommandLine } from "../kit/players.ts";
import { seededRandom, seedOfRun } from "../kit/random.ts";
import {
  type CodedCut,
  expectedCodes,
  fetchWhole,
  type IngestedSource,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";
import { skipAloud } from "../kit/skip.ts";

/**
 * What players outside of browsers show of our streams. `exact`: every frame of every clip, in order, and no other.
 * Where a player is known to fail, the form that it should be given is in `docs/players.md`.
 */
const SEED = seedOfRun();
let server: TestServer;
let sources: IngestedSource[];

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  server = await startTestServer();
  sources = await ingestLibrary(server);
});
afterAll(() => server?.close());

type Program = CommandLinePlayer | "ffmpeg";

async function show(
  program: Program,
  url: string,
): Promise<readonly (FrameCode | null)[] | { unavailable: string }> {
  if (program !== "ffmpeg") return playOnCommandLine(program, url);
  return (await decodeFrames(url)).map(({ code }) => code);
}

/** Which sources a stream is cut from: all, which differ in size, rate and sound, or two that are alike but for rate. */
const MIXES: Readonly<Record<string, (source: IngestedSource) => boolean>> = {
  "all sources": () => true,
  "sources of one size": ({ sourceId }) => sourceId < 3,
};

const CASES: readonly (readonly [
  Program,
  "default" | "continuous",
  "fmp4" | "ts",
  "all sources" | "sources of one size",
  "exact" | "as it may",
])[] = [
  ["ffmpeg", "continuous", "fmp4", "all sources", "exact"],
  ["ffmpeg", "default", "ts", "all sources", "exact"],
  ["ffmpeg", "continuous", "ts", "all sources", "exact"],
  ["ffmpeg", "default", "fmp4", "all sources", "as it may"],
  ["gstreamer", "default", "fmp4", "all sources", "as it may"],
  ["gstreamer", "continuous", "fmp4", "all sources", "as it may"],
  ["gstreamer", "continuous", "fmp4", "sources of one size", "as it may"],
  ["gstreamer", "default", "ts", "all sources", "as it may"],
  ["mpv", "continuous", "fmp4", "all sources", "as it may"],
  ["mpv", "continuous", "ts", "all sources", "as it may"],
  ["vlc", "continuous", "fmp4", "all sources", "as it may"],
  ["vlc", "default", "ts", "all sources", "as it may"],
];

describe("programs", () => {
  it.for(CASES)("%s, %s form, %s, %s: %s", async ([program, form, container, mix, grade], context) => {
    const cuts: CodedCut[] = randomCuts(sources.filter(MIXES[mix] ?? (() => true)), 20, seededRandom(SEED));
    const { url } = await publishCuts(server, cuts, { container });
    const formUrl = form === "continuous" ? `${url}?form=continuous` : url;
    await fetchWhole(formUrl);
    const shown = await show(program, formUrl).catch((error: unknown) => ({
      failed: String(error).slice(0, 300),
    }));
    if ("unavailable" in shown) return skipAloud(context, shown.unavailable);
    if ("failed" in shown) {
      console.log(`| ${program} | ${form} | ${container} | ${mix} | fails: ${shown.failed} |`);
      expect(grade).toBe("as it may");
      return;
    }
    const expected = expectedCodes(cuts);
    const compared = compareToPlan(
      shown.map((code) => ({ code })),
      expected,
    );
    const { wrong, missing, repeats, unreadable, seen } = compared;
    console.log(
      `| ${program} | ${form} | ${container} | ${mix} | ${seen} of ${expected.length} frames, ${wrong.length} wrong, ${missing.length} missing, ${repeats} repeated, ${unreadable} unreadable |`,
    );
    if (grade === "exact")
      expect({ wrong, missing, repeats, unreadable }).toEqual({
        wrong: [],
        missing: [],
        repeats: 0,
        unreadable: 0,
      });
    // whatever a player loses, it must not be shown frames that are in no clip
    expect(seen).toBeGreaterThan(0);
  });
});
