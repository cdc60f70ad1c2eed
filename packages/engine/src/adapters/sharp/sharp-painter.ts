import type { PaintedText, Painter, Raster } from "../../seams/painter.ts";
import { loadSharp } from "./load-sharp.ts";
import { fromRaster, toRaster } from "./raster.ts";
import { rasterOf } from "./sharp-image-reader.ts";

/** Lines are this much higher than their letters, as in pages that draw the same texts. */
const LINE_HEIGHT = 1.2;

/**
 * Height above the base line, in letters, of what browsers put in the middle of a line: half of what usual fonts reach
 * above it, less half of what they reach below.
 */
const MIDDLE = 0.346;

/**
 * Stands alone and unseen in a line before the text and one after it. Its foot is the base line, and it makes the
 * drawing as high as its lines, whatever letters are in them.
 */
const STRUT = '<span alpha="1">H</span>';

/** Draws with sharp: images by libvips, texts by Pango with the fonts that fontconfig finds. */
export function createSharpPainter(): Painter {
  return {
    async image(bytes, { width, height }) {
      const image = await fromRaster(await rasterOf(bytes));
      return toRaster(image.resize({ width, height, fit: "fill" }), "An image");
    },

    async text(request) {
      const { text, lineHeight } = request;
      const [strut, drawn] = await Promise.all([
        draw(STRUT, request),
        draw(`${STRUT}\n${colored(text, request)}\n${STRUT}`, request),
      ]);
      const lines = Math.max(1, Math.round((drawn.height - strut.height) / lineHeight) - 1);
      const letter = lineHeight / LINE_HEIGHT;
      const top = strut.height + lineHeight - (MIDDLE * letter + lineHeight / 2);
      return cropRows(drawn, Math.round(top), Math.round(lines * lineHeight));
    },
  };
}

async function draw(markup: string, text: PaintedText): Promise<Raster> {
  const sharp = await loadSharp();
  const letter = text.lineHeight / LINE_HEIGHT;
  // Absolute heights of lines are in 1024ths of a point; 72 dots per inch make a point a pixel.
  const height = Math.round(text.lineHeight * 1024);
  const image = sharp({
    text: {
      text: `<span line_height="${height}">${markup}</span>`,
      font: `${text.font}${text.bold ? " bold" : ""} ${letter}px`,
      align: text.align === "center" ? "centre" : text.align,
      width: text.maxWidth,
      wrap: "word-char",
      dpi: 72,
      rgba: true,
    },
  });
  return toRaster(image, "A text");
}

/** How opaque is what is not said yet. */
const UNSAID = 0.45;

/** Pango markup: what comes from whoever made the stream is never taken for any. */
function colored(text: string, { color, said = text.length }: PaintedText): string {
  const opacity = color.length > 7 ? Number.parseInt(color.slice(7), 16) / 255 : 1;
  const faint = Math.max(1, Math.round(UNSAID * opacity * 100));
  const rest = text.slice(said);
  const shown = `<span foreground="${color}">${escaped(text.slice(0, said))}</span>`;
  return rest === ""
    ? shown
    : `${shown}<span foreground="${color.slice(0, 7)}" alpha="${faint}%">${escaped(rest)}</span>`;
}

/** Control characters and halves of pairs are no markup, escaped or not; only line breaks are kept of them. */
const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[^\P{Cc}\n\t]|[\ufffe\uffff]/gu, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");

function cropRows({ width, height, data }: Raster, top: number, rows: number): Raster {
  const cropped = new Uint8Array(width * rows * 4);
  const first = Math.max(0, top);
  const last = Math.min(height, top + rows);
  if (last > first)
    cropped.set(data.subarray(first * width * 4, last * width * 4), (first - top) * width * 4);
  return { width, height: rows, data: cropped };
}
