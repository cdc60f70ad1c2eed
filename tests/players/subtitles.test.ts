import { writeWebVtt } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SubtitleInput } from "../../packages/client/src/index.ts";
import { randomCuts } from "../kit/coded-library.ts";
import { inBrowser } from "../kit/in-browser.ts";
import { type ObservedFrame, openPlayer } from "../kit/play.ts";
import { seededRandom, seedOfRun } from "../kit/random.ts";
import {
  type CodedCut,
  clipsOf,
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/**
 * Whether subtitles stay with the picture. The text of every cue names the frames of its source that it goes with, and
 * every frame carries its number: how far apart they are, a frame tells by itself.
 */
const SEED = seedOfRun();
const JOINS = 20;
const FLICKS = 705_600_000;
/** Seconds that each cue lasts. */
const CUE = 0.2;

let server: TestServer;
let sources: IngestedSource[];
let cuts: CodedCut[];

beforeAll(async () => {
  console.log(`seed ${SEED}`);
  server = await startTestServer();
  const { sourceId: _, ...shape } = { sourceId: 0, seconds: 14, gopSeconds: 2 };
  sources = [
    await ingestCoded(server, { ...shape, sourceId: 1, frameRate: "25" }),
    await ingestCoded(server, { ...shape, sourceId: 3, frameRate: "30000/1001" }),
  ];
  cuts = randomCuts(sources, JOINS + 1, seededRandom(SEED), [0.8, 1.2]);
});

afterAll(() => server?.close());

/** Subtitles of which every cue says `en 3 120-126`: language, source, frames. */
function namingFrames(language: string): SubtitleInput {
  const videos = sources.map(({ video, sourceId, frameRate, frameCount }) => {
    const frames = Math.round((CUE * frameRate.num) / frameRate.den);
    const flicks = (frame: number) => (frame * FLICKS * frameRate.den) / frameRate.num;
    const cues = Array.from({ length: Math.floor(frameCount / frames) }, (_, n) => {
      const [from, to] = [n * frames, (n + 1) * frames];
      return { start: flicks(from), end: flicks(to), text: `${language} ${sourceId} ${from}-${to}` };
    });
    return { video: video.id, text: writeWebVtt(cues) };
  });
  return { language, source: { videos } };
}

interface Judged {
  /** Seconds between what each frame shows and what its cue goes with: negative where the cue was early. */
  readonly offsets: number[];
  /** Frames that no cue went with. */
  readonly without: number;
  readonly languages: ReadonlySet<string>;
}

/** Where clips are on the timeline, in seconds. */
function placed(): (CodedCut & { readonly start: number; readonly rate: number })[] {
  let start = 0;
  return cuts.map((cut) => {
    const rate = cut.source.frameRate.num / cut.source.frameRate.den;
    const here = { ...cut, start, rate };
    start += (cut.to - cut.from) / rate;
    return here;
  });
}

/** Holds the cues that each frame was shown with against the frame, by where both belong on the timeline. */
function judge(frames: readonly ObservedFrame[], which: "active" | "due"): Judged {
  const clips = placed();
  const nearest = <T extends { readonly off: number }>(found: readonly T[]): T | undefined =>
    found.reduce<T | undefined>((a, b) => (a && Math.abs(a.off) <= Math.abs(b.off) ? a : b), undefined);
  const offsets: number[] = [];
  const languages = new Set<string>();
  let without = 0;
  for (const { code, cues, mediaTime } of frames) {
    const places = clips.flatMap(({ source, from, to, start, rate }) => {
      if (!code || source.sourceId !== code.source || code.frame < from || code.frame >= to) return [];
      const time = start + (code.frame - from) / rate;
      return [{ time, duration: 1 / rate, off: time - mediaTime }];
    });
    const frame = nearest(places);
    if (!frame) continue;
    const texts = cues?.[which] ?? [];
    if (texts.length === 0) without++;
    for (const text of texts) {
      const [, language = "", id, first, last] = /^(\w+) (\d+) (\d+)-(\d+)$/.exec(text) ?? [];
      languages.add(language);
      const shown = clips.flatMap(({ source, from, to, start, rate }) => {
        const [begin, end] = [Math.max(from, Number(first)), Math.min(to, Number(last))];
        if (source.sourceId !== Number(id) || begin >= end) return [];
        const early = Math.min(0, frame.time + frame.duration - (start + (begin - from) / rate));
        const late = Math.max(0, frame.time - (start + (end - from) / rate));
        return [{ off: early + late }];
      });
      offsets.push(nearest(shown)?.off ?? Number.POSITIVE_INFINITY);
    }
  }
  return { offsets, without, languages };
}

/** Seconds that a cue may be beside its frame. */
const MOST_OFF = 0.05;
/** Share of frames that a busy browser shows with another cue than is due. */
const MOST_LATE = 0.05;
/** Share of frames without a cue: what a cut leaves of one is dropped where it is shorter than a frame. */
const MOST_WITHOUT = 0.05;

describe.each([
  ["hls.js", "default", "fmp4"],
  ["shaka", "default", "fmp4"],
  ["hls.js", "continuous", "fmp4"],
  ["hls.js", "default", "ts"],
  ["shaka", "default", "ts"],
] as const)("%s, %s form, %s", (player, form, container) => {
  it(`stays with the picture over ${JOINS} joins, in either language`, (context) =>
    inBrowser("chromium", context, async (browser) => {
      const clips = clipsOf(cuts);
      const timeline = server.client
        .timeline(clips)
        .subtitle(namingFrames("en"))
        .subtitle(namingFrames("de"));
      const stream = await timeline.stream({ container });
      await fetchWhole(stream.url);
      const url = form === "continuous" ? `${stream.url}?form=continuous` : stream.url;
      const config = player === "shaka" ? { preferredText: [{ language: "en" }] } : {};
      const playback = await openPlayer({ browser, player, url, config, watchCues: true });
      try {
        await playback.subtitles("en");
        await playback.play(stream.plan.duration / 2);
        await playback.subtitles("de");
        const before = (await playback.observation()).frames.length;
        await playback.play("ended");
        const { frames, errors } = await playback.observation();
        expect(errors.filter(({ fatal }) => fatal)).toEqual([]);
        const [first, second] = [frames.slice(0, before - 1), frames.slice(before)];
        expect([...judge(first, "due").languages]).toEqual(["en"]);
        expect([...judge(second, "due").languages]).toEqual(["de"]);
        const due = judge([...first, ...second], "due");
        const active = judge([...first, ...second], "active");
        const most = Math.max(...due.offsets.map(Math.abs));
        const late = active.offsets.filter((offset) => Math.abs(offset) > MOST_OFF).length;
        console.log(
          `${browser.version} ${player} ${form} ${container}: ${due.offsets.length} frames with their cue, at most ` +
            `${(most * 1000).toFixed(0)} ms off, ${due.without} without one; as the browser came to show them ` +
            `${late} more than 50 ms off, ${active.without} without one`,
        );
        expect(due.offsets.length).toBeGreaterThan(10 * JOINS);
        expect(most).toBeLessThanOrEqual(MOST_OFF);
        expect(due.without / frames.length).toBeLessThan(MOST_WITHOUT);
        expect(late / frames.length).toBeLessThan(MOST_LATE);
      } finally {
        await playback.close();
      }
    }));
});
