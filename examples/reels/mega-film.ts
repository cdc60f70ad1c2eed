import { join } from "node:path";
import { FFMPEG, runProgram } from "../../tests/kit/ffmpeg.ts";

/** Clip types of the mega asset, in frames. */
export const CLIP_TYPES = { long: 80, short: 40 } as const;
export const FRAME_RATE = 25;

const MEDIA = join(import.meta.dirname, "../media");
/** Films at hand, and how many seconds of each there are to begin a clip in. */
const FILMS = [
  { file: "sintel_excerpt.mp4", seconds: 8, tint: (hue: number) => `hue=h=${hue}` },
  {
    file: "chaplin_1910s.mp4",
    seconds: 6,
    tint: (hue: number) => `colorize=hue=${hue}:saturation=0.4:lightness=0.5:mix=0.6`,
  },
] as const;

/**
 * Makes one video that holds a long and a short clip of each title, one after the other, out of the films of
 * `examples/media`, each title in a tint of its own.
 */
export async function makeMegaFilm(titles: number, path: string): Promise<void> {
  const inputs: string[] = [];
  const filters: string[] = [];
  const types = Object.values(CLIP_TYPES);
  const count = titles * types.length;
  for (let clip = 0; clip < count; clip++) {
    const title = Math.floor(clip / types.length);
    const frames = types[clip % types.length] ?? 0;
    const film = FILMS[clip % FILMS.length];
    if (!film) throw new RangeError("There are no films.");
    const start = (title * 0.7 + (clip % types.length) * 2) % film.seconds;
    inputs.push(
      "-ss",
      start.toFixed(2),
      "-t",
      String(frames / FRAME_RATE + 0.5),
      "-i",
      join(MEDIA, film.file),
    );
    const picture = `fps=${FRAME_RATE},scale=640:360,setsar=1,${film.tint((title * 47) % 360)},format=yuv420p`;
    filters.push(`[${clip}:v]${picture},trim=end_frame=${frames},setpts=PTS-STARTPTS[v${clip}]`);
  }
  const joined = Array.from({ length: count }, (_, clip) => `[v${clip}]`).join("");
  filters.push(`${joined}concat=n=${count}:v=1:a=0[v]`);
  const seconds = (titles * types.reduce((sum, frames) => sum + frames, 0)) / FRAME_RATE;
  await runProgram(
    FFMPEG,
    [
      ...["-hide_banner", "-loglevel", "error", "-y", ...inputs],
      ...["-f", "lavfi", "-t", String(seconds), "-i", "aevalsrc=0.1*sin(220*2*PI*t)*(1+sin(4*PI*t)):s=48000"],
      ...["-filter_complex", filters.join(";"), "-map", "[v]", "-map", `${count}:a`],
      ...["-c:v", "libx264", "-preset", "veryfast", "-g", "50", "-pix_fmt", "yuv420p", "-c:a", "aac", path],
    ],
    { timeoutMs: 600_000 },
  );
}

/** The list of timecodes of such a film. */
export function timecodesOf(titles: readonly string[]): string {
  let at = 0;
  const clips = titles.flatMap((title) =>
    Object.entries(CLIP_TYPES).map(([clipType, frames]) => {
      const clip = { title, clipType, in: at, out: at + frames };
      at += frames;
      return clip;
    }),
  );
  return JSON.stringify({ frameRate: `${FRAME_RATE}/1`, clips });
}
