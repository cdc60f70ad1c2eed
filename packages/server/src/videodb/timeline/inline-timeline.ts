import type { ClipInput, MusicInput, OverlayInput, TimelineInput } from "@cutstream/engine";
import { z } from "zod";
import { number, text, truth } from "../fields.ts";
import { cutRanges } from "../found-video.ts";
import { drawtext, type PictureSize, toTextPosition, toTextStyle } from "./drawtext.ts";
import type { Material } from "./material.ts";
import { refuse, wrong } from "./refuse.ts";

const item = z.object({
  asset_id: z.string(),
  start: number,
  end: number,
  overlay_start: number,
  duration: number,
  disable_other_tracks: truth,
  fade_in_duration: number,
  fade_out_duration: number,
  width: number,
  height: number,
  x: number,
  y: number,
  text: text,
  style: drawtext.nullish(),
});
type Item = z.output<typeof item>;

/** Body of `POST /timeline`: items without `overlay_start` follow one another, the others lie over them. */
export const inlineTimeline = z.object({ timeline: z.array(item).min(1, "must hold at least one asset") });

/** A timeline of ours, and what came out otherwise. */
export interface Translated {
  readonly timeline: TimelineInput;
  readonly warnings: readonly string[];
}

/**
 * The old timeline as one of ours. Kinds of assets are told by their ids and keys, as VideoDB does.
 * @throws CutstreamError `not_supported` for what cannot be shown or heard, `video_not_found`, `asset_not_found`
 */
export async function translateInline(
  { timeline: items }: z.output<typeof inlineTimeline>,
  material: Material,
): Promise<Translated> {
  const { clips, warnings, picture } = await translateInlineVideos(items, material);
  const overlays: OverlayInput[] = [];
  const music: MusicInput[] = [];
  for (const [n, asset] of items.entries()) {
    if (asset.overlay_start === undefined) continue;
    const path = `timeline[${n}]`;
    if (/^[am]-/.test(asset.asset_id)) {
      music.push(await translateSound(asset, music.length, path, material));
    } else if (asset.asset_id.startsWith("img-")) {
      overlays.push(await translateImage(asset, picture, material));
    } else overlays.push(translateText(asset, picture, path));
  }
  const [bed] = music;
  return {
    timeline: { clips, ...(overlays.length > 0 && { overlays }), ...(bed && { music: bed }) },
    warnings,
  };
}

/** The videos that follow one another, and the size of the first, in which overlays are measured. */
async function translateInlineVideos(
  items: readonly Item[],
  material: Material,
): Promise<{ clips: ClipInput[]; warnings: string[]; picture: PictureSize }> {
  const clips: ClipInput[] = [];
  const warnings: string[] = [];
  let picture: PictureSize | undefined;
  for (const [n, { asset_id, overlay_start, start, end }] of items.entries()) {
    if (overlay_start !== undefined) continue;
    if (!asset_id.startsWith("m-")) {
      const message = `${asset_id} is no video; only videos are inline, all else is an overlay`;
      throw refuse(`timeline[${n}]`, message);
    }
    const video = await material.media(asset_id);
    const cut = cutRanges(video, [[start ?? 0, end ?? null]]);
    clips.push(...cut.clips);
    warnings.push(...cut.warnings);
    picture ??= { width: video.view.width ?? 0, height: video.view.height ?? 0 };
  }
  if (!picture) throw wrong("timeline", "has no video that overlays could lie over");
  return { clips, warnings, picture };
}

/** Start and end on the timeline; no duration is: to its end. */
function stretch({ overlay_start = 0, duration }: Item): { start: number; end?: number } {
  return duration === undefined
    ? { start: overlay_start }
    : { start: overlay_start, end: overlay_start + duration };
}

async function translateSound(
  asset: Item,
  before: number,
  path: string,
  material: Material,
): Promise<MusicInput> {
  const { overlay_start = 0, start = 0, end, disable_other_tracks = true } = asset;
  if (before > 0)
    throw refuse(path, "a timeline takes one sound besides that of its videos; mix them beforehand");
  if (overlay_start > 0)
    throw refuse(`${path}.overlay_start`, "sound begins where the timeline does; put silence before it");
  const { view } = await material.media(asset.asset_id);
  const fade = { in: asset.fade_in_duration ?? 0, out: asset.fade_out_duration ?? 0 };
  return {
    video: view.id,
    start,
    ...(end !== undefined && { end: Math.min(end, view.duration ?? end) }),
    mode: disable_other_tracks ? "replace" : "mix",
    ...((fade.in > 0 || fade.out > 0) && { fade }),
  };
}

async function translateImage(asset: Item, picture: PictureSize, material: Material): Promise<OverlayInput> {
  const { width = 100, height = 100, x = 80, y = 20 } = asset;
  const plain = await material.image(asset.asset_id);
  // Half a pixel is what sizes are rounded by.
  const fits = Math.abs((plain.height * width) / plain.width - height) <= 0.5;
  const bent = { aspect: { width, height, by: "stretch" } } as const;
  const image = fits ? plain : await material.image(asset.asset_id, bent);
  return {
    kind: "image",
    image: image.id,
    position: { x: x / picture.width, y: y / picture.height },
    size: width / picture.width,
    ...stretch(asset),
  };
}

function translateText(asset: Item, picture: PictureSize, path: string): OverlayInput {
  if (asset.text === undefined)
    throw refuse(path, `${asset.asset_id} is neither video, sound, image nor text`);
  const style = asset.style ?? {};
  return {
    kind: "text",
    text: asset.text,
    style: toTextStyle(style as never, picture, `${path}.style`),
    position: toTextPosition(style as never, picture, `${path}.style`),
    ...stretch(asset),
  };
}
