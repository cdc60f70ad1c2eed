import type { AssetView, ImageShape, VideoView } from "@cutstream/engine";
import { describe, expect, test } from "vitest";
import { editorTimeline } from "./editor-payload.ts";
import { translateEditor } from "./editor-timeline.ts";
import type { Material } from "./material.ts";

const view = (id: string, width: number, height: number, duration: number): VideoView =>
  ({ id, width, height, duration, hasPicture: true }) as VideoView;
const found = (video: VideoView) => ({
  id: `m-${video.id}`,
  view: video,
  start: 0,
  end: video.duration ?? 0,
});

/** A wide film of a minute, a tall one, a sound and a square image. */
function made(): Material & { readonly shapes: (ImageShape | undefined)[] } {
  const shapes: (ImageShape | undefined)[] = [];
  const videos = [view("film", 1280, 720, 60), view("tall", 720, 1280, 10), view("song", 320, 180, 30)];
  return {
    shapes,
    media: async (id) => found(videos.find((video) => video.id === id.slice(2)) ?? view(id, 2, 2, 1)),
    image: async (id, shape) => {
      shapes.push(shape);
      return { id, width: 200, height: 200 } as AssetView;
    },
    blank: async () => found(view("blank", 320, 180, 60)),
  };
}

const VIDEO = { asset: { type: "video", id: "m-film", start: 10 }, duration: 5, fit: "crop" };

const translate = (tracks: object[], rest: object = {}, material: Material = made()) =>
  translateEditor(editorTimeline.parse({ tracks, ...rest }), material, async () => "en");

const track = (...clips: [start: number, clip: object][]) => ({
  clips: clips.map(([start, clip]) => ({ start, clip })),
});

