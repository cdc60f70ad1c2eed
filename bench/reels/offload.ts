import { FLICKS_PER_SECOND, lowerBound } from "@cutstream/media";
import type { Cadence } from "../../packages/engine/src/api/cadences.ts";
import { layout } from "../../packages/engine/src/reels/layout/layout.ts";
import { formatMediaPath } from "../../packages/engine/src/stream/address/media-path.ts";
import { planTimeline } from "../../packages/engine/src/stream/plan/plan.ts";
import { type ProjectedSegment, project } from "../../packages/engine/src/stream/project/project.ts";
import { bindPlan } from "../../packages/engine/src/stream/project/tracks.ts";
import { makeIndex, makeRanking } from "../../packages/engine/src/testing/made-reels.ts";
import type { Measurement } from "../lib/measurement.ts";
import { seeded } from "../lib/statistics.ts";
import { SEED } from "../lib/timelines.ts";
import { CADENCE, makeMegaVideo, TITLES, titleId } from "./made-mega.ts";

/** Titles in a viewer's ranking: more than a reel shows. */
const RANKED = 60;
/** Playlists that each viewer fetches from the origin: the multivariant one, and those of picture and sound. */
const PLAYLISTS = 3;

/**
 * What viewers ask of a CDN, and what it asks of the origin. Tastes are Zipf's: the n-th title is in a viewer's ranking,
 * and high up in it, with a weight of 1/n. All watch their reels to the end, one after the other, through a cache that
 * keeps everything. URLs are those of the playlists; nothing is fetched.
 */
export async function simulateOffload(viewers: number): Promise<Measurement[]> {
  return [
    ...simulate("own sound", viewers, CADENCE),
    ...simulate("music bed", viewers, { ...CADENCE, music: { start: 0, end: 300, loop: true } }),
  ];
}

function simulate(what: string, viewers: number, cadence: Cadence): Measurement[] {
  const random = seeded(SEED);
  const version = makeMegaVideo();
  const versions = new Map([["v0", version]]);
  const byId = new Map([[version.id, version]]);
  const index = makeIndex({
    ...{ frameRate: "30/1", clipTypes: { long: 80, short: 40 } },
    titles: Object.fromEntries(Array.from({ length: TITLES }, (_, n) => [titleId(n), ["long", "short"]])),
  });
  const taste = zipf(random);
  const video = new Cache();
  const audio = new Cache();
  for (let viewer = 0; viewer < viewers; viewer++) {
    const { slots } = layout({ ranking: makeRanking(taste()), cadence, index, seed: String(viewer) });
    const clips = slots.map(({ frames }) => ({
      ...{ video: "v0", start: { frame: frames.first }, end: { frame: frames.end } },
    }));
    const music = cadence.music && { music: { ...cadence.music, video: "v0" } };
    const plan = planTimeline({ clips, ...music }, versions, { container: "fmp4" });
    const projection = project(bindPlan(plan, byId).variants[0] ?? [], "default");
    for (const segment of projection.video) video.request(segment);
    for (const segment of projection.audio) audio.request(segment);
  }
  const requests = video.requests + audio.requests;
  const misses = video.misses + audio.misses;
  const asked = requests + PLAYLISTS * viewers;
  return [
    { what: `${what}: viewers, Zipf over ${TITLES.toLocaleString("en")} titles`, value: viewers, unit: "" },
    { what: `${what}: pictures from the CDN, by requests`, value: video.hits, unit: "%" },
    { what: `${what}: pictures from the CDN, by seconds shown`, value: video.secondsHit, unit: "%" },
    { what: `${what}: sound from the CDN, by requests`, value: audio.hits, unit: "%" },
    {
      what: `${what}: requests that reach the origin, playlists among them`,
      value: (100 * (misses + PLAYLISTS * viewers)) / asked,
      unit: "%",
    },
    { what: `${what}: the origin's requests per viewer`, value: misses / viewers + PLAYLISTS, unit: "" },
  ];
}

/** Counts requests, and those for what nobody had asked for. */
class Cache {
  requests = 0;
  misses = 0;
  #flicks = 0;
  #missed = 0;
  readonly #seen = new Set<string>();

  request({ path, duration }: ProjectedSegment): void {
    const url = formatMediaPath(path);
    this.requests++;
    this.#flicks += duration / FLICKS_PER_SECOND;
    if (this.#seen.has(url)) return;
    this.#seen.add(url);
    this.misses++;
    this.#missed += duration / FLICKS_PER_SECOND;
  }

  get hits(): number {
    return 100 * (1 - this.misses / this.requests);
  }

  get secondsHit(): number {
    return 100 * (1 - this.#missed / this.#flicks);
  }
}

/** Draws different titles, the popular ones sooner and more often. */
function zipf(random: () => number): () => string[] {
  let total = 0;
  const upTo = Array.from({ length: TITLES }, (_, n) => {
    total += 1 / (n + 1);
    return total;
  });
  return () => {
    const drawn = new Set<string>();
    while (drawn.size < RANKED) drawn.add(titleId(lowerBound(upTo, random() * total)));
    return [...drawn];
  };
}
