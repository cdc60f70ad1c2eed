import type { Picture } from "../../../seams/analyser.ts";

/** Size at which frames are looked at: enough to tell shots apart, and blurred enough for grain to vanish. */
export const VIEW = { width: 96, height: 56, pixels: "rgb" } as const;

/** Pixels across and down that make one cell of {@link FrameView.cells}. */
const CELL_SHIFT = 2;
const CELL = 1 << CELL_SHIFT;
const CELLS_ACROSS = VIEW.width / CELL;

/** Colours that {@link FrameView.cells} holds: three for each cell. */
export const CELL_VALUES = (CELLS_ACROSS * VIEW.height * 3) / CELL;

/** What is kept of a frame to compare it with others. */
export interface FrameView {
  /** Luma of each pixel, 0 to 255. */
  readonly luma: Uint8Array;
  /** Of each row of pixels: sum of luma, sum of its square, and its maximum. */
  readonly rowSums: Float64Array;
  readonly rowSquares: Float64Array;
  readonly rowMaxima: Uint8Array;
  /** Standard deviation of luma: what fades to nothing when a picture does. */
  readonly contrast: number;
  /** The same along rows only: nothing, too, where a picture is gone to white between the bars of a letterbox. */
  readonly texture: number;
  /** Mean colours of cells of 4 x 4 pixels, red, green and blue of each. */
  readonly cells: Float32Array;
}

/** Looks at a picture of format {@link VIEW}. */
export function viewOf({ data }: Pick<Picture, "data">): FrameView {
  const { width, height } = VIEW;
  const luma = new Uint8Array(width * height);
  const [rowSums, rowSquares, rowMaxima] = [
    new Float64Array(height),
    new Float64Array(height),
    new Uint8Array(height),
  ];
  const cells = new Float32Array(CELL_VALUES);
  let [sum, squares, alongRows] = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y++) {
    let [rowSum, rowSquare, rowMaximum] = [0, 0, 0];
    const cellRow = Math.floor(y / CELL) * CELLS_ACROSS;
    for (let x = 0; x < width; x++, at += 3) {
      const red = data[at] ?? 0;
      const green = data[at + 1] ?? 0;
      const blue = data[at + 2] ?? 0;
      // BT.601 weights, in 256ths.
      const value = (77 * red + 150 * green + 29 * blue) >> 8;
      luma[y * width + x] = value;
      rowSum += value;
      rowSquare += value * value;
      if (value > rowMaximum) rowMaximum = value;
      const cell = 3 * (cellRow + (x >> CELL_SHIFT));
      cells[cell] = (cells[cell] ?? 0) + red;
      cells[cell + 1] = (cells[cell + 1] ?? 0) + green;
      cells[cell + 2] = (cells[cell + 2] ?? 0) + blue;
    }
    rowSums[y] = rowSum;
    rowSquares[y] = rowSquare;
    rowMaxima[y] = rowMaximum;
    sum += rowSum;
    squares += rowSquare;
    alongRows += rowSquare - rowSum ** 2 / width;
  }
  for (let n = 0; n < CELL_VALUES; n++) cells[n] = (cells[n] ?? 0) / CELL ** 2;
  const mean = sum / luma.length;
  const contrast = Math.sqrt(Math.max(0, squares / luma.length - mean ** 2));
  const texture = Math.sqrt(Math.max(0, alongRows / luma.length));
  return { luma, rowSums, rowSquares, rowMaxima, contrast, texture, cells };
}
