import { readFile } from "node:fs/promises";
import { sharedMedia } from "../../tests/kit/media.ts";

/** Frames `[from, to)` that are neither shot alone. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Where the shots of a film part, in its frames. */
export interface ShotTruth {
  readonly path: string;
  readonly name: string;
  readonly frameRate: number;
  /** First frames of shots that are cut to, black and title cards among them. */
  readonly cuts: readonly number[];
  /** Fades, with the black between them, and dissolves. */
  readonly gradual: readonly Range[];
}

/** What was seen frame by frame beyond the files of truth, and where these are wrong. */
interface Seen {
  readonly cuts: readonly number[];
  readonly noCuts: readonly number[];
  readonly gradual: readonly Range[];
}

/*
 * The files of truth say fades and dissolves to a tenth of a second at best, some to a second, and leave some out.
 * These were seen frame by frame, and checked against the mean luma of every frame, on 2026-11-21. Black before the
 * first picture is part of its fade.
 */
const SINTEL: Seen = {
  // Title cards that come up at once, out of black.
  cuts: [224, 1140],
  // One shot: a dragon flies through it and fills it within four frames.
  noCuts: [718],
  gradual: [
    { from: 0, to: 110 },
    { from: 118, to: 154 },
    { from: 192, to: 224 },
    { from: 247, to: 304 },
    { from: 358, to: 396 },
    { from: 420, to: 474 },
    { from: 491, to: 552 },
    { from: 672, to: 700 },
    { from: 755, to: 792 },
    { from: 820, to: 868 },
    { from: 940, to: 1014 },
    { from: 1084, to: 1140 },
  ],
};
const BBB: Seen = { cuts: [], noCuts: [], gradual: [{ from: 0, to: 48 }] };
/** Of its first 13 s, at the 25 frames a second at which they are part of the reel. */
const NASA: Seen = { cuts: [200], noCuts: [], gradual: [{ from: 125, to: 149 }] };

const SINTEL_FILE = "video/sintel_trailer-720p.mp4";
const BBB_FILE = "video/bbb_opening_30s.webm";
const REEL_FILE = "derived/reel_a.mp4";
const REEL_RATE = 25;

/** What the media's files of truth hold of cuts. */
interface CutsFile {
  readonly hardCuts: readonly number[];
  readonly cutsFromOrToBlack?: readonly number[];
  readonly titleCardCuts?: readonly number[];
}

/** Films with cuts, and where they are; those that this machine has. */
export async function filmsWithCuts(): Promise<ShotTruth[]> {
  const sintel = await film(SINTEL_FILE, "truth/sintel_trailer.cuts.json", SINTEL);
  const bbb = await film(BBB_FILE, "truth/bbb_opening.cuts.json", BBB);
  const reel = sintel && bbb && (await reelOf(sintel, bbb));
  return [sintel, bbb, reel].filter((one) => one !== undefined);
}

/** Paths of films without a cut; those that this machine has. */
export async function filmsOfOneShot(): Promise<string[]> {
  const truth = await readTruth<{ videos: string[] }>("truth/one_shot.json");
  return (truth?.videos ?? []).map(sharedMedia).filter((path) => path !== undefined);
}

async function readTruth<T>(name: string): Promise<T | undefined> {
  const path = sharedMedia(name);
  return path === undefined ? undefined : (JSON.parse(await readFile(path, "utf8")) as T);
}

async function film(file: string, truth: string, seen: Seen): Promise<ShotTruth | undefined> {
  const [path, said] = [sharedMedia(file), await readTruth<CutsFile>(truth)];
  if (path === undefined || said === undefined) return undefined;
  const { hardCuts, cutsFromOrToBlack = [], titleCardCuts = [] } = said;
  const frameRate = 24;
  const given = [...hardCuts, ...cutsFromOrToBlack, ...titleCardCuts].map((at) => Math.round(at * frameRate));
  const cuts = [...given.filter((at) => !seen.noCuts.includes(at)), ...seen.cuts];
  return { path, name: file, frameRate, cuts: cuts.sort((a, b) => a - b), gradual: seen.gradual };
}

/** The reel: its joins, and what the parts hold; one part of 5 s is repeated, which is a cut, too. */
async function reelOf(sintel: ShotTruth, bbb: ShotTruth): Promise<ShotTruth | undefined> {
  const said = await readTruth<{ joins: number[] }>("truth/reel_a.truth.json");
  const path = sharedMedia(REEL_FILE);
  if (path === undefined || said === undefined) return undefined;
  const parts = [
    moved(sintel, 0, REEL_RATE / sintel.frameRate),
    moved(bbb, 74, REEL_RATE / bbb.frameRate),
    moved(NASA, 114, 1),
  ];
  const cuts = [69, ...said.joins].map((at) => Math.round(at * REEL_RATE));
  return {
    path,
    name: REEL_FILE,
    frameRate: REEL_RATE,
    cuts: [...cuts, ...parts.flatMap((part) => part.cuts)]
      .filter((at, n, all) => all.indexOf(at) === n)
      .sort((a, b) => a - b),
    gradual: parts.flatMap((part) => part.gradual),
  };
}

/** Cuts and transitions of a part of the reel. @param start seconds @param times frames of the reel for each of its own */
function moved({ cuts, gradual }: Pick<Seen, "cuts" | "gradual">, start: number, times: number) {
  const place = (frame: number) => start * REEL_RATE + Math.round(frame * times);
  return {
    cuts: cuts.map(place),
    gradual: gradual.map(({ from, to }) => ({ from: place(from), to: place(to) })),
  };
}
