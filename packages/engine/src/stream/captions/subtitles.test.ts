import {
  lintMultivariant,
  parseMediaPlaylist,
  parseMultivariantPlaylist,
  parseWebVtt,
  FLICKS_PER_SECOND as S,
  writeWebVtt,
} from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Container } from "../../api/streams.ts";
import type { SubtitleInput } from "../../api/subtitles.ts";
import type { ClipInput } from "../../api/timeline.ts";
import type { MomentRow } from "../../moments/moment.ts";
import { createMadeEngine, type MadeEngineOptions } from "../../testing/made-engine.ts";
import { makeVersion } from "../../testing/made-library.ts";
import type { Form } from "../project/project.ts";

/** 25 frames a second, 20 s; 30000/1001, without sound. */
const versions = [
  makeVersion({ n: 1 }),
  makeVersion({ n: 2, frameRate: { num: 30000, den: 1001 }, audio: null, gops: Array(10).fill(60) }),
];
type Made = Awaited<ReturnType<typeof createMadeEngine>>;

const clip = (video: string, from: number, to: number): ClipInput => ({
  video,
  start: { frame: from },
  end: { frame: to },
});

const sentence = (start: number, end: number, text: string, change: Partial<MomentRow> = {}): MomentRow => ({
  ...{ id: `m${start}`, video: "v0", collection: "default", index: "i0", name: "speech" },
  ...{ start: start * S, end: end * S, text, language: "en", labels: [], metadata: {} },
  detail: {
    words: text
      .split(" ")
      .map((word, n, all) => ({ start: (start + ((end - start) * n) / all.length) * S, end: 0, text: word })),
  },
  ...change,
});

/** An engine whose video `v0` has this index. */
async function setUp(
  moments: readonly MomentRow[] = [],
  options: Partial<MadeEngineOptions> = {},
): Promise<Made> {
  const made = await createMadeEngine({ versions, ...options });
  await made.catalog.insertCollection({ id: "default", name: "default", createdAt: 0 });
  const row = {
    id: "v0",
    collection: "default",
    name: "a",
    status: "ready",
    version: versions[0]!.id,
  } as const;
  const job = {
    id: "j",
    kind: "ingest",
    video: "v0",
    status: "done",
    stage: "",
    progress: 1,
    attempts: 1,
  } as const;
  const times = { createdAt: 0, updatedAt: 0 };
  await made.catalog.insertVideo(
    { ...row, versions: [versions[0]!.id], error: null, createdAt: 0 },
    { ...job, payload: {}, error: null, ...times },
  );
  for (const name of new Set(moments.map((moment) => moment.name))) {
    await made.catalog.insertIndex({
      ...{ id: `i-${name}`, video: "v0", version: versions[0]!.id, name, analyser: null, status: "ready" },
      ...{ moments: moments.length, warnings: [], error: null, ...times },
    });
  }
  await made.moments.add(moments);
  for (const name of new Set(moments.map((moment) => moment.name))) {
    await made.moments.replace({ video: "v0", name, index: "i0" });
  }
  return made;
}

interface Published {
  readonly clips: readonly ClipInput[];
  readonly subtitles: readonly SubtitleInput[];
  readonly container?: Container;
  readonly form?: Form;
}

