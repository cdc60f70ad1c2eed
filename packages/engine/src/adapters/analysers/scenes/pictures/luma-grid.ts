import type { RgbPicture } from "./picture.ts";

/** Cells of a {@link LumaGrid}. */
const GRID = { columns: 64, rows: 36 } as const;

/** Mean luma of each cell of a picture, 0 to 255, row by row. */
export type LumaGrid = Float32Array;

/** Samples along each side of a cell: enough for noise to cancel out. */
const SAMPLES = 4;

/** A picture reduced to the luma of a few cells (BT.601 weights). */
export function lumaGrid({ width, height, data }: RgbPicture): LumaGrid {
  const grid = new Float32Array(GRID.columns * GRID.rows);
  const across = GRID.columns * SAMPLES;
  const down = GRID.rows * SAMPLES;
  for (let row = 0; row < down; row++) {
    const y = Math.floor(((row + 0.5) * height) / down);
    for (let column = 0; column < across; column++) {
      const at = (y * width + Math.floor(((column + 0.5) * width) / across)) * 3;
      const luma = 0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
      const cell = Math.floor(row / SAMPLES) * GRID.columns + Math.floor(column / SAMPLES);
      grid[cell] = (grid[cell] ?? 0) + luma / SAMPLES ** 2;
    }
  }
  return grid;
}

/** Difference of a cell's luma that noise and compression do not make. */
const DIFFERS = 6;

/** Whether two pictures show the same, down to a line of text more. */
export function isSamePicture(a: LumaGrid, b: LumaGrid): boolean {
  return a.every((luma, cell) => Math.abs(luma - (b[cell] ?? 0)) < DIFFERS);
}

/** Difference between neighbouring cells from which on a movement between them can be seen. */
const TEXTURED = 8;
/** Luma by which such a cell changes in a fifth of a second when the camera moves. */
const CHANGES = 4;
/** Share of such cells that change at once only when the camera moves: things that move leave the rest as it was. */
const MOST = 0.5;
const FEWEST = 20;

/**
 * Whether the camera moved between two pictures a fifth of a second apart. Undefined where too little in the picture
 * could tell: a plain wall, a black screen.
 */
export function cameraMoves(before: LumaGrid, after: LumaGrid): boolean | undefined {
  let telling = 0;
  let changed = 0;
  for (let cell = 0; cell < before.length; cell++) {
    if (!isTextured(before, cell)) continue;
    telling++;
    if (Math.abs((before[cell] ?? 0) - (after[cell] ?? 0)) > CHANGES) changed++;
  }
  return telling < FEWEST ? undefined : changed / telling > MOST;
}

function isTextured(grid: LumaGrid, cell: number): boolean {
  const column = cell % GRID.columns;
  const luma = grid[cell] ?? 0;
  const right = column + 1 < GRID.columns ? grid[cell + 1] : undefined;
  const below = grid[cell + GRID.columns];
  return Math.abs(luma - (right ?? luma)) > TEXTURED || Math.abs(luma - (below ?? luma)) > TEXTURED;
}
