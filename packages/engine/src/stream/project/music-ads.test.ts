import { AAC_FRAME_SAMPLES, flicksPerSample, FLICKS_PER_SECOND as S } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { MusicInput } from "../../api/music.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { planTimeline } from "../plan/plan.ts";
import { decodePlan, encodePlan } from "../plan/plan-codec.ts";
import { project } from "./project.ts";
import { bindPlan } from "./tracks.ts";

const content = makeVersion({ n: 1 });
const ad = makeVersion({ n: 2, gops: [75], audio: { sampleRate: 44_100 } });
const song = makeVersion({ n: 3, gops: [500] });
const versions = new Map([content, ad, song].map((version) => [version.id, version]));

/** Eight seconds of content with an ad of three in its middle, and one before it. */
function heard(options: Partial<MusicInput> = {}) {
  const spot = { id: "ad", video: ad.id, from: 0, to: 75, tracking: [] };
  const plan = planTimeline(
    {
      clips: [{ video: content.id, start: 0, end: 8 }],
      music: { video: song.id, start: 1, ...options },
    },
    versions,
    {
      container: "fmp4",
      breaks: {
        as: "clips",
        breaks: [
          { slot: 0, position: "pre", clip: 0, frame: 0, ads: [spot] },
          { slot: 1, position: "mid", clip: 0, frame: 100, ads: [spot] },
        ],
      },
    },
  );
  const spans = bindPlan(decodePlan(encodePlan(plan)), versions).variants[0] ?? [];
  expect(spans.map(({ version }) => version)).toEqual([ad.id, content.id, ad.id, content.id]);
  const { audio, video } = project(spans, "default");
  const difference = audio.reduce((sum, { duration }) => sum + duration, 0) - 14 * S;
  expect(Math.abs(difference)).toBeLessThan(AAC_FRAME_SAMPLES * flicksPerSample(44_100));
  expect(audio.map(({ jump }) => jump)).toEqual(video.map(({ jump }) => jump));
  return { spans, audio: audio.map(({ path }) => path) };
}

describe("music and ads that are clips", () => {
  it("takes turns: ads have their own sound, and the music goes on where it stopped", () => {
    const { audio, spans } = heard();
    const music = audio.filter((path) => path.kind === "audio" && path.version === song.id);
    const own = audio.filter((path) => path.kind === "audio" && path.version === ad.id);
    expect(music.length + own.length).toBe(audio.length);
    let next = Math.round(48_000 / AAC_FRAME_SAMPLES);
    for (const path of music) {
      if (path.kind !== "audio") continue;
      expect(path.first).toBe(next);
      next += path.count;
    }
    const frames = own.map((path) => (path.kind === "audio" ? path.count : 0));
    expect(frames.reduce((sum, count) => sum + count, 0)).toBeCloseTo((2 * 3 * 44_100) / 1024, -1);
    expect(spans.map(({ bed }) => bed !== undefined)).toEqual([false, true, false, true]);
  });

  it("mixes under the content alone, and fades where its own time ends", () => {
    const { audio, spans } = heard({ mode: "mix", gain: -6, duck: 9, fade: { in: 1, out: 2 } });
    const mixes = audio.filter((path) => path.kind === "mix");
    expect(mixes.every(({ own }) => own?.version === content.id)).toBe(true);
    expect(mixes.map(({ at }) => at)).toEqual(mixes.map(({ at }) => at).sort((a, b) => a - b));
    // Eight seconds of content are eight of music: the last segment fades out to its very end.
    const last = mixes.at(-1);
    expect(last?.fadeOut.over).toBe(2 * 48_000);
    expect(Math.abs((last?.fadeOut.left ?? 0) - (last?.count ?? 0) * AAC_FRAME_SAMPLES)).toBeLessThan(1024);
    expect(spans[1]?.bed?.duration).toBe(8 * S);
  });

  it("goes on under ads where that is asked for", () => {
    const { audio, spans } = heard({ ads: "under" });
    expect(audio.every((path) => path.kind === "audio" && path.version === song.id)).toBe(true);
    expect(spans.every(({ bed }) => bed !== undefined)).toBe(true);
    const mixed = heard({ ads: "under", mode: "mix" });
    expect(mixed.audio.map((path) => (path.kind === "mix" ? path.own?.version : ""))).toContain(ad.id);
  });
});
