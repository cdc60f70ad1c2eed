import { parseMediaPlaylist } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { continuous, expectPlays } from "../kit/played.ts";
import {
  type CodedCut,
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** 180 frames with a key frame every 60, B-frames between. */
let match: IngestedSource;
/** 143 frames with a key frame every 24, and sound at 44.1 kHz. */
let film: IngestedSource;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  match = await ingestCoded(server, { sourceId: 0, frameRate: "30", seconds: 6 });
  film = await ingestCoded(server, {
    sourceId: 1,
    frameRate: "24000/1001",
    seconds: 6,
    gopSeconds: 1,
    audio: { sampleRate: 44_100, channels: 2 },
  });
});
afterAll(() => server.close());

const of = (source: IngestedSource, ...ranges: readonly (readonly [number, number])[]): CodedCut[] =>
  ranges.map(([from, to]) => ({ source, from, to }));

/** Publishes in both containers, and holds what ffmpeg shows against the cuts. */
async function expectCutsPlay(cuts: readonly CodedCut[]): Promise<void> {
  for (const container of ["fmp4", "ts"] as const) {
    const stream = await publishCuts(server, cuts, { container });
    const what = `${container} ${cuts.map(({ from, to }) => `${from}-${to}`)}`;
    await expectPlays(continuous(stream.url), cuts, `${what} continuous`);
    if (container === "ts") await expectPlays(stream.url, cuts, what);
  }
}

async function videoPlaylist(url: string) {
  return parseMediaPlaylist(await (await fetch(new URL("r/v0.m3u8", url))).text());
}

describe("clips of one and two frames", () => {
  // At the start, across key frames, in the middle, at the end.
  const ones: [number, number][] = [
    [0, 1],
    [1, 2],
    [59, 60],
    [60, 61],
    [61, 62],
    [100, 101],
    [178, 179],
    [179, 180],
  ];
  const twos: [number, number][] = [
    [0, 2],
    [1, 3],
    [58, 60],
    [59, 61],
    [60, 62],
    [61, 63],
    [119, 121],
    [178, 180],
  ];

  it.each([...ones, ...twos])("play alone: %i to %i", async (from, to) => {
    const cuts = of(match, [from, to]);
    const stream = await publishCuts(server, cuts);
    await expectPlays(continuous(stream.url), cuts);
  });

  it("play one after the other, in any order", async () => {
    await expectCutsPlay(of(match, ...ones.toReversed(), ...twos.toReversed()));
  });

  it("play between clips of another rate and sound", async () => {
    const frames: [number, number][] = [
      [0, 1],
      [23, 25],
      [24, 25],
      [47, 48],
      [48, 50],
      [141, 143],
      [142, 143],
    ];
    const cuts = frames.flatMap((range, n) =>
      of(n % 2 ? match : film, range).concat(of(n % 2 ? film : match, range)),
    );
    await expectCutsPlay(cuts);
  });
});

describe("clips", () => {
  it("of a whole video play, as does the video's own stream", async () => {
    for (const source of [match, film]) {
      const cuts = of(source, [0, source.frameCount]);
      const stream = await publishCuts(server, cuts);
      expect(stream.plan.heads.total).toBe(0);
      await expectPlays(continuous(stream.url), cuts);
      await expectPlays(continuous(source.video.streamUrl ?? ""), cuts);
    }
  });

  it("of the same frames play fifty times over, and share all they are made of", async () => {
    const cuts = Array.from({ length: 50 }, () => of(match, [70, 82])).flat();
    const stream = await publishCuts(server, cuts);
    const { segments } = await videoPlaylist(stream.url);
    expect(new Set(segments.map(({ uri }) => uri)).size).toBe(1);
    expect(segments.filter(({ discontinuity }) => discontinuity)).toHaveLength(49);
    expect(stream.plan.heads).toMatchObject({ total: 1 });
    await expectCutsPlay(cuts);
  });

  it("that follow on from one another are one", async () => {
    const cuts = of(match, [20, 47], [47, 48], [48, 95], [95, 130]);
    const stream = await publishCuts(server, cuts);
    const whole = await publishCuts(server, of(match, [20, 130]));
    expect(await videoPlaylist(stream.url)).toEqual(await videoPlaylist(whole.url));
    expect((await videoPlaylist(stream.url)).segments.some(({ discontinuity }) => discontinuity)).toBe(false);
    expect(stream.plan.clips.map(({ method }) => method)).toEqual(["head", "aligned", "aligned", "aligned"]);
    await expectCutsPlay(cuts);
  });

  it("that snap to key frames need no encoder", async () => {
    const clips = [
      [0, 1],
      [29, 31],
      [95, 100],
      [179, 180],
      [0, 180],
    ].map(([from = 0, to = 0]) => ({
      video: match.video.id,
      start: { frame: from },
      end: { frame: to },
      cut: "snap" as const,
    }));
    const stream = await server.client.timeline(clips).stream();
    expect(stream.plan.heads.total).toBe(0);
    const shown = stream.plan.clips.map(({ startFrame, endFrame }) => [startFrame, endFrame] as const);
    expect(shown).toEqual([
      [0, 60],
      [0, 60],
      [120, 180],
      [120, 180],
      [0, 180],
    ]);
    await expectPlays(continuous(stream.url), of(match, ...shown));
  });
});
