import { parseMultivariantPlaylist } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { PublishRequest } from "../../api/streams.ts";
import type { SubtitleInput } from "../../api/subtitles.ts";
import { createMadeEngine } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";

/** 25 frames a second, 20 s. */
const versions = [makeVersion({ n: 1 })];
const whole = { video: "v0", start: 0, end: 20 };
const srt = (...cues: (readonly [number, number, string])[]) =>
  cues
    .map(([start, end, text], n) => {
      const time = (seconds: number) => `00:00:${String(seconds).padStart(2, "0")},000`;
      return `${n + 1}\n${time(start)} --> ${time(end)}\n${text}\n`;
    })
    .join("\n");
const english: SubtitleInput = {
  language: "en",
  source: { timeline: { text: srt([4, 5, "four"], [11, 12, "eleven"]), format: "srt" } },
};
const german: SubtitleInput = {
  language: "de",
  source: { timeline: { text: srt([15, 16, "fünfzehn"]), format: "srt" } },
  default: true,
};

async function publish(change: Omit<PublishRequest, "timeline"> & { subtitles: readonly SubtitleInput[] }) {
  const { subtitles, ...options } = change;
  const made = await createMadeEngine({ versions });
  const request = { timeline: { clips: [whole], subtitles }, render: "segments", ...options } as const;
  const planned = await made.streams.plan(request);
  const { url, id, plan } = await made.streams.publish(request);
  expect(planned).toEqual(plan);
  const [, , user = "", , signature = ""] = new URL(url).pathname.split("/");
  const text = async (file: string) => {
    const { body } = await made.origin.playlist({ user, stream: id, signature, file, form: "default" });
    return new TextDecoder().decode(body as Uint8Array);
  };
  const { renditions, variants } = parseMultivariantPlaylist(await text("x.m3u8"));
  const rendered = [...(await text("r/v0.m3u8")).matchAll(/\/x[0-9a-f]{40}\/(\d+)-(\d+)\./g)];
  return {
    plan,
    renditions: renditions.filter(({ type }) => type === "SUBTITLES"),
    groups: variants.map(({ subtitlesGroup }) => subtitlesGroup),
    frames: rendered.map(([, from, to]) => [Number(from), Number(to)]),
    made,
  };
}

const touches = (frames: number[][], second: number) =>
  frames.some(([from = 0, to = 0]) => from <= second * 25 && second * 25 < to);

describe("captions in the pictures", () => {
  it("are in the segments where something is read, and are no rendition", async () => {
    const { plan, renditions, groups, frames } = await publish({ subtitles: [english] });
    expect(plan.captions).toEqual({ name: "English", language: "en" });
    expect(plan.rendered).toMatchObject({ segments: 2, ready: 0 });
    expect([4.5, 11.5].map((second) => touches(frames, second))).toEqual([true, true]);
    expect([1, 8, 15].map((second) => touches(frames, second))).toEqual([false, false, false]);
    expect(renditions).toEqual([]);
    expect(groups).toEqual([undefined]);
  });

  it("are the default ones; the others stay to be chosen, and are not shown by themselves", async () => {
    const { plan, renditions, frames } = await publish({ subtitles: [english, german] });
    expect(plan.captions?.language).toBe("de");
    expect([4.5, 15.5].map((second) => touches(frames, second))).toEqual([false, true]);
    expect(renditions).toMatchObject([
      { language: "en", uri: "r/s0.m3u8", default: false, autoselect: false },
    ]);
  });

  it("are those that are named, or none", async () => {
    expect((await publish({ subtitles: [english, german], captions: "en" })).plan.captions?.name).toBe(
      "English",
    );
    const none = await publish({ subtitles: [english, german], captions: null });
    expect(none.plan.captions).toBeUndefined();
    expect(none.frames).toEqual([]);
    expect(none.renditions).toHaveLength(2);
  });

  it("lie over a picture in another shape", async () => {
    const made = await createMadeEngine({ versions });
    const timeline = { clips: [whole], subtitles: [english], reframe: { aspect: "9:16" } };
    const shaped = await made.streams.publish({ timeline, render: "segments", captions: null });
    const both = await made.streams.publish({ timeline, render: "segments" });
    expect(both.plan.rendered?.segments).toBe(shaped.plan.rendered?.segments);
    expect((await made.streams.get(both.id)).plan).toEqual(both.plan);
  });

  it("are refused where they are unknown, or nothing is drawn", async () => {
    const made = await createMadeEngine({ versions });
    const timeline = { clips: [whole], subtitles: [english] };
    for (const request of [
      { timeline, render: "segments", captions: "fr" },
      { timeline, render: "player", captions: "en" },
      { timeline: { clips: [whole] }, render: "segments", captions: "en" },
    ] as const) {
      await expect(made.streams.publish(request)).rejects.toMatchObject({
        code: "invalid_request",
        details: { path: "captions" },
      });
    }
  });
});
