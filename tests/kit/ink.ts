import { FFMPEG, runProgram } from "./ffmpeg.ts";

/** How much of a part of a picture is nearly white and nearly black, in thousandths. */
export interface Ink {
  readonly white: number;
  readonly black: number;
}

/** Left, top, width and height as fractions of the picture. */
export type PicturePart = readonly [number, number, number, number];

const WIDTH = 200;
const HEIGHT = 60;

/** The ink of a part of every frame of a file: letters, and the dark ground that they stand on. */
export async function inkOf(path: string, [left, top, width, height]: PicturePart): Promise<Ink[]> {
  const crop = `crop=iw*${width}:ih*${height}:iw*${left}:ih*${top}`;
  const filter = `${crop},format=gray,scale=${WIDTH}:${HEIGHT}:flags=area`;
  const args = ["-v", "error", "-i", path, "-vf", filter, "-fps_mode", "passthrough", "-f", "rawvideo"];
  const chunks: Uint8Array[] = [];
  await runProgram(FFMPEG, [...args, "pipe:1"], {
    onStdout: (chunk) => void chunks.push(Uint8Array.from(chunk)),
  });
  const bytes = Buffer.concat(chunks);
  const size = WIDTH * HEIGHT;
  return Array.from({ length: bytes.length / size }, (_, n) => {
    const picture = bytes.subarray(n * size, (n + 1) * size);
    const share = (isInk: (value: number) => boolean) => (1000 * picture.filter(isInk).length) / size;
    return { white: share((value) => value > 190), black: share((value) => value < 50) };
  });
}