describe("the editor's timeline", () => {
  test("is clips on tracks that cover one another", async () => {
    const { timeline, warnings } = await translate([
      track([0, VIDEO]),
      track([2, { ...VIDEO, duration: 1 }]),
    ]);
    expect(timeline).toEqual({
      clips: [],
      covering: "upper",
      tracks: [
        { clips: [{ video: "film", at: 0, start: 10, end: 15 }] },
        { clips: [{ video: "film", at: 2, start: 10, end: 11 }] },
      ],
    });
    expect(warnings).toEqual([
      "tracks[0].clips[0] is neither seen nor heard where tracks[1].clips[0] covers it.",
    ]);
  });

  test("takes the shape of its resolution where videos have another", async () => {
    const tall = { resolution: "608x1080" };
    expect((await translate([track([0, VIDEO])], tall)).timeline.reframe).toEqual({
      width: 608,
      height: 1080,
      fit: "crop",
    });
    const contained = track([0, { ...VIDEO, fit: "contain" }]);
    expect((await translate([contained], tall)).timeline.reframe).toMatchObject({ fit: "pad" });
    await expect(translate([track([0, { ...VIDEO, fit: "cover" }])], tall)).rejects.toThrow("not stretched");
    const mixed = track([0, VIDEO], [5, { ...VIDEO, fit: "contain" }]);
    await expect(translate([mixed], tall)).rejects.toThrow("fitted alike");
  });

  test("shows its background in gaps and under fades", async () => {
    const faded = { ...VIDEO, transition: { in: "fade", out: null, duration: 1 } };
    const { timeline } = await translate([track([2, faded])], { background: "#112233" });
    expect(timeline.tracks?.[0]).toEqual({ clips: [{ video: "blank", at: 0, start: 0, end: 2 }] });
    expect(timeline.reframe).toEqual({ width: 1280, height: 720 });
    expect(timeline.overlays).toEqual([
      { kind: "color", color: "#112233", z: -1000, start: 0, end: 2 },
      { kind: "color", color: "#112233", z: -1000, start: 2, end: 3, fade: { out: 1 } },
    ]);
  });

  test("draws images in the shape that their fit asks for", async () => {
    const image = { asset: { type: "image", id: "img-1" }, duration: 2, scale: 0.5, position: "top_right" };
    const draw = async (fit: string | null) => {
      const material = made();
      const offset = { x: -0.02, y: 0.04 };
      const { timeline } = await translate(
        [track([0, VIDEO]), track([1, { ...image, fit, offset }])],
        {},
        material,
      );
      const [overlay] = timeline.overlays ?? [];
      return { overlay, shape: material.shapes.at(-1) };
    };
    const cropped = await draw("crop");
    expect(cropped.overlay).toMatchObject({
      position: { anchor: "top-right", x: 0.98, y: 0.04 },
      size: 0.5,
      start: 1,
      end: 3,
    });
    expect(cropped.shape).toEqual({ aspect: { width: 1280, height: 720, by: "crop" } });
    expect((await draw("cover")).shape).toEqual({ aspect: { width: 1280, height: 720, by: "stretch" } });
    expect((await draw("contain")).overlay).toMatchObject({ size: (0.5 * 720) / 1280 });
    for (const none of [null, "None", "none"]) {
      expect((await draw(none)).overlay).toMatchObject({ size: (0.5 * 200) / 1280 });
    }
  });

  test("has one sound besides that of its videos", async () => {
    const song = { asset: { type: "audio", id: "a-song", start: 2, volume: 0.1 }, duration: 5 };
    expect((await translate([track([0, VIDEO], [0, song])])).timeline.music).toEqual({
      video: "song",
      start: 2,
      end: 7,
      mode: "mix",
      gain: -20,
    });
    const silent = { ...VIDEO, asset: { ...VIDEO.asset, volume: 0 } };
    expect((await translate([track([0, silent])])).timeline.music).toEqual({
      video: "blank",
      mode: "replace",
      loop: true,
    });
    await expect(translate([track([0, VIDEO], [1, song])])).rejects.toThrow("put silence before it");
    await expect(translate([track([0, VIDEO], [0, song], [0, song])])).rejects.toThrow("one sound");
  });

  test("has captions as subtitles", async () => {
    const caption = (src: string) => ({ asset: { type: "caption", src }, duration: 5 });
    const { timeline } = await translate([track([0, VIDEO], [0, caption("auto")])]);
    expect(timeline.subtitles).toEqual([{ language: "en", default: true }]);
    const text = "1\n00:00:00,000 --> 00:00:01,000\nHello\n";
    const given = await translate([track([0, VIDEO], [0, caption(Buffer.from(text).toString("base64"))])]);
    expect(given.timeline.subtitles?.[0]?.source).toEqual({ timeline: { text } });
    await expect(translate([track([0, VIDEO], [0, caption("hello")])])).rejects.toThrow("ASS or SRT");
  });

  test("says which part of a caption's look is not drawn", async () => {
    const usual = {
      ...{ type: "caption", src: "auto", animation: "karaoke", primary_color: "&H00FFFFFF" },
      font: { font_name: "Clear Sans", font_size: 30, bold: false },
      position: { alignment: "bottom_center", margin_v: 30 },
    };
    const warned = async (asset: object, ...more: [number, object][]) =>
      (await translate([track([0, VIDEO], [0, { asset, duration: 5 }], ...more)])).warnings.join(" ");
    expect(await warned(usual)).toBe("Captions are a rendition of text: viewers switch them on and off.");
    const other = {
      ...usual,
      animation: "supersize",
      font: { ...usual.font, font_size: 48 },
      position: { alignment: "top_center" },
    };
    expect(await warned(other)).toContain(
      "players choose: font.font_size, position.alignment, animation are not used",
    );
    const text = { asset: { type: "text", text: "Hi" }, duration: 1 };
    expect(await warned({ ...usual, primary_color: "&H0000FFFF" }, [0, text])).toBe(
      "Captions are drawn into the pictures in one look: primary_color is not used.",
    );
  });

  test.each<[object, RegExp]>([
    [{ scale: 0.5 }, /fills the picture/],
    [{ offset: { x: 0.1, y: 0 } }, /fills the picture/],
    [{ filter: "greyscale" }, /not filtered/],
    [{ effect: "zoom" }, /no effects/],
    [{ transition: { in: "wipe" } }, /no wipe/],
    [{ asset: { ...VIDEO.asset, crop: { top: 0.1 } } }, /not cut off/],
    [{ asset: { ...VIDEO.asset, volume: 0.5 } }, /volume 0.5/],
  ])("refuses %j, and says which clip", async (other, message) => {
    const refused = translate([track([0, { ...VIDEO, ...other }])]);
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({
      code: "not_supported",
      message: /tracks\[0\]\.clips\[0\]/,
    });
  });
});