/** Publishes, and reads all that a player would of a rendition of text. */
async function publish(
  { streams, origin }: Made,
  { clips, subtitles, container = "fmp4", form = "default" }: Published,
) {
  const stream = await streams.publish({ timeline: { clips, subtitles }, container });
  const [, , user = "", id = "", signature = ""] = new URL(stream.url).pathname.split("/");
  const text = async (file: string) => {
    const { body } = await origin.playlist({ user, stream: id, signature, file, form });
    return new TextDecoder().decode(body as Uint8Array);
  };
  const multivariant = parseMultivariantPlaylist(await text("x.m3u8"));
  const uris = [...multivariant.variants, ...multivariant.renditions].flatMap(({ uri }) => uri ?? []);
  const playlists = new Map(
    await Promise.all(
      uris.map(async (uri) => [uri, parseMediaPlaylist(await text(uri.replace(/\?.*/, "")))] as const),
    ),
  );
  // Without discontinuities, nothing else tells of another source.
  const findings = lintMultivariant(multivariant, playlists);
  expect(findings.filter(({ message }) => !message.startsWith("EXT-X-MAP changes"))).toEqual([]);
  const renditions = multivariant.renditions.filter(({ type }) => type === "SUBTITLES");
  const segments = await Promise.all(
    renditions.map(({ uri = "" }) =>
      Promise.all(
        (playlists.get(uri)?.segments ?? []).map(async (segment) => {
          const response = await origin.media(segment.uri.replace(/^\/m\//, ""));
          expect(response).toMatchObject({
            contentType: "text/vtt",
            cacheControl: expect.stringContaining("immutable"),
          });
          return { ...segment, text: new TextDecoder().decode(response.body as Uint8Array) };
        }),
      ),
    ),
  );
  return { stream, multivariant, playlists, renditions, segments };
}

const MAP = /^WEBVTT\nX-TIMESTAMP-MAP=MPEGTS:(\d+),LOCAL:(\d+):(\d+):(\d+)\.(\d+)\n/;

/** Flicks of milliseconds. */
const at = (milliseconds: number): number => (milliseconds * S) / 1000;

/** How much later than the timeline the media is stamped that a segment goes with, in seconds. */
function mappedBy(text: string): number {
  const [, mpegts, h, m, s, ms] = MAP.exec(text) ?? [];
  return Number(mpegts) / 90_000 - (Number(h) * 3600 + Number(m) * 60 + Number(s) + Number(ms) / 1000);
}

describe("subtitles of what is said", () => {
  const moments = [
    sentence(0, 2, "Before the clip."),
    sentence(2.5, 6, "Cut at its start."),
    sentence(7, 8, "Whole."),
    sentence(9.98, 11, "Less than a frame."),
    sentence(12, 13, "Auf Deutsch.", { language: "de" }),
  ];

  it("are cut to the clips, and moved to where these are shown", async () => {
    const made = await setUp(moments);
    const clips = [clip("v1", 0, 60), clip("v0", 125, 250), clip("v0", 100, 130)];
    const { stream, renditions, segments, multivariant } = await publish(made, {
      clips,
      subtitles: [{ language: "en", default: true }],
    });
    expect(renditions).toEqual([
      {
        ...{ type: "SUBTITLES", groupId: "subs", name: "English", language: "en" },
        ...{ default: true, autoselect: true, forced: false, uri: "r/s0.m3u8" },
        characteristics: ["public.accessibility.transcribes-spoken-dialog"],
      },
    ]);
    expect(multivariant.variants.map(({ subtitlesGroup }) => subtitlesGroup)).toEqual(["subs"]);
    expect(stream.plan.warnings).toContainEqual(
      expect.stringMatching(/without.*English.*v1 \(has no such index\)/),
    );
    const [[empty, second, third, ...none] = []] = segments;
    expect(none).toEqual([]);
    expect(empty).toMatchObject({ text: "WEBVTT\n\n", discontinuity: false });
    // v1's 60 frames last 2.002 s; the clip begins 5 s into v0
    expect(second).toMatchObject({ discontinuity: true });
    expect(parseWebVtt(second!.text)).toEqual([
      { start: at(2002), end: at(3002), text: "Cut at its start." },
      { start: at(4002), end: at(5002), text: "Whole." },
    ]);
    expect(mappedBy(second!.text)).toBeCloseTo(1000 + 5 - 2.002, 4);
    expect(parseWebVtt(third!.text)).toEqual([
      { start: 7.002 * S, end: 8.202 * S, text: "Cut at its start." },
    ]);
    expect(mappedBy(third!.text)).toBeCloseTo(1000 + 4 - 7.002, 4);
  });

  it.each<[Container, Form]>([
    ["fmp4", "continuous"],
    ["ts", "default"],
    ["ts", "continuous"],
  ])("are in the %s container and the %s form as well", async (container, form) => {
    const made = await setUp(moments);
    const clips = [clip("v1", 0, 60), clip("v0", 125, 250)];
    const { segments } = await publish(made, { clips, subtitles: [{ language: "en" }], container, form });
    const [[, second] = []] = segments;
    expect(second?.discontinuity).toBe(form === "default");
    expect(mappedBy(second!.text)).toBeCloseTo(1000 + (form === "default" ? 5 - 2.002 : 0), 4);
    expect(parseWebVtt(second!.text).map(({ text }) => text)).toEqual(["Cut at its start.", "Whole."]);
  });

  it("mark words when they are said, and stand in the lower third, as asked", async () => {
    const made = await setUp([sentence(5, 6, "one two")]);
    const { segments } = await publish(made, {
      clips: [clip("v0", 125, 175)],
      subtitles: [
        { language: "en", style: "words" },
        { language: "en", style: "lower-third", name: "Lower" },
      ],
    });
    expect(segments[0]?.[0]?.text).toContain("00:00:00.000 --> 00:00:01.000\none <00:00:00.500>two\n");
    expect(segments[1]?.[0]?.text).toContain(
      "--> 00:00:01.000 line:72% position:6% size:60% align:start\none two\n",
    );
  });

  it("say which languages there are where it is not this one, and how to get them where there is none", async () => {
    const made = await setUp([...moments, sentence(1, 2, "goal", { name: "events", language: null })]);
    const clips = [clip("v0", 0, 100)];
    const ask = (subtitles: SubtitleInput[], shown = clips) =>
      made.streams.publish({ timeline: { clips: shown, subtitles } }).catch((error) => error);
    expect(await ask([{ language: "fr" }])).toMatchObject({
      code: "no_subtitles",
      message: expect.stringContaining("v0 (has text in en, de)"),
    });
    expect(await ask([{ language: "en" }], [clip("v1", 0, 60)])).toMatchObject({ code: "no_subtitles" });
    expect(await ask([{ language: "en", translate: { from: "de" } }])).toMatchObject({
      code: "translator_unavailable",
    });
    expect(await ask([{ language: "es", source: { index: "events" }, translate: true }])).toMatchObject({
      code: "no_subtitles",
      message: expect.stringContaining("what language it is in"),
    });
    expect((await made.streams.list({})).items).toEqual([]);
    expect((await ask([{ language: "fr", source: { index: "events" } }])).plan.warnings).toEqual([]);
  });

  it("stay as they were published when the index is made anew", async () => {
    const made = await setUp(moments);
    const request = { clips: [clip("v0", 175, 200)], subtitles: [{ language: "en" }] };
    const before = (await publish(made, request)).segments;
    await made.moments.add([sentence(7, 8, "Corrected.", { index: "i1", id: "new" })]);
    await made.moments.replace({ video: "v0", name: "speech", index: "i1" });
    await made.catalog.insertIndex({
      ...{ id: "i1", video: "v0", version: versions[0]!.id, name: "speech", analyser: null, status: "ready" },
      ...{ moments: 1, warnings: [], error: null, createdAt: 1, updatedAt: 1 },
    });
    const after = (await publish(made, request)).segments;
    expect(before[0]?.[0]?.text).toContain("Whole.");
    expect(after[0]?.[0]?.text).toContain("Corrected.");
    expect(after[0]?.[0]?.uri).not.toBe(before[0]?.[0]?.uri);
    const again = await made.origin.media(before[0]![0]!.uri.replace("/m/", ""));
    expect(new TextDecoder().decode(again.body as Uint8Array)).toBe(before[0]?.[0]?.text);
  });

  it("are translated, and only planned where nothing is published", async () => {
    let asked = 0;
    const translator = {
      identify: async () => "fake",
      translate: async (texts: readonly string[]) => {
        asked++;
        return texts.map((text) => text.toUpperCase());
      },
    };
    const made = await setUp(moments, { translators: [translator] });
    const request = { clips: [clip("v0", 175, 200)], subtitles: [{ language: "es", translate: true }] };
    await made.streams.plan({ timeline: request });
    expect(asked).toBe(0);
    for (let n = 0; n < 2; n++) {
      expect((await publish(made, request)).segments[0]?.[0]?.text).toContain("WHOLE.");
    }
    expect(asked).toBe(1);
  });
});

describe("supplied subtitles", () => {
  const vtt = (cues: readonly { start: number; end: number; text: string }[]) =>
    writeWebVtt(cues.map(({ start, end, text }) => ({ start: start * S, end: end * S, text })));

  it("on the timeline are split where clips join", async () => {
    const made = await setUp();
    const source = { timeline: { text: vtt([{ start: 1, end: 3, text: "over the join" }]) } };
    const { segments } = await publish(made, {
      clips: [clip("v0", 0, 50), clip("v0", 100, 150)],
      subtitles: [{ language: "en", source }],
    });
    expect(segments[0]?.map(({ text }) => parseWebVtt(text))).toEqual([
      [{ start: S, end: 2 * S, text: "over the join" }],
      [{ start: 2 * S, end: 3 * S, text: "over the join" }],
    ]);
    expect(segments[0]?.map(({ text }) => Math.round(mappedBy(text)))).toEqual([1000, 1002]);
  });

  it.each([
    ["a video that no clip shows", "v9", /videos\[0\]: video v9 is in no clip/],
    ["a text that is none", "v0", /videos\[0\] cannot be read as srt/],
  ])("are refused for %s", async (_, video, message) => {
    const made = await setUp();
    const source = { videos: [{ video, text: "nothing" }] };
    const publishing = made.streams.publish({
      timeline: { clips: [clip("v0", 0, 50)], subtitles: [{ language: "en", source }] },
    });
    await expect(publishing).rejects.toThrow(message);
  });

  it("show of any cues in any clips exactly what is in them, each in its segment and at its time", async () => {
    const made = await setUp();
    const cueLists = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 19_000 }), fc.integer({ min: 100, max: 8000 }))
        .map(([start, length]) => ({
          start: start / 1000,
          end: (start + length) / 1000,
          text: `${start}+${length}`,
        })),
      { minLength: 1, maxLength: 30 },
    );
    const clipLists = fc.array(
      fc
        .tuple(fc.integer({ min: 0, max: 450 }), fc.integer({ min: 3, max: 50 }))
        .map(([from, length]) => ({ from, to: from + length })),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(cueLists, clipLists, async (cues, ranges) => {
        const { segments, playlists } = await publish(made, {
          clips: ranges.map(({ from, to }) => clip("v0", from, to)),
          subtitles: [{ language: "en", source: { videos: [{ video: "v0", text: vtt(cues) }] } }],
        });
        const joinsOf = (name: string) => {
          let at = 0;
          return (playlists.get(name)?.segments ?? []).flatMap(({ discontinuity, duration }) => {
            at += duration;
            return discontinuity ? [at - duration] : [];
          });
        };
        expect(joinsOf("r/s0.m3u8")).toEqual(joinsOf("r/v0.m3u8"));
        let start = 0;
        const seen = new Map<string, { start: number; end: number; text: string }>();
        for (const { text, duration } of segments[0] ?? []) {
          for (const cue of parseWebVtt(text)) {
            expect(cue.start).toBeLessThan(start + duration);
            expect(cue.end).toBeGreaterThan(start);
            seen.set(JSON.stringify(cue), cue);
          }
          start += duration;
        }
        // The same by seconds, clip by clip; clips that follow on from one another are one.
        const shown: { from: number; to: number }[] = [];
        for (const range of ranges) {
          const last = shown.at(-1);
          if (last?.to === range.from) last.to = range.to;
          else shown.push({ ...range });
        }
        let at = 0;
        const expected = shown.flatMap(({ from, to }) => {
          const here = cues.flatMap(({ start: begins, end, text }) => {
            const [cutStart, cutEnd] = [Math.max(begins, from / 25), Math.min(end, to / 25)];
            const cut = cutStart !== begins || cutEnd !== end;
            if (cutEnd - cutStart < (cut ? 1 / 24 : 0.0005)) return [];
            const milliseconds = (seconds: number) => Math.round((seconds - from / 25) * 1000) + at * 40;
            return [`${milliseconds(cutStart)} ${milliseconds(cutEnd)} ${text}`];
          });
          at += to - from;
          return here;
        });
        const found = [...seen.values()].map(
          (cue) => `${(cue.start * 1000) / S} ${(cue.end * 1000) / S} ${cue.text}`,
        );
        expect(new Set(found)).toEqual(new Set(expected));
      }),
      { numRuns: 40 },
    );
  });
});
