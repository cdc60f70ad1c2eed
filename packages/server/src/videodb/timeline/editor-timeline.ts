import type { ColorOverlay, OverlayInput, TimelineInput } from "@cutstream/engine";
import { readColour } from "../colours.ts";
import { captionWarnings, translateCaptions } from "./editor-captions.ts";
import { drawImage, drawText } from "./editor-drawn.ts";
import { type EditorTimeline, layerClips, ofKind, readResolution } from "./editor-payload.ts";
import { translateSound } from "./editor-sound.ts";
import {
  coveredSound,
  gapsOf,
  type PlacedVideo,
  placeVideo,
  shapeOf,
  veils,
  videoTracks,
} from "./editor-video.ts";
import type { Translated } from "./inline-timeline.ts";
import type { Material } from "./material.ts";
import { wrong } from "./refuse.ts";

/**
 * The editor's timeline as one of ours: videos become tracks that cover one another, images and texts overlays, one
 * sound music, captions subtitles. Where nothing is shown there is the background.
 * @param languageOf BCP 47 of what is said in videos.
 * @throws CutstreamError `not_supported` for what would have to be drawn otherwise, `invalid_request`
 */
export async function translateEditor(
  given: EditorTimeline,
  material: Material,
  languageOf: (videos: readonly string[]) => Promise<string>,
): Promise<Translated> {
  const warnings: string[] = [];
  const warn = (warning: string) => void warnings.push(warning);
  const background = readColour(given.background ?? "#000000");
  if (!background) throw wrong("background", `${given.background} is no colour; write it as #rrggbb`);
  const picture = readResolution(given.resolution);
  const clips = layerClips(given);
  const placed: PlacedVideo[] = [];
  for (const clip of ofKind(clips, "video")) placed.push(await placeVideo(clip, material, warn));
  const length = Math.max(
    0,
    ...placed.map(({ end }) => end),
    ...clips.filter(({ asset }) => asset.type !== "video").map(({ start, duration = 0 }) => start + duration),
  );
  if (length === 0) throw wrong("tracks", "hold nothing that lasts");

  const drawn: OverlayInput[] = [];
  for (const [z, clip] of clips.entries()) {
    const { asset } = clip;
    if (asset.type === "image") drawn.push(await drawImage({ ...clip, asset }, z, picture, material));
    if (asset.type === "text") drawn.push(drawText({ ...clip, asset }, z, picture));
  }
  const gaps = gapsOf(placed, length);
  const under = await backdrop(gaps, background, material);
  const reframe =
    gaps.length > 0
      ? (shapeOf(placed, picture, background) ?? picture)
      : shapeOf(placed, picture, background);
  const overlays = [...under.overlays, ...veils(placed, background), ...drawn];
  const captions = ofKind(clips, "caption");
  const subtitles = translateCaptions(captions, await languageOf(placed.map(({ video }) => video.view.id)));
  const music = await translateSound(ofKind(clips, "audio"), placed, material);
  const inPictures = reframe !== undefined || overlays.length > 0;
  warnings.push(...coveredSound(placed), ...captionWarnings(captions, inPictures));
  return {
    timeline: {
      clips: [],
      tracks: [...under.tracks, ...videoTracks(placed)],
      covering: "upper",
      ...(reframe && { reframe }),
      ...(overlays.length > 0 && { overlays }),
      ...(music && { music }),
      ...(subtitles.length > 0 && { subtitles }),
    },
    warnings,
  };
}

/** What is seen where no video is: black, and the background's colour over it. */
async function backdrop(
  gaps: readonly { readonly start: number; readonly end: number }[],
  background: string,
  material: Material,
): Promise<{ tracks: NonNullable<TimelineInput["tracks"]>; overlays: ColorOverlay[] }> {
  if (gaps.length === 0) return { tracks: [], overlays: [] };
  const { view, end: longest } = await material.blank();
  const clips = gaps.flatMap(({ start, end }) =>
    Array.from({ length: Math.ceil((end - start) / longest) }, (_, n) => {
      const at = start + n * longest;
      return { video: view.id, at, start: 0, end: Math.min(longest, end - at) };
    }),
  );
  const color = background.slice(0, 7);
  const overlays =
    color === "#000000"
      ? []
      : gaps.map(({ start, end }): ColorOverlay => ({ kind: "color", color, z: -1000, start, end }));
  return { tracks: [{ clips }], overlays };
}
