import {
  type Anchor,
  anchorPoint,
  type ImageShape,
  isAnchor,
  type OverlayInput,
  type OverlayPosition,
} from "@cutstream/engine";
import { readColour } from "../colours.ts";
import { familyOf, type PictureSize } from "./drawtext.ts";
import type { AssetOf, LaidClip } from "./editor-payload.ts";
import { readFade, readFit } from "./editor-video.ts";
import type { Material } from "./material.ts";
import { refuse, wrong } from "./refuse.ts";

/** Images and texts of the editor's timeline, as overlays. */

/** @throws CutstreamError `not_supported`, `asset_not_found` */
export async function drawImage(
  laid: LaidClip<AssetOf<"image">>,
  z: number,
  picture: PictureSize,
  material: Material,
): Promise<OverlayInput> {
  const { asset, clip, path } = laid;
  const fit = readFit(clip.fit, path);
  const scale = clip.scale ?? 1;
  const plain = await material.image(asset.id);
  const crop = cropOf(asset.crop, plain);
  const aspect = { width: picture.width, height: picture.height };
  const shape: ImageShape = {
    ...(crop && { crop }),
    ...(fit === "crop" && { aspect: { ...aspect, by: "crop" } }),
    ...(fit === "cover" && { aspect: { ...aspect, by: "stretch" } }),
  };
  const asked = Object.keys(shape).length > 0 && !(fitsAlready(plain, picture) && !crop);
  const image = asked ? await material.image(asset.id, shape) : plain;
  const whole = { crop: 1, cover: 1, contain: contained(image, picture), none: image.width / picture.width }[
    fit
  ];
  return {
    kind: "image",
    image: image.id,
    position: positionOf(laid, anchorOf(clip.position, path)),
    size: whole * scale,
    z,
    ...common(laid),
  };
}

/** Width of an image as a share of the picture, where all of it is to be seen. */
function contained(image: PictureSize, picture: PictureSize): number {
  return Math.min(1, (image.width * picture.height) / (image.height * picture.width));
}

const fitsAlready = (image: PictureSize, picture: PictureSize): boolean =>
  Math.abs((image.width * picture.height) / (image.height * picture.width) - 1) < 0.005;

/** Fractions, or pixels where they are more than that. */
function cropOf(crop: LaidClip<AssetOf<"image">>["asset"]["crop"], image: PictureSize): ImageShape["crop"] {
  const { top = 0, right = 0, bottom = 0, left = 0 } = crop ?? {};
  if (top + right + bottom + left === 0) return undefined;
  const share = (side: number, whole: number) => (side > 1 ? side / whole : side);
  return {
    top: share(top, image.height),
    right: share(right, image.width),
    bottom: share(bottom, image.height),
    left: share(left, image.width),
  };
}

/** @throws CutstreamError `not_supported` */
export function drawText(laid: LaidClip<AssetOf<"text">>, z: number, picture: PictureSize): OverlayInput {
  const { asset, clip, path } = laid;
  const { font, background, border, shadow, alignment } = asset;
  if (border?.width) throw refuse(`${path}.border`, "texts have no outline");
  if (shadow?.x || shadow?.y) throw refuse(`${path}.shadow`, "texts have no shadow");
  if (asset.line_spacing) throw refuse(`${path}.line_spacing`, "lines stand as the font has them");
  const size = ((font?.size ?? 48) * (clip.scale ?? 1)) / picture.height;
  const color = colourOf(font?.color ?? "#FFFFFF", font?.opacity ?? 1, `${path}.font.color`);
  const behind =
    background && colourOf(background.color ?? "#000000", background.opacity ?? 1, `${path}.background`);
  const align = readAlign(alignment?.horizontal);
  const given = anchorOf(clip.position, path);
  const anchor =
    given === "center" ? (ALIGNED[`${alignment?.vertical} ${alignment?.horizontal}`] ?? given) : given;
  return {
    kind: "text",
    text: asset.text.replaceAll("\t", " ".repeat(asset.tabsize ?? 4)),
    style: {
      color,
      size,
      align,
      font: familyOf(font?.family ?? ""),
      ...(behind && { background: behind }),
      ...((font?.weight ?? 400) >= 600 && { weight: "bold" }),
    },
    position: positionOf(laid, anchor),
    ...(asset.width && { size: Math.min(1, asset.width / picture.width) }),
    z,
    ...common(laid),
  };
}

function common({ start, duration, clip, path }: LaidClip) {
  if (clip.filter) throw refuse(`${path}.filter`, `pictures are not filtered (${clip.filter})`);
  if (clip.effect) throw refuse(`${path}.effect`, `there are no effects (${clip.effect})`);
  const fade = readFade(clip.transition, path);
  return {
    start,
    ...(duration !== undefined && { end: start + duration }),
    ...(clip.opacity !== undefined && { opacity: clip.opacity }),
    ...((fade.in > 0 || fade.out > 0) && { fade }),
  };
}

/** Nine places, moved by shares of the picture: right and down. */
function positionOf({ clip }: LaidClip, anchor: Anchor): OverlayPosition {
  const { x, y } = anchorPoint(anchor);
  return { anchor, x: x + (clip.offset?.x ?? 0), y: y + (clip.offset?.y ?? 0) };
}

/** Where a text stands that is aligned, and not placed. */
const ALIGNED: Readonly<Record<string, Anchor>> = {
  "top left": "top-left",
  "top center": "top",
  "top right": "top-right",
  "center left": "left",
  "center right": "right",
  "bottom left": "bottom-left",
  "bottom center": "bottom",
  "bottom right": "bottom-right",
};

function anchorOf(position = "center", path = ""): Anchor {
  const anchor = position.replace("_", "-");
  if (isAnchor(anchor)) return anchor;
  throw wrong(`${path}.position`, `${position} is none of the nine places`);
}

function readAlign(horizontal: string | undefined): "left" | "center" | "right" {
  return horizontal === "left" || horizontal === "right" ? horizontal : "center";
}

function colourOf(name: string, opacity: number, path: string): string {
  const colour = readColour(name, opacity);
  if (colour) return colour;
  throw wrong(path, `${name} is no colour that is known here; write it as #rrggbb`);
}
