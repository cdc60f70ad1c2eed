/**
 * A number that survives compression: which frame of which source a picture is, painted into the picture itself.
 *
 * The top fifth of the picture is a strip of 32 columns by 2 rows of cells, in coordinates relative to the picture,
 * so that scaling does not matter. White over black is a 1, black over white a 0: every bit is read from the contrast
 * of two neighbours, no threshold of brightness needed, and a cell that was blended, covered or cut off has no
 * contrast and is noticed. The bits, most significant first: 4 of source, 18 of frame (2.4 hours at 30 fps), 10 of
 * CRC, so that what was put together from two frames is noticed too.
 *
 * Pure and free of Node: the page that watches players imports this file as it is.
 */

/** What one picture says about itself. */
export interface FrameCode {
  /** 0 to 15. */
  readonly source: number;
  /** Number of the frame within its source, from 0. */
  readonly frame: number;
}

const SOURCE_BITS = 4;
const FRAME_BITS = 18;
const CRC_BITS = 10;
/** Cells in one row of the strip. */
export const CODE_COLUMNS = SOURCE_BITS + FRAME_BITS + CRC_BITS;
/** Rows of cells. */
export const CODE_ROWS = 2;
/** Height of the strip, as a part of the height of the picture. */
export const STRIP_HEIGHT = 1 / 5;
/** Largest number of a frame. */
export const MAX_FRAME = 2 ** FRAME_BITS - 1;
/** Largest number of a source. */
export const MAX_SOURCE = 2 ** SOURCE_BITS - 1;

/** Size to which a whole picture can be reduced with the code still in it: 4 x 4 pixels a cell. */
export const THUMBNAIL = { width: CODE_COLUMNS * 4, height: (CODE_ROWS * 4) / STRIP_HEIGHT } as const;

const WHITE = 235;
const BLACK = 16;
/** Least difference of the two cells of a bit; painted are 219, and what compression takes is far from half. */
const MIN_CONTRAST = 64;

/** x^10 + x^9 + x^5 + x^4 + x + 1, as in ATM's cells (ITU-T I.610), without its top term. */
const CRC_POLYNOMIAL = 0x233;

function crc10(value: number, bits: number): number {
  let crc = 0x3ff;
  for (let bit = bits - 1; bit >= 0; bit--) {
    const feedback = ((crc >> 9) ^ (value >> bit)) & 1;
    crc = ((crc << 1) & 0x3ff) ^ (feedback ? CRC_POLYNOMIAL : 0);
  }
  return crc;
}

/**
 * The {@link CODE_COLUMNS} bits of a code, left to right.
 * @throws RangeError where a number does not fit.
 */
export function frameCodeBits({ source, frame }: FrameCode): boolean[] {
  if (!Number.isInteger(source) || source < 0 || source > MAX_SOURCE)
    throw new RangeError(`source ${source}`);
  if (!Number.isInteger(frame) || frame < 0 || frame > MAX_FRAME) throw new RangeError(`frame ${frame}`);
  const payload = source * 2 ** FRAME_BITS + frame;
  const word = payload * 2 ** CRC_BITS + crc10(payload, SOURCE_BITS + FRAME_BITS);
  return Array.from(
    { length: CODE_COLUMNS },
    (_, i) => Math.floor(word / 2 ** (CODE_COLUMNS - 1 - i)) % 2 === 1,
  );
}

/** Paints the strip into the luma plane of a picture, limited range, `width` bytes a line. */
export function paintFrameCode(luma: Uint8Array, width: number, height: number, code: FrameCode): void {
  const bits = frameCodeBits(code);
  const top = new Uint8Array(width);
  for (let x = 0; x < width; x++) top[x] = bits[Math.floor((x * CODE_COLUMNS) / width)] ? WHITE : BLACK;
  const bottom = top.map((value) => WHITE + BLACK - value);
  const rowHeight = (height * STRIP_HEIGHT) / CODE_ROWS;
  for (let y = 0; y < Math.round(rowHeight * CODE_ROWS); y++) {
    luma.set(y + 0.5 < rowHeight ? top : bottom, y * width);
  }
}

/**
 * Reads the code of a picture from its luma plane, `width` bytes a line.
 * @returns undefined where the picture carries none, or an unreadable one.
 */
export function readFrameCode(luma: Uint8Array, width: number, height: number): FrameCode | undefined {
  return readCells(luma, width, (height * STRIP_HEIGHT) / CODE_ROWS);
}

/** {@link readFrameCode} for a picture of which only the strip is there. */
export function readFrameCodeStrip(luma: Uint8Array, width: number, height: number): FrameCode | undefined {
  return readCells(luma, width, height / CODE_ROWS);
}

function readCells(luma: Uint8Array, width: number, rowHeight: number): FrameCode | undefined {
  let word = 0;
  for (let column = 0; column < CODE_COLUMNS; column++) {
    const contrast = cell(luma, width, rowHeight, column, 0) - cell(luma, width, rowHeight, column, 1);
    if (!(Math.abs(contrast) >= MIN_CONTRAST)) return undefined;
    word = word * 2 + (contrast > 0 ? 1 : 0);
  }
  const payload = Math.floor(word / 2 ** CRC_BITS);
  if (word % 2 ** CRC_BITS !== crc10(payload, SOURCE_BITS + FRAME_BITS)) return undefined;
  return { source: Math.floor(payload / 2 ** FRAME_BITS), frame: payload % 2 ** FRAME_BITS };
}

/** Mean of four points well inside a cell; NaN where the picture ends before it. */
function cell(luma: Uint8Array, width: number, rowHeight: number, column: number, row: number): number {
  let sum = 0;
  for (const dy of [3 / 8, 5 / 8]) {
    const line = Math.floor((row + dy) * rowHeight) * width;
    for (const dx of [3 / 8, 5 / 8]) {
      sum += luma[line + Math.floor(((column + dx) * width) / CODE_COLUMNS)] ?? Number.NaN;
    }
  }
  return sum / 4;
}
