import type { Painter, Raster } from "../seams/painter.ts";
import { emptyRaster, fillRaster, layRaster, type PixelBox, parseColor, type Rgba } from "./raster.ts";
import type { LayerState, Transform, TransformLayer } from "./transform.ts";

/** What is laid over the frames of a segment. */
export interface PaintedLayers {
  /** Where it lies; even, and inside the picture. */
  readonly box: PixelBox;
  /** Pixels of four bytes: one picture where all frames have the same, otherwise one for each frame. */
  readonly pictures: Uint8Array | AsyncIterable<Uint8Array>;
}

/** A layer with all that it shows, drawn. */
interface Drawn {
  readonly states: readonly LayerState[];
  readonly fill: Rgba | null;
  /** By the name of what is shown ({@link nameOf}). */
  readonly rasters: ReadonlyMap<
    string,
    { readonly raster: Raster; readonly left: number; readonly top: number }
  >;
}

/**
 * Draws the layers of a transform.
 * @param count of the frames that they lie over.
 * @param imageOf bytes of an image, by their SHA-256.
 * @returns null where there are none.
 * @throws CutstreamError `invalid_image`, `image_reader_missing`
 */
export async function paintLayers(
  { layers, ...picture }: Transform,
  count: number,
  painter: Painter,
  imageOf: (hash: string) => Promise<Uint8Array>,
): Promise<PaintedLayers | null> {
  const drawn = await Promise.all(layers.map((layer) => drawLayer(layer, picture, painter, imageOf)));
  const box = boxOf(drawn, picture);
  if (!box) return null;
  const changes = [...new Set(drawn.flatMap(({ states }) => states.map(({ frame }) => frame)))]
    .filter((frame) => frame < count)
    .sort((a, b) => a - b);
  const paintAt = (frame: number) => paint(drawn, box, frame);
  return { box, pictures: changes.length === 1 ? paintAt(0) : everyFrame(changes, count, paintAt) };
}

async function* everyFrame(
  changes: readonly number[],
  count: number,
  paintAt: (frame: number) => Uint8Array,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (const [n, frame] of changes.entries()) {
    const picture = paintAt(frame);
    for (let shown = frame; shown < (changes[n + 1] ?? count); shown++) yield picture;
  }
}

function paint(drawn: readonly Drawn[], box: PixelBox, frame: number): Uint8Array {
  const target = emptyRaster(box.width, box.height);
  for (const { states, fill, rasters } of drawn) {
    const state = states.findLast((state) => state.frame <= frame);
    if (!state || state.alpha === 0) continue;
    if (fill) fillRaster(target, fill, state.alpha);
    const shown = rasters.get(nameOf(state));
    if (shown) layRaster(target, shown.raster, shown.left - box.left, shown.top - box.top, state.alpha);
  }
  return target.data;
}

async function drawLayer(
  layer: TransformLayer,
  picture: Pick<Transform, "width" | "height">,
  painter: Painter,
  imageOf: (hash: string) => Promise<Uint8Array>,
): Promise<Drawn> {
  const { states } = layer;
  if (layer.kind === "color") return { states, fill: parseColor(layer.color), rasters: new Map() };
  if (layer.kind === "image") {
    const { left, top } = layer;
    const raster = await painter.image(await imageOf(layer.hash), layer);
    return { states, fill: null, rasters: new Map([["", { raster, left, top }]]) };
  }
  const texts = new Map(states.flatMap((state) => (state.text?.trim() ? [[nameOf(state), state]] : [])));
  const rasters = await Promise.all(
    [...texts].map(async ([name, state]) => {
      const raster = await drawText(layer, state, picture.height, painter);
      const left = Math.round(layer.x - layer.anchor.x * raster.width);
      const top = Math.round(layer.y - layer.anchor.y * raster.height);
      if (!layer.inside) return [name, { raster, left, top }] as const;
      const moved = {
        left: within(left, picture.width - raster.width),
        top: within(top, picture.height - raster.height),
      };
      return [name, { raster, ...moved }] as const;
    }),
  );
  return { states, fill: null, rasters: new Map(rasters) };
}

/** Name of what a state shows of its layer: an image has one, "". */
const nameOf = ({ text = "", said }: LayerState): string => (said === undefined ? text : `${said} ${text}`);

/** The nearest place that something with `room` to spare can have; its beginning is seen where there is none. */
const within = (place: number, room: number): number => Math.max(0, Math.min(place, room));

/** Room around a text with a background, in heights of its letters, as the page's style has it. */
const PADDING = { across: 0.4, down: 0.1 };
/** Lines are this much higher than their letters. */
const LINE_HEIGHT = 1.2;

async function drawText(
  { style, maxWidth }: TransformLayer & { kind: "text" },
  { text = "", said }: LayerState,
  pictureHeight: number,
  painter: Painter,
): Promise<Raster> {
  const { color, background, align, font } = style;
  const lineHeight = Math.max(1, style.size * pictureHeight);
  const letter = lineHeight / LINE_HEIGHT;
  const across = background === null ? 0 : Math.round(PADDING.across * letter);
  const down = background === null ? 0 : Math.round(PADDING.down * letter);
  const room = Math.max(1, maxWidth - 2 * across);
  const bold = style.weight === "bold";
  const lines = await painter.text({
    ...{ text, lineHeight, font, bold, align, color, maxWidth: room },
    ...(said !== undefined && { said }),
  });
  if (background === null) return lines;
  const raster = emptyRaster(lines.width + 2 * across, lines.height + 2 * down);
  fillRaster(raster, parseColor(background), 255);
  layRaster(raster, lines, across, down, 255);
  return raster;
}

/** The smallest even rectangle inside the picture that all is drawn in. */
function boxOf(
  drawn: readonly Drawn[],
  { width, height }: { readonly width: number; readonly height: number },
): PixelBox | null {
  if (drawn.some(({ fill }) => fill)) return { left: 0, top: 0, width, height };
  const boxes = drawn.flatMap(({ rasters }) => [...rasters.values()]);
  const left = Math.max(0, floorEven(Math.min(...boxes.map((box) => box.left))));
  const top = Math.max(0, floorEven(Math.min(...boxes.map((box) => box.top))));
  const right = Math.min(width, Math.max(...boxes.map((box) => box.left + box.raster.width)));
  const bottom = Math.min(height, Math.max(...boxes.map((box) => box.top + box.raster.height)));
  if (!(right > left && bottom > top)) return null;
  return { left, top, width: ceilEven(right - left), height: ceilEven(bottom - top) };
}

const floorEven = (pixels: number): number => 2 * Math.floor(pixels / 2);
const ceilEven = (pixels: number): number => 2 * Math.ceil(pixels / 2);
