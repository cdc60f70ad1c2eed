import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FFMPEG, runProgram } from "../../tests/kit/ffmpeg.ts";

/** A recording at a stated second of a made video. */
interface PlacedSound {
  /** Relative to the media folder. */
  readonly file: string;
  /** Seconds. */
  readonly at: number;
  /** Filters of ffmpeg before it is placed, such as `volume=-30dB`. */
  readonly filters?: string;
  /** Begins again until the video ends. */
  readonly loops?: boolean;
  /** Text file of what is said, and the seconds that it takes: a cue of the video's subtitles. */
  readonly said?: { readonly file: string; readonly seconds: number };
}

/** A video of real recordings over a drawn picture: there are no free ones with this sound at known times. */
interface MadeVideo {
  readonly name: string;
  readonly seconds: number;
  readonly background: string;
  readonly sounds: readonly PlacedSound[];
  readonly texts: readonly DrawnText[];
  /** Whole pictures in place of the background. */
  readonly cards?: readonly { readonly colour: string; readonly from: number; readonly to: number }[];
}

interface DrawnText {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

const FRAME = { width: 640, height: 360, rate: 25 };

/** Clips of FLEURS in five seconds' distance or less; some were recorded all but inaudibly. */
const FLEURS = [
  ["en-000", 0, 10.57],
  ["en-001", 12, 8.77],
  ["en-002", 22, 11.47],
  ["en-003", 35, 5.77],
  ["en-004", 42, 4.33],
  ["de-000", 48, 17.95],
  ["fr-003", 67, 10.21],
  ["es-002", 79, 9.73],
] as const;

const fleurs: MadeVideo = {
  name: "fleurs",
  seconds: 90,
  background: "gray",
  sounds: FLEURS.map(([clip, at, seconds]) => ({
    file: `speech/fleurs/fleurs-${clip}.ogg`,
    at,
    filters: "loudnorm=I=-20",
    said: { file: `speech/fleurs/fleurs-${clip}.txt`, seconds },
  })),
  texts: [],
};

const sonnet: MadeVideo = {
  name: "sonnet",
  seconds: 54,
  background: "black",
  sounds: [{ file: "speech/sonnets/p001.mp3", at: 0 }],
  texts: [],
};

/** Seconds at which a goal is cheered, and the score from then on. */
const GOALS = [
  { at: 30, score: "1 - 0" },
  { at: 62, score: "1 - 1" },
  { at: 95, score: "2 - 1" },
];

/** A drawn scoreboard with a real crowd: a bed of voices, three cheers some 20 dB above it, two whistles. */
const match: MadeVideo = {
  name: "match",
  seconds: 120,
  background: "darkgreen",
  sounds: [
    { file: "crowd/etw_crowd05.wav", at: 0, filters: "volume=-32dB", loops: true },
    ...GOALS.map(({ at }) => ({ file: "crowd/tuxfootball_crowdcheer.wav", at })),
    ...[1, 115].map((at) => ({ file: "crowd/tuxfootball_refwhistleend.wav", at, filters: "volume=-6dB" })),
  ],
  cards: GOALS.map(({ at }) => ({ colour: "navy", from: at + 1, to: at + 4 })),
  texts: [
    { text: "HOME 0 - 0 AWAY", from: 0, to: 30, x: 40, y: 30, size: 28 },
    ...GOALS.map(({ at, score }, n) => {
      const to = GOALS[n + 1]?.at ?? 120;
      return { text: `HOME ${score} AWAY`, from: at, to, x: 40, y: 30, size: 28 };
    }),
    ...GOALS.map(({ at }) => ({ text: "GOAL", from: at + 1, to: at + 4, x: 200, y: 140, size: 90 })),
    { text: "SUBSTITUTION  IN 11  OUT 42", from: 104, to: 108, x: 60, y: 300, size: 28 },
    { text: "FULL TIME", from: 115, to: 120, x: 190, y: 160, size: 48 },
  ],
};

const MADE: readonly MadeVideo[] = [fleurs, sonnet, match];

/**
 * Paths of the made videos (`made/match.mp4`) and of their subtitles (`fleurs.srt`), made once for each recipe, in the temporary folder.
 * @param media the folder of real recordings.
 * @throws Error with ffmpeg's words where it fails
 */
export async function makeVideos(media: string): Promise<(name: string) => string> {
  const recipe = createHash("sha256").update(JSON.stringify(MADE)).digest("hex").slice(0, 8);
  const folder = join(tmpdir(), `cutstream-bench-relevance-${recipe}`);
  await mkdir(join(folder, "made"), { recursive: true });
  for (const video of MADE) {
    const path = join(folder, "made", `${video.name}.mp4`);
    if (existsSync(path)) continue;
    await writeFile(join(folder, `${video.name}.srt`), await subtitlesOf(video, media));
    const unfinished = join(dirname(path), `unfinished-${video.name}.mp4`);
    await runProgram(FFMPEG, [...argumentsFor(video, media), unfinished]);
    await rename(unfinished, path);
  }
  return (name) => join(folder, name);
}

function argumentsFor(
  { seconds, background, sounds, texts, cards = [] }: MadeVideo,
  media: string,
): string[] {
  const { width, height, rate } = FRAME;
  const picture = `color=c=${background}:s=${width}x${height}:r=${rate}:d=${seconds}`;
  const inputs = sounds.flatMap(({ file, loops }) => [
    ...(loops ? ["-stream_loop", "-1"] : []),
    ...["-t", String(seconds), "-i", join(media, file)],
  ]);
  const drawn = [
    ...cards.map(({ colour, from, to }) => `drawbox=c=${colour}:t=fill:${between(from, to)}`),
    ...texts.map(
      ({ text, from, to, x, y, size }) =>
        `drawtext=text='${text}':x=${x}:y=${y}:fontsize=${size}:fontcolor=white:${between(from, to)}`,
    ),
    "format=yuv420p",
  ];
  const placed = sounds.map(({ at, filters = "anull" }, n) => {
    const start = Math.round(1000 * at);
    return `[${n + 1}:a]${filters},aresample=48000,aformat=channel_layouts=stereo,adelay=${start}|${start}[s${n}]`;
  });
  const all = sounds.map((_, n) => `[s${n}]`).join("");
  const mixed = `${all}amix=inputs=${sounds.length}:normalize=0,apad,atrim=0:${seconds}[sound]`;
  return [
    ...["-y", "-hide_banner", "-loglevel", "error", "-f", "lavfi", "-i", picture, ...inputs],
    ...["-filter_complex", [`[0:v]${drawn.join(",")}[picture]`, ...placed, mixed].join(";")],
    ...["-map", "[picture]", "-map", "[sound]", "-t", String(seconds)],
    ...["-c:v", "libx264", "-preset", "veryfast", "-g", String(2 * rate), "-c:a", "aac", "-b:a", "128k"],
  ];
}

const between = (from: number, to: number): string => `enable='between(t,${from},${to - 0.001})'`;

async function subtitlesOf({ sounds }: MadeVideo, media: string): Promise<string> {
  const cues: string[] = [];
  for (const { at, said } of sounds) {
    if (!said) continue;
    const text = (await readFile(join(media, said.file), "utf8")).trim();
    cues.push(`${cues.length + 1}\n${clock(at)} --> ${clock(at + said.seconds)}\n${text}\n`);
  }
  return cues.join("\n");
}

const clock = (seconds: number): string =>
  new Date(Math.round(1000 * seconds)).toISOString().slice(11, 23).replace(".", ",");
